package dev.millrace.gateway.app;

import dev.millrace.service.ServiceMain;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Requires;
import io.micronaut.context.annotation.Value;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Who may ask: on loopback everybody on this machine, elsewhere whoever knows the token.
@Context
@Requires(property = ServiceMain.SERVICE, value = GatewayApplication.NAME)
public final class Access {
    private static final int LEAST_LENGTH = 8;

    private final byte @Nullable [] token;

    /// @throws IllegalStateException if others than this machine may connect and there is no token
    Access(GatewaySettings settings, @Value("${micronaut.server.host}") String host) {
        Optional<String> given = token(settings);
        boolean loopback = isLoopback(host);
        if (given.isEmpty() && !loopback) {
            throw new IllegalStateException("The gateway is to listen on '" + host
                    + "', where others than this machine can reach it, and has no token. Set millrace.gateway.token-file"
                    + " or millrace.gateway.token (MILLRACE_GATEWAY_TOKEN), or listen on 127.0.0.1.");
        }
        if (given.isPresent() && given.get().length() < LEAST_LENGTH) {
            throw new IllegalStateException("The gateway's token has at least " + LEAST_LENGTH
                    + " characters. Received: " + given.get().length());
        }
        this.token = given.map(text -> text.getBytes(StandardCharsets.UTF_8)).orElse(null);
    }

    private static Optional<String> token(GatewaySettings settings) {
        String file = settings.tokenFile();
        if (file == null || file.isBlank()) {
            return Optional.ofNullable(settings.token()).filter(token -> !token.isBlank());
        }
        try {
            return Optional.of(TokenFile.read(Path.of(file))).filter(token -> !token.isEmpty());
        } catch (IOException e) {
            throw new IllegalStateException("The gateway's token cannot be read from " + file + ": " + e, e);
        }
    }

    private static boolean isLoopback(String host) {
        try {
            return !host.isBlank() && InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    /// Whether requests have to show a token.
    boolean guarded() {
        return token != null;
    }

    /// Whether `shown` is the token; the time that this takes says nothing of how much of it is right.
    boolean admits(@Nullable String shown) {
        return token == null || (shown != null && MessageDigest.isEqual(token, shown.getBytes(StandardCharsets.UTF_8)));
    }
}
