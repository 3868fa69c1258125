package dev.millrace.testkit;

import dev.millrace.broker.EmbeddedBroker;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/// Gives a test class an embedded broker that no other class has: `@ExtendWith(OwnBrokerExtension.class)`.
///
/// For tests whose services take whatever run is next: on a shared broker they would be given what another class left
/// behind, such as an accepted run whose mini-batches nobody sends any more.
public final class OwnBrokerExtension implements ParameterResolver {
    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == EmbeddedBroker.class;
    }

    @Override
    public EmbeddedBroker resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getStore(Namespace.create(OwnBrokerExtension.class, context.getRequiredTestClass()))
                .getOrComputeIfAbsent("broker", key -> EmbeddedBroker.temporary(), EmbeddedBroker.class);
    }
}
