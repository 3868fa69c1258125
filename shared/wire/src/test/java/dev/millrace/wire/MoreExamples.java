package dev.millrace.wire;

import dev.millrace.wire.Safetensors.DType;
import dev.millrace.wire.Safetensors.Tensor;
import dev.millrace.wire.predictions.Prediction;
import dev.millrace.wire.predictions.PredictionRequest;
import dev.millrace.wire.reports.AlertRule;
import dev.millrace.wire.reports.Annotation;
import dev.millrace.wire.reports.ClassScore;
import dev.millrace.wire.reports.DeviceStatus;
import dev.millrace.wire.reports.Report;
import dev.millrace.wire.reports.ServiceStatus;
import dev.millrace.wire.reports.WorstExample;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One example of every message that people look at beside metrics and events.
final class MoreExamples {
    private static final String ID = "page-4f7a-12";

    private MoreExamples() {}

    static Map<String, Object> json() {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("report-1", report());
        all.put(
                "prediction-1-answered",
                new Prediction.Answered(
                        ID,
                        Examples.RUN,
                        "step-000000600",
                        600,
                        List.of(List.of(0.125f, 0.875f), List.of(0.75f, 0.25f)),
                        Prediction.Meaning.PROBABILITIES,
                        Examples.TIME,
                        Examples.EVALUATOR));
        all.put(
                "prediction-1-refused",
                new Prediction.Refused(
                        ID,
                        Examples.RUN,
                        "The run has no checkpoint yet. Ask again once it has made one.",
                        Examples.TIME,
                        Examples.EVALUATOR));
        all.put(
                "service-1",
                new ServiceStatus(
                        Examples.TRAINER,
                        Examples.TIME,
                        Examples.TIME.minus(Duration.ofHours(2)),
                        104_857_600,
                        536_870_912,
                        402_653_184,
                        1.75,
                        List.of(Examples.RUN),
                        1,
                        List.of()));
        all.put(
                "service-1-gpu",
                new ServiceStatus(
                        Examples.TRAINER,
                        Examples.TIME,
                        Examples.TIME.minus(Duration.ofHours(2)),
                        104_857_600,
                        536_870_912,
                        805_306_368,
                        1.0,
                        List.of(Examples.RUN),
                        1,
                        List.of(new DeviceStatus("NVIDIA H200", 150_754_820_096L, 2_147_483_648L, 0.75))));
        all.put(
                "annotation-1",
                new Annotation(
                        Examples.RUN,
                        List.of("baseline"),
                        "Compare with dropout.",
                        false,
                        List.of(
                                new AlertRule(Split.VALIDATION, "loss", AlertRule.Side.ABOVE, 1),
                                new AlertRule(Split.VALIDATION, "accuracy", AlertRule.Side.BELOW, 0.9)),
                        Examples.TIME));
        return all;
    }

    private static Report report() {
        var input = new Tensor(DType.U8, List.of(2, 2), ByteBuffer.wrap(new byte[] {0, 51, (byte) 255, 7}));
        return new Report(
                Examples.RUN,
                Split.TEST,
                "step-000001200",
                1,
                1200,
                10,
                List.of("cat", "dog"),
                List.of(ClassScore.of(4, 4, 3), ClassScore.of(6, 6, 5)),
                List.of(
                        new Report.Cell(1, 1, 5),
                        new Report.Cell(0, 0, 3),
                        new Report.Cell(0, 1, 1),
                        new Report.Cell(1, 0, 1)),
                List.of(new WorstExample(7, 0, 1, 0.002, 0.998, WorstExample.Input.of(input, 0.003921569))),
                Examples.TIME,
                Examples.EVALUATOR);
    }

    static PredictionRequest predictionRequest() {
        ByteBuffer inputs = ByteBuffer.wrap(new byte[] {0, 51, (byte) 255, 7, 0, 102});
        return new PredictionRequest(
                ID,
                Examples.RUN,
                Optional.of("step-000000600"),
                new Tensor(DType.U8, List.of(2, 3), inputs),
                1 / 255f,
                Examples.TIME);
    }

    static Safetensors.Contents predictionRequestContents() {
        return switch (Safetensors.decode(ByteBuffer.wrap(predictionRequest().encode()))) {
            case Decoded.Ok<Safetensors.Contents> ok -> ok.value();
            case Decoded.Malformed<Safetensors.Contents> bad -> throw new AssertionError(bad.reason());
        };
    }
}
