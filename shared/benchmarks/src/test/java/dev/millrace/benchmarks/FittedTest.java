package dev.millrace.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/// What child processes say.
final class FittedTest {
    @Test
    void shouldReadALinePerEpoch() {
        Fitted fitted = Fitted.parse("""
                I am a library and I print what I like.
                {"seconds": 3.5, "values": {"loss": 0.5}}
                {this is not JSON}
                {"seconds": 2.25, "values": {"loss": 0.25}}
                {"test": {"loss": 0.2, "accuracy": 0.75}, "versions": {"keras": "3.15.1"}}
                """);
        assertThat(fitted.seconds()).containsExactly(3.5, 2.25);
        assertThat(fitted.test()).containsEntry("accuracy", 0.75).containsEntry("loss", 0.2);
        assertThat(fitted.versions()).containsEntry("keras", "3.15.1");
    }

    @Test
    void shouldReadTheReportOfTrain() {
        Fitted fitted = Fitted.parse("""
                {"run_id":"r","dataset":"mnist","epochs":[{"epoch":0,"seconds":2.5,"values":{}},\
                {"epoch":1,"seconds":1.5,"values":{}}],"end":{"type":"completed"},"test":{"loss":0.1},"out":""}
                """);
        assertThat(fitted.seconds()).containsExactly(2.5, 1.5);
        assertThat(fitted.test()).containsEntry("loss", 0.1);
    }

    @Test
    void shouldRefuseWhatTellsNothing() {
        assertThatThrownBy(() -> Fitted.parse("{\"seconds\": 1}\n"))
                .isInstanceOf(MeasurementException.class)
                .hasMessageContaining("{\"seconds\": 1}");
        assertThatThrownBy(() -> Fitted.parse("{\"test\": {\"loss\": 1}}\n")).isInstanceOf(MeasurementException.class);
    }
}
