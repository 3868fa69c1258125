package dev.millrace.evaluator.app;

import dev.millrace.evaluator.kafka.EvaluatorRole;
import dev.millrace.messaging.RunService;
import dev.millrace.service.ServiceMain;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;

/// The evaluator as a service of its own.
@Factory
@Requires(property = ServiceMain.SERVICE, value = EvaluatorRole.NAME)
public final class EvaluatorApplication {
    public static void main(String[] args) {
        ServiceMain.run(EvaluatorRole.NAME, args);
    }

    @Singleton
    RunService.Role role(Settings settings) {
        return new EvaluatorRole(settings.runsAtOnce());
    }

    /// Settings under `millrace.evaluator`.
    ///
    /// @param runsAtOnce runs followed at once
    @ConfigurationProperties("millrace.evaluator")
    record Settings(int runsAtOnce) {}
}
