package dev.millrace.gateway.api;

import dev.millrace.gateway.app.GatewayApplication;
import dev.millrace.gateway.store.UnknownRunException;
import dev.millrace.service.ServiceMain;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Primary;
import io.micronaut.context.annotation.Requires;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.server.exceptions.ExceptionHandler;
import io.micronaut.http.server.exceptions.response.ErrorContext;
import io.micronaut.http.server.exceptions.response.ErrorResponseProcessor;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.stream.Collectors;

/// Says every failure as a [Problem], those of the framework too.
@Factory
@Requires(property = ServiceMain.SERVICE, value = GatewayApplication.NAME)
final class ProblemHandlers {
    @Singleton
    ExceptionHandler<ProblemException, HttpResponse<byte[]>> problems() {
        return (request, failure) -> failure.problem().response();
    }

    @Singleton
    ExceptionHandler<UnknownRunException, HttpResponse<byte[]>> unknownRuns() {
        return (request, failure) -> Problem.of(HttpStatus.NOT_FOUND, String.valueOf(failure.getMessage()))
                .response();
    }

    /// What the framework refuses: an address, a method, a type, a size.
    @Singleton
    @Primary
    ErrorResponseProcessor<byte[]> others() {
        return (context, response) -> {
            HttpStatus status = HttpStatus.valueOf(response.code());
            String detail = status.getCode() >= 500 ? "The gateway failed. Its log says why." : detail(context, status);
            return response.contentType(Problem.TYPE).body(dev.millrace.wire.Json.encode(Problem.of(status, detail)));
        };
    }

    private static String detail(ErrorContext context, HttpStatus status) {
        List<io.micronaut.http.server.exceptions.response.Error> errors = context.getErrors();
        return errors.isEmpty()
                ? status.getReason()
                : errors.stream().map(e -> e.getMessage()).collect(Collectors.joining(" "));
    }
}
