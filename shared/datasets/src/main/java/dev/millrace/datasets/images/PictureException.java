package dev.millrace.datasets.images;

/// A picture that cannot be read, or in which there is no digit where one is expected. The message follows the file's
/// name: "is a web page, not a picture. …".
public final class PictureException extends RuntimeException {
    private static final long serialVersionUID = 1;

    PictureException(String message) {
        super(message);
    }
}
