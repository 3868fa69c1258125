package dev.millrace.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

final class LoopbackTest {
    private static final InetSocketAddress ANY = new InetSocketAddress(0);

    @Test
    void shouldOpenTheControllersSocketOnceItIsActive() throws Exception {
        var asked = new CountDownLatch(3);
        var active = new AtomicBoolean();
        try (var sockets = Loopback.open(0)) {
            sockets.openControllerWhen(() -> {
                asked.countDown();
                return active.get();
            });
            assertThat(sockets.openServerSocket(Settings.BROKER, ANY, 1, 1).isOpen())
                    .as("the broker's own")
                    .isTrue();
            var opened = CompletableFuture.supplyAsync(() -> sockets.openServerSocket(Settings.CONTROLLER, ANY, 1, 1));
            assertThat(asked.await(30, TimeUnit.SECONDS)).isTrue();
            assertThat(opened).isNotDone();
            active.set(true);
            assertThat(opened.get(30, TimeUnit.SECONDS).isOpen()).isTrue();
        }
    }
}
