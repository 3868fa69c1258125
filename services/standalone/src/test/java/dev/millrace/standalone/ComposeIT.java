package dev.millrace.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.messaging.Connection;
import dev.millrace.wire.Event;
import dev.millrace.wire.Split;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Kafka, the three services and the gateway in containers, as the compose file has them; the command line asks and
/// watches from outside. Three runs of the same seed: one that nobody disturbs, one whose trainer is killed, one whose
/// trainer is told to leave.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class ComposeIT {
    private static final String EPOCHS = "3";
    private static final int SIGTERM = 128 + 15;

    private Cli cli = new Cli(Path.of(""));
    private Optional<Compose> compose = Optional.empty();
    private String sha256 = "";

    @BeforeAll
    void start(@TempDir Path folder) {
        cli = new Cli(folder);
        Compose.missing().ifPresent(reason -> {
            System.out.println("ComposeIT is skipped: " + reason);
            Assumptions.abort(reason);
        });
        compose = Optional.of(new Compose());
        try (var undisturbed = submit()) {
            watch(undisturbed);
            assertThat(undisturbed.all(Event.Started.class)).hasSize(1);
            sha256 = undisturbed.only(Event.Completed.class).sha256();
        }
    }

    @AfterAll
    void remove() {
        compose.ifPresent(Compose::close);
    }

    @Test
    void shouldEndWithTheSameWeightsAfterATrainerWasKilled() {
        try (var run = submit()) {
            var saved = run.await(Event.Checkpointed.class, e -> true);
            run.await(Event.Heartbeat.class, e -> e.step() > saved.step());

            compose().kill("trainer");
            compose().start("trainer");
            watch(run);

            assertThat(run.all(Event.Started.class))
                    .hasSize(2)
                    .last()
                    .satisfies(e -> assertThat(e.step()).isGreaterThanOrEqualTo(saved.step()));
            assertThat(run.only(Event.Completed.class).sha256()).isEqualTo(sha256);
        }
    }

    @Test
    void shouldLeaveWithACheckpointWhenToldToStop() {
        try (var run = submit()) {
            run.await(Event.Heartbeat.class, e -> e.step() > 0);

            assertThat(compose().stop("trainer")).isIn(0, SIGTERM);
            run.catchUp();
            var last = run.last(Event.Checkpointed.class);
            assertThat(last.step())
                    .isGreaterThanOrEqualTo(run.last(Event.Heartbeat.class).step());
            assertThat(run.all(Event.Completed.class)).isEmpty();
            compose().start("trainer");
            watch(run);

            assertThat(run.all(Event.Started.class))
                    .hasSize(2)
                    .last()
                    .satisfies(e -> assertThat(e.step()).isEqualTo(last.step()));
            assertThat(run.only(Event.Completed.class).sha256()).isEqualTo(sha256);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"data-loader", "trainer", "evaluator", "gateway"})
    void shouldSayThatItIsWell(String service) {
        var answer = compose()
                .inside(
                        service,
                        "exec 3<>/dev/tcp/localhost/8080 && printf 'GET /health HTTP/1.0\\r\\n\\r\\n' >&3 && cat <&3");

        assertThat(answer.output()).contains(" 200 ", "\"status\":\"UP\"", "\"alive\":\"true\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"data-loader", "trainer", "evaluator", "gateway"})
    void shouldHaveNoRightsThatItDoesNotNeed(String service) {
        assertThat(compose().inside(service, "id -u").output()).isEqualToIgnoringNewLines("10001");
        assertThat(compose().inside(service, "touch /app/lib/new.jar").output()).contains("Read-only file system");
        assertThat(compose().inside(service, "grep CapEff /proc/1/status").output())
                .endsWith("\t0000000000000000\n");
    }

    @Test
    void shouldShowRunsToWhoeverKnowsTheToken() throws IOException, InterruptedException {
        String token = compose().inside("gateway", "cat /secret/token").output().strip();
        URI runs = compose().page().resolve("/api/runs");
        try (var http = HttpClient.newHttpClient()) {
            var unknown = http.send(HttpRequest.newBuilder(runs).build(), HttpResponse.BodyHandlers.ofString());
            assertThat(unknown.statusCode()).isEqualTo(401);
            var known = http.send(
                    HttpRequest.newBuilder(runs)
                            .header("Authorization", "Bearer " + token)
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(known.statusCode()).isEqualTo(200);
            assertThat(known.body()).contains("\"run_id\"");
        }
    }

    private Compose compose() {
        return compose.orElseThrow();
    }

    private RunStory submit() {
        var answer =
                cli.run("submit", "../../deploy/examples/digits.yaml", "--epochs", EPOCHS, "--bootstrap", bootstrap());
        assertThat(answer.err()).isEqualTo("Inputs of shape (28, 28) go into the model as (784,).\n");
        return new RunStory(Connection.to(bootstrap()), answer.out().strip());
    }

    private void watch(RunStory run) {
        var answer = cli.run("watch", run.runId(), "--bootstrap", bootstrap());
        assertThat(answer.code()).as(answer.out() + answer.err()).isZero();
        run.await(Event.Completed.class, e -> true);
        var scored = run.await(Event.Evaluated.class, e -> e.values().containsKey(Split.TEST.wireName()));
        assertThat(scored.values())
                .hasEntrySatisfying(
                        Split.TEST.wireName(),
                        test -> assertThat(test.get("accuracy")).isGreaterThan(0.8));
    }

    private String bootstrap() {
        return compose().bootstrap();
    }
}
