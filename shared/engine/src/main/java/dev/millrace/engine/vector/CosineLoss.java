package dev.millrace.engine.vector;

/// `-sum(y * p) / (|y| * |p|)`, where a length below `EPSILON` counts as that.
record CosineLoss(LossOperands of) implements RowLoss {
    @Override
    public float row(int row) {
        int from = row * of.columns();
        int to = from + of.columns();
        double dot = 0;
        double targets = 0;
        double predictions = 0;
        for (int i = from; i < to; i++) {
            double p = of.prediction(i);
            double y = of.target(i);
            dot += p * y;
            predictions += p * p;
            targets += y * y;
        }
        double length = Math.max(Math.sqrt(predictions), LossOperands.EPSILON);
        double both = length * Math.max(Math.sqrt(targets), LossOperands.EPSILON);
        if (of.graded()) {
            // g = (dot * p / |p|^2 - y) / (|y| * |p|); the length that stands for a smaller one does not change
            double turn = predictions > length * length / 2 ? dot / predictions : 0;
            for (int i = from; i < to; i++) {
                of.gradient(i, (turn * of.prediction(i) - of.target(i)) / both);
            }
        }
        return (float) (-dot / both);
    }
}
