package dev.millrace.gateway.api;

import dev.millrace.gateway.app.GatewayApplication;
import dev.millrace.gateway.store.Store;
import dev.millrace.keras.KerasFile;
import dev.millrace.keras.ModelTensors;
import dev.millrace.keras.TrainedWith;
import dev.millrace.nn.DescriptionException;
import dev.millrace.runs.client.RunClient;
import dev.millrace.service.ServiceMain;
import dev.millrace.wire.CheckpointAssembler.Checkpoint;
import dev.millrace.wire.Event;
import dev.millrace.wire.Safetensors;
import io.micronaut.context.annotation.Requires;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.micronaut.http.server.types.files.StreamedFile;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;

/// Checkpoints as files, one at a time: a large one takes memory.
@Controller("/api/runs/{id}/checkpoints")
@Requires(property = ServiceMain.SERVICE, value = GatewayApplication.NAME)
@ExecuteOn(TaskExecutors.BLOCKING)
final class CheckpointController {
    private static final Duration READ_WITHIN = Duration.ofSeconds(20);
    private static final String KERAS = ".keras";
    private static final String SAFETENSORS = ".safetensors";

    private final Store store;
    private final RunClient client;

    CheckpointController(Store store, RunClient client) {
        this.store = store;
        this.client = client;
    }

    @Get("/{file}")
    @Produces(MediaType.APPLICATION_OCTET_STREAM)
    synchronized HttpResponse<StreamedFile> file(String id, String file) throws IOException {
        String run = store.meant(id);
        boolean keras = file.endsWith(KERAS);
        if (!keras && !file.endsWith(SAFETENSORS)) {
            throw ProblemException.notFound(
                    "A checkpoint's file ends in .keras or .safetensors. Received: '" + file + "'.");
        }
        String name = file.substring(0, file.length() - (keras ? KERAS : SAFETENSORS).length());
        Checkpoint checkpoint = checkpoint(run, name);
        StreamedFile streamed = keras
                ? keras(run, checkpoint)
                : new StreamedFile(
                        new ByteArrayInputStream(Safetensors.encode(checkpoint.contents())),
                        MediaType.APPLICATION_OCTET_STREAM_TYPE);
        return Attachment.of(streamed, run + "-" + file);
    }

    private Checkpoint checkpoint(String run, String name) {
        boolean available = store.checkpoints(run).stream()
                .anyMatch(each -> each.checkpoint().equals(name) && each.available());
        if (!available) {
            throw ProblemException.notFound("Run '" + run + "' has no checkpoint '" + name
                    + "' that can still be read. GET /api/runs/" + run + "/checkpoints lists those that can.");
        }
        return client.checkpoint(store.request(run), name, READ_WITHIN)
                .orElseThrow(() -> new ProblemException(Problem.of(
                        HttpStatus.GATEWAY_TIMEOUT,
                        "The checkpoint did not come within " + READ_WITHIN.toSeconds() + " s. Try again.")));
    }

    private StreamedFile keras(String run, Checkpoint checkpoint) throws IOException {
        Path folder = Files.createTempDirectory("millrace-gateway");
        Path written = folder.resolve("model" + KERAS);
        try {
            KerasFile.write(
                    written,
                    ModelTensors.read(checkpoint.contents()),
                    TrainedWith.metadata(store.accepted(run).map(Event.Accepted::data)),
                    Clock.fixed(checkpoint.manifest().time(), ZoneOffset.UTC));
            long size = Files.size(written);
            return new StreamedFile(
                    Files.newInputStream(written, StandardOpenOption.DELETE_ON_CLOSE),
                    MediaType.APPLICATION_OCTET_STREAM_TYPE,
                    checkpoint.manifest().time().toEpochMilli(),
                    size);
        } catch (DescriptionException e) {
            throw new ProblemException(Problem.of(
                    HttpStatus.CONFLICT, "The checkpoint is not a model that Keras knows: " + e.getMessage()));
        } finally {
            // The open file is read to its end although its name is gone.
            Files.deleteIfExists(written);
            Files.deleteIfExists(folder);
        }
    }
}
