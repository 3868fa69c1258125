package dev.millrace.wire.reports;

/// How well one class is told from the others. Each example counts once, whatever its weight.
///
/// @param support examples that are of this class
/// @param predicted examples that were taken for this class
/// @param correct examples that are and were
/// @param precision `correct / predicted`; 0 where none was taken for it
/// @param recall `correct / support`; 0 where there is none
/// @param f1 `2 correct / (support + predicted)`; 0 where there is neither
public record ClassScore(long support, long predicted, long correct, double precision, double recall, double f1) {
    public ClassScore {
        if (support < 0 || predicted < 0 || correct < 0 || correct > Math.min(support, predicted)) {
            throw new IllegalArgumentException("Of the examples of a class and of those taken for it, 'correct' is the"
                    + " number of those that are in both. Received: support=" + support + ", predicted=" + predicted
                    + ", correct=" + correct);
        }
        checkShare("precision", precision);
        checkShare("recall", recall);
        checkShare("f1", f1);
    }

    /// The score of a class that was counted.
    public static ClassScore of(long support, long predicted, long correct) {
        return new ClassScore(
                support,
                predicted,
                correct,
                share(correct, predicted),
                share(correct, support),
                share(2 * correct, support + predicted));
    }

    private static double share(long part, long whole) {
        return whole == 0 ? 0 : (double) part / whole;
    }

    static void checkShare(String name, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException("'" + name + "' is between 0 and 1. Received: " + value);
        }
    }
}
