package dev.millrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.platform.testkit.engine.EngineTestKit;

final class SeedsTest {
    private static final List<Long> GIVEN = new ArrayList<>();

    @BeforeEach
    @AfterEach
    void forget() {
        GIVEN.clear();
        System.clearProperty(SeedSource.PROPERTY);
    }

    @Test
    void shouldGiveOtherSeedsEveryTime() {
        run(Passing.class);
        run(Passing.class);
        assertThat(GIVEN).hasSize(10).doesNotHaveDuplicates();
    }

    @Test
    void shouldPrintTheFailingSeedAndReplayIt() {
        var printed = run(Failing.class);
        assertThat(printed.lines())
                .containsExactlyElementsOf(GIVEN.stream()
                        .map(seed -> "Failing.shouldFail failed; replay it with -Dmillrace.seed=" + seed)
                        .toList());
        long failing = GIVEN.getLast();
        GIVEN.clear();
        System.setProperty(SeedSource.PROPERTY, String.valueOf(failing));
        run(Failing.class);
        assertThat(GIVEN).containsExactly(failing);
    }

    private static String run(Class<?> test) {
        var console = System.out;
        var printed = new ByteArrayOutputStream();
        try (var capture = new PrintStream(printed, true, StandardCharsets.UTF_8)) {
            System.setOut(capture);
            EngineTestKit.engine("junit-jupiter").selectors(selectClass(test)).execute();
        } finally {
            System.setOut(console);
        }
        return printed.toString(StandardCharsets.UTF_8);
    }

    static final class Passing {
        @Seeds(5)
        void shouldPass(long seed) {
            GIVEN.add(seed);
        }
    }

    static final class Failing {
        @Seeds(2)
        void shouldFail(long seed) {
            GIVEN.add(seed);
            throw new AssertionError("of course");
        }
    }
}
