package dev.millrace.loader.app;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.datasets.DataFolders;
import dev.millrace.datasets.Dataset;
import dev.millrace.datasets.Datasets;
import dev.millrace.datasets.Progress;
import dev.millrace.loader.SharedDatasets;
import dev.millrace.loader.kafka.LoaderRole;
import dev.millrace.messaging.RunService;
import dev.millrace.service.ServiceMain;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Requires;
import io.micronaut.core.convert.format.ReadableBytes;
import jakarta.inject.Singleton;
import java.util.Optional;

/// The data-loader as a service of its own.
@Factory
@Requires(property = ServiceMain.SERVICE, value = LoaderRole.NAME)
public final class LoaderApplication {
    public static void main(String[] args) {
        ServiceMain.run(LoaderRole.NAME, args);
    }

    @Singleton
    RunService.Role role(Settings settings) {
        return new LoaderRole(
                settings.runsAtOnce(),
                settings.window(),
                Math.toIntExact(settings.record()),
                new SharedDatasets(LoaderApplication::open));
    }

    private static Dataset open(JsonNode description) {
        return Datasets.source(description).open(DataFolders.of(Optional.empty()), Progress.none());
    }

    /// Settings under `millrace.data-loader`.
    ///
    /// @param runsAtOnce runs loaded at once; one that waits for a trainer costs little
    /// @param window how far mini-batches may run ahead of the trainer, in bytes: `64MB`
    /// @param record how large records are, in bytes, at most 1,000,000; a mini-batch that is larger is in several
    @ConfigurationProperties("millrace.data-loader")
    record Settings(
            int runsAtOnce,
            @ReadableBytes long window,
            @ReadableBytes long record) {}
}
