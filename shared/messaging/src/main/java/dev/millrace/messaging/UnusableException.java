package dev.millrace.messaging;

/// What a [RunTask] throws when this process can do no run any more, and another process may: the run is given back,
/// no attempt is counted against it, and the service takes no more runs. In a service's own process the exception
/// reaches the thread's handler of uncaught exceptions, which ends the process.
public final class UnusableException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /// @param cause why no run can be done here
    public UnusableException(RuntimeException cause) {
        super(cause.getMessage(), cause);
    }
}
