package dev.millrace.service;

import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.Micronaut;
import java.util.HashMap;
import java.util.Map;

/// Starts the application of a service; the end of the process ends it in good order.
///
/// Settings come from `<service>/application.yml` on the class path, over it a folder `config`, over it the environment
/// (`KAFKA_BOOTSTRAP_SERVERS`), over it the arguments (`--kafka.bootstrap.servers=…`).
public final class ServiceMain {
    /// Names the one service whose beans are wanted, in case others are on the class path.
    public static final String SERVICE = "millrace.service";

    private ServiceMain() {}

    /// Starts `service` with settings from the arguments. A failure that nothing maps ends the process at once, with
    /// nothing committed: another takes over.
    public static ApplicationContext run(String service, String... args) {
        return run(service, Map.of(), args);
    }

    /// Starts `service` with `settings` over those of its file.
    public static ApplicationContext run(String service, Map<String, String> settings, String... args) {
        Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> {
            System.err.println("fatal in " + thread.getName() + ": " + failure);
            Runtime.getRuntime().halt(70);
        });
        Map<String, Object> own = new HashMap<>(settings);
        own.put(SERVICE, service);
        return Micronaut.build(args)
                .banner(false)
                .deduceEnvironment(false)
                .overrideConfigLocations("classpath:" + service + "/", "file:config/")
                .properties(own)
                .start();
    }
}
