package dev.millrace.standalone.command;

import dev.millrace.evaluator.kafka.EvaluatorRole;
import dev.millrace.loader.kafka.LoaderRole;
import dev.millrace.messaging.Connection;
import dev.millrace.nn.Named;
import dev.millrace.service.ServiceMain;
import dev.millrace.standalone.cluster.Cluster;
import dev.millrace.standalone.cluster.ClusterOptions;
import dev.millrace.standalone.cluster.Home;
import dev.millrace.standalone.cluster.Interrupt;
import dev.millrace.standalone.option.EngineOptions;
import dev.millrace.standalone.option.UserEnvironment;
import dev.millrace.standalone.output.Output;
import dev.millrace.standalone.output.UserException;
import dev.millrace.trainer.kafka.TrainerRole;
import io.micronaut.context.ApplicationContext;
import java.io.PrintWriter;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `millrace services NAME…`: runs services here until the process is ended, sharing the work with others of their
/// kind.
@Command(
        name = "services",
        description = {
            "Run services here until Ctrl-C: data-loader, trainer, evaluator; all of them without a name.",
            "They share runs with others of their kind at the same broker: that of --bootstrap, else one of this"
                    + " user's."
        },
        mixinStandardHelpOptions = true,
        footer = {"", "Examples:", "  millrace services", "  millrace services trainer --bootstrap broker:9092"})
public final class ServicesCommand implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(ServicesCommand.class);
    private static final List<String> ALL = List.of(LoaderRole.NAME, TrainerRole.NAME, EvaluatorRole.NAME);

    @Parameters(arity = "0..*", paramLabel = "NAME", description = "data-loader, trainer, evaluator. Default: all.")
    private List<String> names = new ArrayList<>();

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "0",
            description = "Of the first service's health endpoint, the others' follow. Default: free ports.")
    private int port;

    @Option(
            names = "--health-host",
            paramLabel = "HOST",
            defaultValue = ServiceMain.LOOPBACK,
            description = "Where health endpoints listen; 0.0.0.0 for all of this machine's addresses. Default:"
                    + " ${DEFAULT-VALUE}.")
    private String healthHost = ServiceMain.LOOPBACK;

    @Mixin
    private EngineOptions engine = new EngineOptions();

    @Mixin
    private ClusterOptions options = new ClusterOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws InterruptedException {
        List<String> asked = names.isEmpty() ? ALL : names;
        for (String name : asked) {
            if (!ALL.contains(name)) {
                throw Named.unknown("service", name, ALL);
            }
        }
        engine.check(spec.commandLine());
        if (engine.isGiven() && !asked.contains(TrainerRole.NAME)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--engine is for the trainer, which is not among: " + String.join(", ", asked) + ".");
        }
        PrintWriter out = spec.commandLine().getOut();
        var ended = new CountDownLatch(1);
        var fatal = new AtomicReference<@Nullable Throwable>();
        Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        // As in a service of its own process: what nothing maps to a run's failure ends it.
        Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> {
            LOG.error("fatal in {}", thread.getName(), failure);
            fatal.compareAndSet(null, failure);
            ended.countDown();
        });
        Home home = UserEnvironment.of(spec).home();
        Deque<ApplicationContext> applications = new ArrayDeque<>();
        try (var interrupt = new Interrupt(spec.commandLine().getErr());
                var cluster = Cluster.served(options, home)
                        .map(Cluster::at)
                        .orElseGet(() -> Cluster.start(options, home, true))) {
            try {
                Map<String, URI> health = new LinkedHashMap<>();
                for (String name : asked) {
                    applications.push(ServiceMain.start(name, settings(cluster.connection(), applications.size())));
                    health.put(name, ServiceMain.health(applications.element()));
                }
                say(out, health, cluster.connection().bootstrapServers());
                interrupt.asks(ended::countDown);
                ended.await();
                Throwable failure = fatal.get();
                if (failure != null) {
                    throw new UserException("A service cannot go on: " + failure.getMessage());
                }
                return interrupt.came() ? Interrupt.EXIT_CODE : 0;
            } finally {
                applications.forEach(ApplicationContext::close);
            }
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(before);
        }
    }

    private void say(PrintWriter out, Map<String, URI> health, String bootstrap) {
        if (options.json()) {
            Output.line(
                    out, Output.json(Map.of("services", health.keySet(), "bootstrap", bootstrap, "health", health)));
            return;
        }
        Output.line(
                out, "Running " + String.join(", ", health.keySet()) + " against " + bootstrap + ". Ctrl-C ends them.");
        health.forEach((name, address) -> Output.line(out, "Health of the " + name + ": " + address));
    }

    private Map<String, String> settings(Connection connection, int index) {
        Map<String, String> settings = new HashMap<>();
        connection.settings().forEach((name, value) -> settings.put("kafka." + name, value));
        settings.put("micronaut.server.host", healthHost);
        settings.put("micronaut.server.port", String.valueOf(port == 0 ? -1 : port + index));
        if (engine.isGiven()) {
            settings.put(
                    "millrace.trainer.kernels",
                    engine.choice(spec.commandLine()).configured());
        }
        return settings;
    }
}
