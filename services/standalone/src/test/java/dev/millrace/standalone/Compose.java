package dev.millrace.standalone;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// The project's own compose file, running under a name and a port of its own. Closing it removes all that it made,
/// but for the images, and leaves the containers' logs in `target`.
final class Compose implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();
    private static final Path LOGS = Path.of("target", "compose.log").toAbsolutePath();

    private final String project = "millrace-it-" + ProcessHandle.current().pid();
    private final int port;
    private final int page;

    /// What a command has come to.
    ///
    /// @param output of both streams
    record Outcome(int code, String output) {}

    /// Builds the images and starts everything; returns when all of it is healthy.
    Compose() {
        this.port = freePort();
        this.page = freePort();
        var up = run("up", "--build", "--wait");
        if (up.code() != 0) {
            close();
            throw new AssertionError(
                    "docker compose up failed; the containers' logs are in " + LOGS + ":\n" + up.output());
        }
    }

    /// Why there are no containers to be had here, if so.
    static Optional<String> missing() {
        try {
            var info = execute(List.of("docker", "info"), Map.of());
            var compose = execute(List.of("docker", "compose", "version"), Map.of());
            return info.code() == 0 && compose.code() == 0
                    ? Optional.empty()
                    : Optional.of("no container engine with compose answers:\n" + info.output() + compose.output());
        } catch (UncheckedIOException e) {
            return Optional.of("there is no container engine: " + e.getMessage());
        }
    }

    /// Where Kafka is for whoever is outside.
    String bootstrap() {
        return "localhost:" + port;
    }

    /// Where the gateway is for whoever is outside.
    URI page() {
        return URI.create("http://localhost:" + page + "/");
    }

    /// SIGKILL; nothing starts the container again by itself.
    void kill(String service) {
        succeed("kill", service);
    }

    /// SIGTERM, and SIGKILL if that is not heard; the exit code of the service.
    int stop(String service) {
        succeed("stop", service);
        String container = succeed("ps", "--all", "--quiet", service).strip();
        return Integer.parseInt(
                execute(List.of("docker", "inspect", "--format", "{{.State.ExitCode}}", container), ports())
                        .output()
                        .strip());
    }

    void start(String service) {
        succeed("start", service);
    }

    /// Runs a script inside a service's container.
    Outcome inside(String service, String script) {
        return run("exec", "--no-TTY", service, "bash", "-c", script);
    }

    private String succeed(String... arguments) {
        var outcome = run(arguments);
        if (outcome.code() != 0) {
            throw new AssertionError("docker compose " + String.join(" ", arguments) + " ended with " + outcome.code()
                    + ":\n" + outcome.output());
        }
        return outcome.output();
    }

    private Outcome run(String... arguments) {
        List<String> command = new ArrayList<>(List.of("docker", "compose", "--project-name", project));
        command.addAll(List.of(arguments));
        return execute(command, ports());
    }

    private Map<String, String> ports() {
        return Map.of("MILLRACE_KAFKA_PORT", String.valueOf(port), "MILLRACE_GATEWAY_PORT", String.valueOf(page));
    }

    private static Outcome execute(List<String> command, Map<String, String> ports) {
        try {
            Path output = Files.createTempFile("compose", ".txt");
            var builder = new ProcessBuilder(command)
                    .directory(ROOT.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile());
            builder.environment().putAll(ports);
            Process process = builder.start();
            if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
                throw new AssertionError(
                        "Not within " + LIMIT + ": " + String.join(" ", command) + "\n" + Files.readString(output));
            }
            String text = Files.readString(output);
            Files.delete(output);
            return new Outcome(process.exitValue(), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("Interrupted in: " + String.join(" ", command), e);
        }
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            Files.writeString(LOGS, run("logs", "--no-color", "--timestamps").output());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            succeed("down", "--volumes", "--timeout", "5");
        }
    }
}
