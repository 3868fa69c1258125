package dev.millrace.gateway.api;

import dev.millrace.gateway.app.GatewayApplication;
import dev.millrace.runfile.CheckedRun;
import dev.millrace.runs.client.RunClient;
import dev.millrace.service.ServiceMain;
import dev.millrace.wire.Json;
import dev.millrace.wire.RunRequested;
import io.micronaut.context.annotation.Requires;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Takes run files, YAML or JSON. Paths in them are absolute, and of the machine where the data-loader runs: nothing is
/// uploaded with a run.
@Controller("/api/runs")
@Requires(property = ServiceMain.SERVICE, value = GatewayApplication.NAME)
@Consumes({"application/yaml", "text/yaml", MediaType.TEXT_PLAIN, MediaType.APPLICATION_JSON})
@ExecuteOn(TaskExecutors.BLOCKING)
final class SubmissionController {
    private final RunClient runs;

    SubmissionController(RunClient runs) {
        this.runs = runs;
    }

    record Submitted(String runId) {}

    /// What would be asked for.
    ///
    /// @param summary the model's layers, as Keras's `summary()` shows them; absent where the data says what they are
    /// @param parameters how many numbers are in the model's weights; absent likewise
    /// @param notes what was chosen where the run says nothing
    record Check(@Nullable String summary, @Nullable Long parameters, List<String> notes) {}

    /// Asks for a run, which a data-loader accepts or rejects.
    @Post
    HttpResponse<byte[]> submit(@Body byte @Nullable [] text) {
        RunRequested asked = runs.submit(sound(text).request());
        return HttpResponse.created(Json.encode(new Submitted(asked.runId())))
                .contentType(MediaType.APPLICATION_JSON_TYPE);
    }

    /// Says what is wrong with a run, or what would be trained, and asks for nothing.
    @Post("/check")
    HttpResponse<byte[]> check(@Body byte @Nullable [] text) {
        CheckedRun.Sound run = sound(text);
        var check = new Check(
                run.summary().orElse(null),
                run.parameters().isPresent() ? run.parameters().getAsLong() : null,
                run.notes());
        return HttpResponse.ok(Json.encode(check)).contentType(MediaType.APPLICATION_JSON_TYPE);
    }

    private static CheckedRun.Sound sound(byte @Nullable [] text) {
        return switch (CheckedRun.of(decoded(text))) {
            case CheckedRun.Sound sound -> sound;
            case CheckedRun.Unsound unsound -> throw refused(unsound);
        };
    }

    private static String decoded(byte @Nullable [] text) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(Bodies.text(text)))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new ProblemException(
                    Problem.of(HttpStatus.UNPROCESSABLE_ENTITY, "A run is text in UTF-8, and this is not."));
        }
    }

    private static ProblemException refused(CheckedRun.Unsound run) {
        List<Problem.FieldError> errors = run.problems().stream()
                .map(problem -> new Problem.FieldError(
                        problem.field(),
                        problem.line().isPresent() ? problem.line().getAsInt() : null,
                        problem.detail()))
                .toList();
        String detail = errors.size() == 1
                ? errors.getFirst().detail()
                : errors.size() + " things are wrong with the run. The first: "
                        + errors.getFirst().detail();
        return new ProblemException(Problem.of(HttpStatus.UNPROCESSABLE_ENTITY, detail, errors));
    }
}
