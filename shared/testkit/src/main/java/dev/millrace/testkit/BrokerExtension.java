package dev.millrace.testkit;

import dev.millrace.broker.EmbeddedBroker;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/// Gives tests an embedded broker as a parameter: `@ExtendWith(BrokerExtension.class)`.
///
/// All test classes of a JVM share one, started when the first of them asks and closed after the last. It does not
/// forget between tests: each names its own topics, groups and transactions.
public final class BrokerExtension implements ParameterResolver {
    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == EmbeddedBroker.class;
    }

    @Override
    public EmbeddedBroker resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getRoot()
                .getStore(Namespace.create(BrokerExtension.class))
                .getOrComputeIfAbsent("broker", key -> EmbeddedBroker.temporary(), EmbeddedBroker.class);
    }
}
