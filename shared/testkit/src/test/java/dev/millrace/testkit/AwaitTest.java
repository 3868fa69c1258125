package dev.millrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class AwaitTest {
    @Test
    void shouldAskUntilTheConditionHolds() {
        var asked = new AtomicInteger();
        Await.until(Duration.ofSeconds(10), "third time", () -> asked.incrementAndGet() == 3);
        assertThat(asked).hasValue(3);
    }

    @Test
    void shouldReturnTheValue() {
        var asked = new AtomicInteger();
        assertThat(Await.untilPresent(
                        Duration.ofSeconds(10),
                        "a value",
                        () -> asked.incrementAndGet() < 3 ? Optional.empty() : Optional.of("value")))
                .isEqualTo("value");
    }

    @Test
    void shouldSayWhatDidNotHappen() {
        assertThatThrownBy(() -> Await.until(Duration.ofMillis(20), "pigs fly", () -> false))
                .isInstanceOf(AssertionError.class)
                .hasMessage("Not within 20 ms: pigs fly");
    }

    @Test
    void shouldAskOnceWhenThereIsNoTime() {
        Await.until(Duration.ZERO, "now", () -> true);
    }
}
