package dev.millrace.engine.vector;

/// Mean of `max(1 - t * p, 0)` or of its square, with targets `t` of -1 and 1: where all targets of the mini-batch are
/// 0 or 1, `t = 2 * y - 1`.
final class HingeLoss implements RowLoss {
    private final LossOperands of;
    private final boolean squared;
    private boolean binary;

    HingeLoss(LossOperands of, boolean squared) {
        this.of = of;
        this.squared = squared;
    }

    @Override
    public Runnable first() {
        return () -> {
            binary = true;
            for (int i = 0; binary && i < of.y().size(); i++) {
                binary = of.target(i) == 0 || of.target(i) == 1;
            }
        };
    }

    @Override
    public float row(int row) {
        double lost = 0;
        for (int i = row * of.columns(); i < (row + 1) * of.columns(); i++) {
            double target = binary ? 2 * of.target(i) - 1 : of.target(i);
            double missing = Math.max(1 - target * of.prediction(i), 0);
            lost += squared ? missing * missing : missing;
            if (of.graded()) {
                double slope = missing == 0 ? 0 : squared ? -2 * missing * target : -target;
                of.gradient(i, slope / of.columns());
            }
        }
        return (float) (lost / of.columns());
    }
}
