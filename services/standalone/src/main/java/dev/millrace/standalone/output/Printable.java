package dev.millrace.standalone.output;

/// Text of others, as a terminal may see it. Anybody who may write to a topic chooses names, reasons and the like:
/// characters that steer a terminal, begin a line or turn its direction are shown as JSON would escape them.
public final class Printable {
    private Printable() {}

    /// `text` in one line, with nothing in it that is not seen.
    public static String text(String text) {
        if (text.codePoints().noneMatch(Printable::unseen)) {
            return text;
        }
        var printable = new StringBuilder();
        text.codePoints().forEach(c -> {
            if (unseen(c)) {
                escape(c, printable);
            } else {
                printable.appendCodePoint(c);
            }
        });
        return printable.toString();
    }

    /// At most `width` characters of it, the last an ellipsis where that is not all.
    public static String text(String text, int width) {
        String printable = text(text);
        int length = printable.codePointCount(0, printable.length());
        return length <= width ? printable : printable.substring(0, printable.offsetByCodePoints(0, width - 1)) + "…";
    }

    private static void escape(int codePoint, StringBuilder to) {
        for (char c : Character.toChars(codePoint)) {
            to.append(String.format("\\u%04x", (int) c));
        }
    }

    private static boolean unseen(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE -> true;
            default -> false;
        };
    }
}
