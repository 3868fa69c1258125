package dev.millrace.engine.cuda.driver;

/// A call to CUDA that failed: which one, its code, and what CUDA calls that.
public final class CudaException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int code;

    CudaException(String call, int code, String text) {
        super(call + " failed with error " + code + " (" + text + ")");
        this.code = code;
    }

    /// CUDA's number of the error: 2 where memory is short, 700 for an address that is none.
    public int code() {
        return code;
    }
}
