package dev.millrace.gateway.api;

import io.micronaut.http.HttpStatus;
import java.util.List;

/// The request cannot be answered.
public final class ProblemException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient Problem problem;

    public ProblemException(Problem problem) {
        super(problem.detail());
        this.problem = problem;
    }

    /// A field of the request is wrong.
    public static ProblemException field(String field, String detail) {
        return new ProblemException(
                Problem.of(HttpStatus.BAD_REQUEST, detail, List.of(new Problem.FieldError(field, null, detail))));
    }

    /// There is no such thing.
    public static ProblemException notFound(String detail) {
        return new ProblemException(Problem.of(HttpStatus.NOT_FOUND, detail));
    }

    Problem problem() {
        return problem;
    }
}
