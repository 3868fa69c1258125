package dev.millrace.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CloseableStackTest {
    private final List<String> closed = new ArrayList<>();
    private final CloseableStack opened = new CloseableStack();

    @Test
    void shouldCloseAllTheLastOneFirst() {
        add("first");
        add("second");
        opened.close();
        assertThat(closed).containsExactly("second", "first");
        opened.close();
        assertThat(closed).hasSize(2);
    }

    @Test
    void shouldCloseThoseBeforeWhenOneCannotBeOpened() {
        add("first");
        add("second");
        assertThatThrownBy(() -> opened.add(() -> {
                    throw new IllegalStateException("no broker");
                }))
                .hasMessage("no broker");
        assertThat(closed).containsExactly("second", "first");
    }

    @Test
    void shouldCloseTheOthersWhenOneCannotBeClosed() {
        add("first");
        AutoCloseable broken = opened.add(() -> () -> {
            throw new IllegalStateException("broken");
        });
        AutoCloseable lost = opened.add(() -> () -> {
            throw new Exception("lost");
        });
        add("last");
        assertThat(broken).isNotSameAs(lost);
        assertThatThrownBy(opened::close)
                .hasRootCauseMessage("lost")
                .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1));
        assertThat(closed).containsExactly("last", "first");
    }

    @Test
    void shouldCloseWhatCannotBeCompleted() {
        assertThatThrownBy(() -> CloseableStack.completing(() -> closed.add("one"), () -> {
                    throw new IllegalStateException("no broker");
                }))
                .hasMessage("no broker");
        assertThat(closed).containsExactly("one");
    }

    private void add(String name) {
        AutoCloseable one = opened.add(() -> () -> closed.add(name));
        assertThat(one).isNotNull();
    }
}
