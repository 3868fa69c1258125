package dev.millrace.standalone;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Objects;

/// What is the matter with a file, in words.
final class Trouble {
    private Trouble() {}

    static String with(IOException failure) {
        return switch (failure) {
            case NoSuchFileException e -> "there is no such file";
            case AccessDeniedException e -> "permission denied";
            case FileAlreadyExistsException e -> e.getFile() + " is in the way";
            case FileSystemException e -> Objects.requireNonNullElse(e.getReason(), e.toString());
            case CharacterCodingException e -> "it is not text in UTF-8";
            default -> String.valueOf(failure.getMessage());
        };
    }
}
