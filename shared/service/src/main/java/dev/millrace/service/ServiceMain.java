package dev.millrace.service;

import io.micronaut.context.ApplicationContext;
import io.micronaut.context.env.PropertySource;
import io.micronaut.runtime.server.EmbeddedServer;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;

/// Starts the application of a service; the end of the process ends it in good order.
///
/// Settings come from `<service>/application.yml` on the class path, over it a folder `config`, over it the
/// environment (`KAFKA_BOOTSTRAP_SERVERS`), over it the arguments (`--kafka.bootstrap.servers=…`).
public final class ServiceMain {
    /// Names the one service whose beans are wanted, in case others are on the class path.
    public static final String SERVICE = "millrace.service";

    /// Where health is told if no setting says where (`micronaut.server.host`, in the environment
    /// `MICRONAUT_SERVER_HOST`): to this machine alone.
    public static final String LOOPBACK = "127.0.0.1";

    private static final int FATAL = 70;

    /// Before everything that a file or the environment may say.
    private static final PropertySource DEFAULTS = PropertySource.of(
            "defaults",
            Map.of(
                    "micronaut.server.host", LOOPBACK,
                    "micronaut.metrics.enabled", true,
                    "micronaut.metrics.export.prometheus.enabled", true,
                    "endpoints.prometheus.enabled", true,
                    "endpoints.prometheus.sensitive", false),
            Integer.MIN_VALUE);

    private ServiceMain() {}

    /// The process of `service`, with settings from the arguments: a polite end lets every run be left in good
    /// order, a failure that nothing maps ends it at once, with nothing committed: another takes over.
    public static void run(String service, String... args) {
        Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> {
            System.err.println("fatal in " + thread.getName());
            failure.printStackTrace();
            Runtime.getRuntime().halt(FATAL);
        });
        ApplicationContext context = start(service, Map.of(), args);
        Runtime.getRuntime().addShutdownHook(new Thread(context::close, "end"));
    }

    /// Starts `service` with `settings` over those of its file. Who closes the context waits until every run is
    /// left in good order.
    public static ApplicationContext start(String service, Map<String, String> settings, String... args) {
        Map<String, Object> own = new HashMap<>(settings);
        own.put(SERVICE, service);
        // Not Micronaut.run: its shutdown hook and ours would wait for each other.
        ApplicationContext context = ApplicationContext.builder()
                .args(args)
                .banner(false)
                .deduceEnvironment(false)
                .overrideConfigLocations("classpath:" + service + "/", "file:config/")
                .propertySources(DEFAULTS)
                .properties(own)
                .start();
        try {
            context.getBean(EmbeddedServer.class).start();
            return context;
        } catch (RuntimeException e) {
            context.close();
            throw e;
        }
    }

    /// Where the service of `context` tells its health.
    public static URI health(ApplicationContext context) {
        return context.getBean(EmbeddedServer.class).getURI().resolve("/health");
    }
}
