package dev.millrace.standalone.cluster;

import dev.millrace.datasets.Dataset;
import dev.millrace.evaluator.kafka.EvaluatorRole;
import dev.millrace.loader.LoadPlan;
import dev.millrace.loader.kafka.LoaderRole;
import dev.millrace.messaging.Connection;
import dev.millrace.messaging.RunService;
import dev.millrace.service.OldGeneration;
import dev.millrace.standalone.output.Output;
import dev.millrace.trainer.KernelChoice;
import dev.millrace.trainer.RunDescription;
import dev.millrace.trainer.kafka.TrainerRole;
import dev.millrace.wire.RunRequested;
import java.io.PrintWriter;
import java.util.List;

/// A data-loader, a trainer and an evaluator in this process, there for one run alone.
public final class LocalServices implements AutoCloseable {
    private final Connection connection;
    private final RunRequested request;
    private final RunService service;

    private LocalServices(Connection connection, RunRequested request, RunService service) {
        this.connection = connection;
        this.request = request;
        this.service = service;
    }

    /// What is to be done, once it is known that it can be.
    ///
    /// @param kernels what it is to be trained with
    /// @throws dev.millrace.nn.DescriptionException if the run is not sound, its dataset does not fit, or training
    /// takes more memory than there is
    public static LoadPlan check(RunRequested request, Dataset dataset, KernelChoice kernels) {
        LoadPlan plan = LoadPlan.of(request, description -> dataset);
        RunDescription.of(plan.completed(request)).memory().check(kernels.toBegin());
        return plan;
    }

    /// Starts them.
    ///
    /// @param request completed by the plan: nobody hands it on here
    /// @param kernels what it is trained with
    public static LocalServices start(
            Connection connection, RunRequested request, Dataset dataset, KernelChoice kernels) {
        OldGeneration.keepSmall();
        List<RunService.Role> roles = List.of(
                new LoaderRole(1, LoaderRole.DEFAULT_WINDOW_BYTES, description -> dataset),
                TrainerRole.besideALoader(kernels),
                new EvaluatorRole(1));
        return new LocalServices(connection, request, RunService.only(connection, roles, List.of(request)));
    }

    /// Says who is at work on which run.
    public void announce(PrintWriter notes) {
        Output.line(
                notes,
                "Run " + request.runId() + ": " + LoaderRole.NAME + ", " + TrainerRole.NAME + " and "
                        + EvaluatorRole.NAME + " at " + connection.bootstrapServers() + ".");
    }

    /// Stops them, the last one first.
    @Override
    public void close() {
        service.close();
    }
}
