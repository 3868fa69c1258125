package dev.millrace.nn.metric;

import dev.millrace.nn.Config;
import dev.millrace.nn.DescriptionException;
import dev.millrace.nn.Kind;
import dev.millrace.nn.Metric;
import dev.millrace.nn.Named;
import dev.millrace.nn.Settings;

/// Area under a curve, approximated between thresholds that lie evenly from 0 to 1: how well predictions in `[0, 1]`
/// tell targets that are not 0 from those that are. All outputs are taken together.
///
/// @param numThresholds at least 2
public record AUC(String name, int numThresholds, Curve curve) implements Metric {
    static final Kind<Metric> KIND = Kind.of(AUC.class, "num_thresholds", AUC::read);

    /// What the area is under.
    public enum Curve implements Named {
        /// True positive rate over false positive rate.
        ROC("ROC"),
        /// Precision over recall, interpolated as by Davis and Goadrich (2006).
        PR("PR");

        private final String kerasName;

        Curve(String kerasName) {
            this.kerasName = kerasName;
        }

        @Override
        public String kerasName() {
            return kerasName;
        }
    }

    private static final int DEFAULT = 200;

    public AUC {
        Metric.checkName(name);
        if (numThresholds < 2) {
            throw new DescriptionException("num_thresholds is at least 2. Received: num_thresholds=" + numThresholds
                    + ". Keras's default is 200.");
        }
    }

    private static AUC read(Config config) {
        config.only("summation_method", "interpolation");
        config.only("multi_label", false);
        config.only("num_labels", null);
        config.only("label_weights", null);
        config.only("from_logits", false);
        config.only("thresholds", null);
        return new AUC(
                config.text("name", "auc"),
                config.optionalWhole("num_thresholds").orElse(DEFAULT),
                Named.parse(Curve.class, "curve", config.text("curve", "ROC")));
    }

    @Override
    public AUC withName(String newName) {
        return new AUC(newName, numThresholds, curve);
    }

    @Override
    public boolean isPlain() {
        return numThresholds == DEFAULT && curve == Curve.ROC;
    }

    @Override
    public Settings settings() {
        return Settings.of("num_thresholds", numThresholds)
                .and("curve", curve)
                .and("summation_method", "interpolation")
                .and("multi_label", false)
                .and("num_labels", null)
                .and("label_weights", null)
                .and("from_logits", false);
    }
}
