package dev.millrace.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunRequestedTest {
    @ParameterizedTest
    @ValueSource(strings = {"a", "azAZ09._-", "digits-20261124-141500-3fa1"})
    void shouldTakeWhatCanBePartOfATopicsName(String runId) {
        assertThatCode(() -> RunRequested.checkRunId(runId)).doesNotThrowAnyException();
    }

    /// Neighbours of what is taken among them.
    @ParameterizedTest
    @ValueSource(strings = {"", "a/b", "a b", "a\n", "run:1", "`", "{", "@", "[", ",", "é", "ａ", "１"})
    void shouldRefuseOtherCharacters(String runId) {
        assertThatThrownBy(() -> RunRequested.checkRunId(runId))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith("Received: '" + runId + "'");
    }

    @Test
    void shouldBeAskedForNoLaterThanTheBrokersHadIt() {
        var run = (RunRequested) Examples.named("run-1");
        Instant earlier = run.requestedAt().minusSeconds(600);
        assertThat(run.askedForBy(earlier).requestedAt()).isEqualTo(earlier);
        assertThat(run.askedForBy(run.requestedAt().plusSeconds(600))).isEqualTo(run);
    }

    @Test
    void shouldLeaveRoomForTheRestOfATopicsName() {
        assertThatCode(() -> RunRequested.checkRunId("r".repeat(100))).doesNotThrowAnyException();
        assertThatThrownBy(() -> RunRequested.checkRunId("r".repeat(101))).isInstanceOf(IllegalArgumentException.class);
    }
}
