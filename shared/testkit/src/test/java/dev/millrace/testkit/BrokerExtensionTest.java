package dev.millrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.millrace.broker.EmbeddedBroker;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.platform.testkit.engine.EngineTestKit;

final class BrokerExtensionTest {
    private static final List<EmbeddedBroker> GIVEN = new ArrayList<>();

    @Test
    void shouldShareOneBrokerBetweenClassesAndCloseIt() {
        GIVEN.clear();
        EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(First.class), selectClass(Second.class))
                .execute()
                .testEvents()
                .assertStatistics(events -> events.started(2).succeeded(2));
        assertThat(GIVEN).hasSize(2);
        assertThat(GIVEN.getFirst()).isSameAs(GIVEN.getLast());
        assertThatThrownBy(() -> connect(GIVEN.getFirst())).hasMessageContaining("refused");
    }

    private static void connect(EmbeddedBroker broker) throws Exception {
        var address = broker.bootstrapServers().split(":", 2);
        new Socket(address[0], Integer.parseInt(address[1])).close();
    }

    @ExtendWith(BrokerExtension.class)
    static final class First {
        @Test
        void shouldBeGivenABroker(EmbeddedBroker broker) throws Exception {
            connect(broker);
            GIVEN.add(broker);
        }
    }

    @ExtendWith(BrokerExtension.class)
    static final class Second {
        @Test
        void shouldBeGivenABroker(EmbeddedBroker broker) throws Exception {
            connect(broker);
            GIVEN.add(broker);
        }
    }
}
