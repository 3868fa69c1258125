package dev.millrace.standalone.output;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What is the matter with a file, in words.
public final class IoErrors {
    private static final Pattern FULL =
            Pattern.compile("No space left on device|not enough space on the disk|Disk quota exceeded");

    private IoErrors() {}

    /// The reason, to follow "Cannot read X: ".
    public static String with(IOException failure) {
        if (fullDisk(failure)) {
            return "its disk is full";
        }
        return switch (failure) {
            case NoSuchFileException e -> "there is no such file";
            case AccessDeniedException e -> "permission denied";
            case FileAlreadyExistsException e -> e.getFile() + " is in the way";
            case FileSystemException e -> Objects.requireNonNullElse(e.getReason(), e.toString());
            case CharacterCodingException e -> "it is not text in UTF-8";
            default -> String.valueOf(failure.getMessage());
        };
    }

    /// Whether that is behind it; libraries say so in words of their own, and the system in its.
    private static boolean fullDisk(@Nullable Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (FULL.matcher(String.valueOf(cause.getMessage())).find()) {
                return true;
            }
        }
        return false;
    }
}
