package dev.millrace.datasets.table;

/// The medians of several columns, exact, in memory that does not grow with the rows: reads them again and again,
/// eleven bits of each number at a time, the highest first. With an even count, the mean of the two in the middle.
final class Medians {
    private static final int BITS = 11;
    private static final int BUCKETS = 1 << BITS;
    private static final int PASSES = (Long.SIZE + BITS - 1) / BITS;

    /// Reads all numbers of all columns, in any order.
    interface Reader {
        void read(Taker taker);
    }

    /// Takes a number of a column.
    interface Taker {
        void take(int column, double number);
    }

    private Medians() {}

    /// @param counts how many numbers each column has; the median of none is NaN
    static double[] of(long[] counts, Reader reader) {
        long[] lower = select(counts, reader, true);
        long[] upper = select(counts, reader, false);
        double[] medians = new double[counts.length];
        for (int i = 0; i < medians.length; i++) {
            double low = number(lower[i]);
            double high = number(upper[i]);
            medians[i] = counts[i] == 0 ? Double.NaN : low == high ? low : low / 2 + high / 2;
        }
        return medians;
    }

    private static long[] select(long[] counts, Reader reader, boolean lower) {
        int columns = counts.length;
        long[] prefixes = new long[columns];
        long[] ranks = new long[columns];
        for (int i = 0; i < columns; i++) {
            ranks[i] = lower ? (counts[i] - 1) / 2 : counts[i] / 2;
        }
        long[] buckets = new long[columns * BUCKETS];
        for (int pass = 0; pass < PASSES; pass++) {
            int shift = Math.max(0, Long.SIZE - BITS * (pass + 1));
            int above = Long.SIZE - BITS * pass;
            int mask = (1 << Math.min(BITS, above)) - 1;
            java.util.Arrays.fill(buckets, 0);
            reader.read((column, number) -> {
                long bits = ordered(number);
                if (above == Long.SIZE || bits >>> above == prefixes[column]) {
                    buckets[column * BUCKETS + (int) (bits >>> shift & mask)]++;
                }
            });
            for (int i = 0; i < columns; i++) {
                int bucket = 0;
                while (bucket < mask && ranks[i] >= buckets[i * BUCKETS + bucket]) {
                    ranks[i] -= buckets[i * BUCKETS + bucket++];
                }
                prefixes[i] = prefixes[i] << Math.min(BITS, above) | bucket;
            }
        }
        return prefixes;
    }

    /// Bits in whose unsigned order numbers are sorted.
    private static long ordered(double number) {
        long bits = Double.doubleToLongBits(number + 0.0);
        return bits < 0 ? ~bits : bits | Long.MIN_VALUE;
    }

    private static double number(long ordered) {
        return Double.longBitsToDouble(ordered < 0 ? ordered & Long.MAX_VALUE : ~ordered);
    }
}
