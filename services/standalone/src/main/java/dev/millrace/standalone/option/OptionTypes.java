package dev.millrace.standalone.option;

import dev.millrace.nn.Shown;
import dev.millrace.standalone.output.UserException;
import dev.millrace.standalone.run.TypedPath;
import java.math.BigInteger;
import java.nio.file.Path;
import picocli.CommandLine;
import picocli.CommandLine.TypeConversionException;

/// What the words on the command line become, and what is said of those that cannot.
public final class OptionTypes {
    private OptionTypes() {}

    /// Registers them with `line` and all its commands.
    public static void register(CommandLine line) {
        line.registerConverter(Integer.class, OptionTypes::whole)
                .registerConverter(Integer.TYPE, OptionTypes::whole)
                .registerConverter(Long.class, OptionTypes::longWhole)
                .registerConverter(Long.TYPE, OptionTypes::longWhole)
                .registerConverter(Double.class, OptionTypes::number)
                .registerConverter(Double.TYPE, OptionTypes::number)
                .registerConverter(Path.class, OptionTypes::file);
    }

    private static Integer whole(String text) {
        return (int) whole(text, Integer.MIN_VALUE, Integer.MAX_VALUE);
    }

    private static Long longWhole(String text) {
        return whole(text, Long.MIN_VALUE, Long.MAX_VALUE);
    }

    private static long whole(String text, long least, long most) {
        if (!text.matches("[+-]?[0-9]{1,1000}")) {
            throw new TypeConversionException("'" + Shown.of(text) + "' is not a whole number");
        }
        var value = new BigInteger(text);
        if (value.compareTo(BigInteger.valueOf(least)) < 0 || value.compareTo(BigInteger.valueOf(most)) > 0) {
            throw new TypeConversionException(
                    "'" + Shown.of(text) + "' is not a whole number from " + least + " to " + most);
        }
        return value.longValueExact();
    }

    private static Double number(String text) {
        try {
            return Double.valueOf(text);
        } catch (NumberFormatException e) {
            throw new TypeConversionException("'" + Shown.of(text) + "' is not a number");
        }
    }

    private static Path file(String text) {
        try {
            return TypedPath.of(text);
        } catch (UserException e) {
            throw new TypeConversionException(String.valueOf(e.getMessage()));
        }
    }
}
