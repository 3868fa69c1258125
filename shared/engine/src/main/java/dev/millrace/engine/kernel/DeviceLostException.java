package dev.millrace.engine.kernel;

/// The device that a kernel set computed on has failed, and could not be taken anew: nothing can be computed on it in
/// this process any more.
public final class DeviceLostException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /// @param cause what the device said when it was taken anew
    public DeviceLostException(RuntimeException cause) {
        super("The GPU is lost to this process: " + cause.getMessage() + ". Start the process anew.", cause);
    }
}
