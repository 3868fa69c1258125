package dev.millrace.standalone.dashboard;

import dev.millrace.messaging.Connection;
import dev.millrace.service.ServiceMain;
import dev.millrace.standalone.output.UserException;
import io.micronaut.context.ApplicationContext;
import java.io.IOException;
import java.net.BindException;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/// The page with what is known at one cluster.
public final class Page implements AutoCloseable {
    /// The service that serves it.
    private static final String GATEWAY = "gateway";

    private final URI address;
    private final Runnable close;

    private Page(URI address, Runnable close) {
        this.address = address;
        this.close = close;
    }

    /// Serves it from now on.
    ///
    /// @param settings of the gateway, over its own
    public static Page serve(Connection connection, Map<String, String> settings) {
        ApplicationContext gateway = start(connection, settings);
        return new Page(root(gateway), gateway::close);
    }

    /// Serves it to this machine once somebody asks for it; until then nothing is read from the cluster.
    ///
    /// @param port 0: any that is free
    /// @param connection how to reach the cluster by then
    /// @throws UserException if something else listens at that port
    public static Page serveOnDemand(int port, Supplier<Connection> connection) {
        try {
            OnDemand lazy = OnDemand.listen(port, () -> {
                ApplicationContext gateway = start(connection.get(), Map.of("micronaut.server.port", "-1"));
                return new OnDemand.Backend(root(gateway).getPort(), gateway::close);
            });
            return new Page(URI.create("http://" + ServiceMain.LOOPBACK + ":" + lazy.port() + "/"), lazy::close);
        } catch (BindException e) {
            throw taken(port);
        } catch (IOException e) {
            throw new UserException("Cannot listen on port " + port + ": " + e.getMessage() + ".");
        }
    }

    static UserException taken(int port) {
        return new UserException("Something else listens at port " + port
                + ". Name another with --port, or any that is free with --port 0.");
    }

    private static ApplicationContext start(Connection connection, Map<String, String> settings) {
        Map<String, String> all = new HashMap<>();
        connection.settings().forEach((name, value) -> all.put("kafka." + name, value));
        all.putAll(settings);
        return ServiceMain.start(GATEWAY, all);
    }

    private static URI root(ApplicationContext gateway) {
        return ServiceMain.health(gateway).resolve("/");
    }

    /// Where it is.
    public URI address() {
        return address;
    }

    @Override
    public void close() {
        close.run();
    }
}
