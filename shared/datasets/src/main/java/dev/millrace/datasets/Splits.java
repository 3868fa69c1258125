package dev.millrace.datasets;

import dev.millrace.nn.DescriptionException;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;

/// How rows are divided into those to train with, to validate with and to test on: a function of the seed and the order
/// of rows, decided row by row before anything is fitted.
///
/// Each row is dealt a card from a shuffled deck, on whose cards the splits stand in the fractions asked for; an empty
/// deck is replaced by a new one. Where rows are stratified each class has decks of its own, so that its fractions are
/// right too.
///
/// @param validation fraction of the rows, whole per cents, in `[0, 1)`
/// @param test fraction of the rows, whole per cents, in `[0, 1)`
/// @param seed of the shuffling
/// @param stratify whether each class is divided by itself
public record Splits(double validation, double test, long seed, boolean stratify) {
    /// 70 % to train with, 10 % to validate with, 20 % to test on, whatever the class.
    public static final Splits DEFAULT = new Splits(0.1, 0.2, 0, false);

    private static final int PER_CENT = 100;

    /// Which split a row belongs to.
    public enum Part {
        TRAIN,
        VALIDATION,
        TEST
    }

    public Splits {
        if (!(validation >= 0 && test >= 0 && validation + test < 1)) {
            throw new DescriptionException("The fractions 'validation' and 'test' are at least 0, and less than 1"
                    + " together. Received: validation=" + validation + ", test=" + test + ".");
        }
        if (!whole(validation) || !whole(test)) {
            throw new DescriptionException("The fractions 'validation' and 'test' are whole per cents, like 0.15."
                    + " Received: validation=" + validation + ", test=" + test + ".");
        }
    }

    private static boolean whole(double fraction) {
        return Math.abs(fraction * PER_CENT - Math.rint(fraction * PER_CENT)) < 1e-9;
    }

    /// Every row is one to train with.
    public static Splits none() {
        return new Splits(0, 0, 0, false);
    }

    /// What `options` say, or `otherwise`: `{validation: 0.1, test: 0.2, seed: 0, stratify: true}`.
    ///
    /// @throws DatasetException if an option is not what it should be
    public static Splits of(Options options, Splits otherwise) {
        return options.optionalChild("split")
                .map(split -> {
                    var splits = new Splits(
                            split.optionalNumber("validation").orElse(otherwise.validation),
                            split.optionalNumber("test").orElse(otherwise.test),
                            split.has("seed") ? split.integer("seed") : otherwise.seed,
                            split.flag("stratify", otherwise.stratify));
                    split.refuseOthers();
                    return splits;
                })
                .orElse(otherwise);
    }

    /// Deals the rows of one dataset, in their order.
    public Dealer dealer() {
        return new Dealer(this);
    }

    /// Says of one row after another which split it belongs to. For one thread.
    public static final class Dealer {
        private final Part[] cards;
        private final Splits splits;
        private final Map<Integer, Deck> decks = new HashMap<>();

        private Dealer(Splits splits) {
            this.splits = splits;
            int validation = (int) Math.rint(splits.validation * PER_CENT);
            int test = (int) Math.rint(splits.test * PER_CENT);
            int unit = gcd(PER_CENT, gcd(validation, test));
            this.cards = new Part[PER_CENT / unit];
            for (int i = 0; i < cards.length; i++) {
                cards[i] = i < test / unit ? Part.TEST : i < (test + validation) / unit ? Part.VALIDATION : Part.TRAIN;
            }
        }

        private static int gcd(int a, int b) {
            return b == 0 ? a : gcd(b, a % b);
        }

        /// The split of the next row.
        ///
        /// @param stratum the row's class number; passed over where rows are not stratified
        public Part next(int stratum) {
            int own = splits.stratify ? stratum : -1;
            return decks.computeIfAbsent(own, s -> new Deck(cards, splits.seed, s))
                    .next();
        }
    }

    private static final class Deck {
        private final Part[] cards;
        private final SplittableRandom random;
        private int dealt;
        private boolean first;

        Deck(Part[] cards, long seed, int stratum) {
            this.cards = cards.clone();
            this.random = new SplittableRandom(new SplittableRandom(seed).nextLong() + stratum);
            this.dealt = cards.length;
            this.first = stratum >= 0;
        }

        /// A class that is divided by itself has an example to train with, however few there are.
        private int trainingCard() {
            int place = 0;
            while (cards[place] != Part.TRAIN) {
                place++;
            }
            return place;
        }

        Part next() {
            if (dealt == cards.length) {
                dealt = 0;
            }
            // Fisher and Yates, one card at a time.
            int drawn = first ? trainingCard() : dealt + random.nextInt(cards.length - dealt);
            first = false;
            Part card = cards[drawn];
            cards[drawn] = cards[dealt];
            cards[dealt] = card;
            dealt++;
            return card;
        }
    }
}
