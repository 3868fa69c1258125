package dev.millrace.datasets;

/// Digits that the program draws itself; without options.
record DigitsSource() implements Source {
    static DigitsSource of(Options options) {
        return new DigitsSource();
    }

    @Override
    public Dataset open(DataFolders folders, Progress progress) {
        return Digits.draw(60_000, 10_000, 0);
    }
}
