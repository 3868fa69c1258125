package dev.millrace.trainer.app;

import dev.millrace.engine.KernelSets;
import dev.millrace.messaging.RunService;
import dev.millrace.service.ServiceMain;
import dev.millrace.trainer.KernelChoice;
import dev.millrace.trainer.kafka.TrainerRole;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The trainer as a service of its own.
@Factory
@Requires(property = ServiceMain.SERVICE, value = TrainerRole.NAME)
public final class TrainerApplication {
    private static final Logger LOG = LoggerFactory.getLogger(TrainerApplication.class);

    public static void main(String[] args) {
        ServiceMain.run(TrainerRole.NAME, args);
    }

    @Singleton
    RunService.Role role(Settings settings) {
        var kernels = new KernelChoice(settings.kernels());
        LOG.info(
                "computes with {}{}",
                kernels.toBegin(),
                KernelSets.whyNoGpu().map(why -> "; no GPU: " + why).orElse(""));
        return new TrainerRole(settings.checkpointInterval(), Duration.ZERO, settings.scoredWithin(), kernels);
    }

    /// Settings under `millrace.trainer`.
    ///
    /// @param checkpointInterval how much training a crash may cost: `10s`
    /// @param scoredWithin how long a run whose callbacks watch the validation waits for its scores: `10m`
    /// @param kernels `auto`, which is the fastest that works here and what computed a run's checkpoint, or one by its
    /// name: `cuda`, `vector`, `vector:2` (on two threads), `nd4j`
    @ConfigurationProperties("millrace.trainer")
    record Settings(Duration checkpointInterval, Duration scoredWithin, String kernels) {}
}
