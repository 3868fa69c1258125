package dev.millrace.standalone.pictures;

/// A picture in which no digit can be read. The message follows the file's name: "is a web page, not a picture. …".
public final class PictureException extends RuntimeException {
    private static final long serialVersionUID = 1;

    PictureException(String message) {
        super(message);
    }
}
