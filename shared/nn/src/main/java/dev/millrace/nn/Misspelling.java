package dev.millrace.nn;

import java.util.Locale;

/// Whether one name is a misspelling of another.
final class Misspelling {
    private Misspelling() {}

    /// Whether `name` differs from `right` by one edit in three letters, and by three at most.
    static boolean is(String name, String right) {
        int edits = Math.clamp(Math.max(name.length(), right.length()) / 3, 1, 3);
        return Math.abs(name.length() - right.length()) <= edits && distance(name, right) <= edits;
    }

    /// How many letters are missing, too many, wrong, or swapped with their neighbour, case aside: the
    /// Damerau-Levenshtein distance in which no part is edited twice.
    static int distance(String name, String right) {
        String a = name.toLowerCase(Locale.ROOT);
        String b = right.toLowerCase(Locale.ROOT);
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    d[i][j] = i + j;
                    continue;
                }
                int substituted = d[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                d[i][j] = Math.min(substituted, Math.min(d[i - 1][j], d[i][j - 1]) + 1);
                boolean swapped =
                        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
                if (swapped) {
                    d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
                }
            }
        }
        return d[a.length()][b.length()];
    }
}
