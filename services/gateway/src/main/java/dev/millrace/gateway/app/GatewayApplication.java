package dev.millrace.gateway.app;

import dev.millrace.service.ServiceMain;

/// The gateway as a service of its own.
public final class GatewayApplication {
    /// The service's name.
    public static final String NAME = "gateway";

    private GatewayApplication() {}

    public static void main(String[] args) {
        ServiceMain.run(NAME, args);
    }
}
