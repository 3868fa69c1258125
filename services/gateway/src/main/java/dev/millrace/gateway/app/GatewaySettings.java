package dev.millrace.gateway.app;

import dev.millrace.service.ServiceMain;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.context.annotation.Requires;
import org.jspecify.annotations.Nullable;

/// Settings under `millrace.gateway`.
///
/// @param token what requests have to show; absent or empty: nothing
/// @param tokenFile a file that holds it, in one line; made with a random one where there is none
@ConfigurationProperties("millrace.gateway")
@Requires(property = ServiceMain.SERVICE, value = GatewayApplication.NAME)
public record GatewaySettings(
        @Nullable String token, @Nullable String tokenFile) {}
