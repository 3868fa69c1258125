package dev.millrace.standalone.dashboard;

import dev.millrace.service.ServiceMain;
import dev.millrace.standalone.cluster.Cluster;
import dev.millrace.standalone.cluster.ClusterOptions;
import dev.millrace.standalone.cluster.Interrupt;
import dev.millrace.standalone.option.UserEnvironment;
import dev.millrace.standalone.output.Output;
import dev.millrace.standalone.output.UserException;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `millrace dashboard`: serves the page until the process is ended.
@Command(
        name = "dashboard",
        description = "Serve the page with all runs, their curves and what is stuck, until Ctrl-C: those of the cluster"
                + " of --bootstrap, else those of this user. It trains nothing itself.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Environment:",
            "  MILLRACE_GATEWAY_TOKEN  what whoever looks has to know, in the place of --token-file",
            "",
            "Examples:",
            "  millrace dashboard",
            "  millrace dashboard --bootstrap broker:9092 --port 9000",
            "  millrace dashboard --bootstrap broker:9092 --host 0.0.0.0 --token-file token.txt"
        })
public final class DashboardCommand implements Callable<Integer> {
    private static final String TOKEN = "MILLRACE_GATEWAY_TOKEN";

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "8080",
            description = "Where the page is served; 0: a port that is free. Default: ${DEFAULT-VALUE}.")
    private int port;

    @Option(
            names = "--host",
            paramLabel = "HOST",
            defaultValue = ServiceMain.LOOPBACK,
            description = "The address to listen at; 0.0.0.0 for all of this machine's. Others than this machine's own"
                    + " loopback need a token. Default: ${DEFAULT-VALUE}.")
    private String host = ServiceMain.LOOPBACK;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "A file with a word that whoever looks has to know.")
    private @Nullable Path tokenFile;

    @Mixin
    private ClusterOptions options = new ClusterOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws InterruptedException {
        UserEnvironment environment = UserEnvironment.of(spec);
        Map<String, String> settings = settings(environment.environment());
        checkPort();
        var ended = new CountDownLatch(1);
        try (var interrupt = new Interrupt(spec.commandLine().getErr());
                var cluster = Cluster.open(options, environment.home());
                var page = Page.serve(cluster.connection(), settings)) {
            String address = page.address().toString();
            Output.line(
                    spec.commandLine().getOut(),
                    options.json()
                            ? Output.json(Map.of(
                                    "page",
                                    address,
                                    "bootstrap",
                                    cluster.connection().bootstrapServers()))
                            : "The page is at " + address + ". Ctrl-C ends it.");
            interrupt.asks("no longer serving the page.", ended::countDown);
            ended.await();
            return Interrupt.EXIT_CODE;
        }
    }

    /// @throws UserException if something else listens there
    private void checkPort() {
        try (var listener = new ServerSocket()) {
            listener.bind(new InetSocketAddress(host, port));
        } catch (BindException e) {
            throw Page.taken(port);
        } catch (IOException e) {
            throw new UserException("Cannot listen at " + host + ", port " + port + ": " + e.getMessage() + ".");
        }
    }

    private Map<String, String> settings(Map<String, String> environment) {
        Map<String, String> settings = new HashMap<>();
        settings.put("micronaut.server.host", host);
        settings.put("micronaut.server.port", String.valueOf(port == 0 ? -1 : port));
        String token = environment.getOrDefault(TOKEN, "");
        if (tokenFile != null) {
            if (!Files.isReadable(tokenFile)) {
                throw new UserException("Cannot read the token of --token-file " + tokenFile + ".");
            }
            settings.put(
                    "millrace.gateway.token-file", tokenFile.toAbsolutePath().toString());
        } else if (!token.isEmpty()) {
            settings.put("millrace.gateway.token", token);
        } else if (!isLoopback()) {
            throw new UserException("Whoever reaches " + host + " could see and stop every run. Set " + TOKEN
                    + ", or name a file with a token: --token-file FILE.");
        }
        return settings;
    }

    private boolean isLoopback() {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            throw new UserException(
                    "There is no address '" + host + "' here. Expected with --host: one of this machine's"
                            + " addresses, or 0.0.0.0 for all of them.");
        }
    }
}
