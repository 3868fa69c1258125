package dev.millrace.trainer.app;

import dev.millrace.messaging.RunService;
import dev.millrace.service.ServiceMain;
import dev.millrace.trainer.kafka.TrainerRole;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.time.Duration;

/// The trainer as a service of its own.
@Factory
@Requires(property = ServiceMain.SERVICE, value = TrainerRole.NAME)
public final class TrainerApplication {
    public static void main(String[] args) {
        ServiceMain.run(TrainerRole.NAME, args);
    }

    @Singleton
    RunService.Role role(Settings settings) {
        return new TrainerRole(settings.checkpointInterval());
    }

    /// Settings under `millrace.trainer`.
    ///
    /// @param checkpointInterval how much training a crash may cost: `10s`
    @ConfigurationProperties("millrace.trainer")
    record Settings(Duration checkpointInterval) {}
}
