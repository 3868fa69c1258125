package dev.millrace.gateway.api;

import dev.millrace.wire.Split;
import io.micronaut.http.HttpRequest;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The parameters of a request, checked: a wrong one is named in the answer.
final class Parameters {
    private final HttpRequest<?> request;

    Parameters(HttpRequest<?> request) {
        this.request = request;
    }

    @Nullable
    String text(String name) {
        String value = request.getParameters().get(name);
        return value == null || value.isEmpty() ? null : value;
    }

    String text(String name, String otherwise) {
        String value = text(name);
        return value == null ? otherwise : value;
    }

    /// A number, which may be infinite only where `otherwise` is.
    double number(String name, double otherwise) {
        String text = text(name);
        if (text == null) {
            return otherwise;
        }
        try {
            double value = Double.parseDouble(text);
            if (Double.isFinite(value)) {
                return value;
            }
        } catch (NumberFormatException e) {
            // The same answer as for a number that is not finite.
        }
        throw ProblemException.field(name, "'" + name + "' is a number. Received: '" + text + "'.");
    }

    long whole(String name, long otherwise, long least, long most) {
        String text = text(name);
        if (text == null) {
            return otherwise;
        }
        try {
            long value = Long.parseLong(text);
            if (value >= least && value <= most) {
                return value;
            }
        } catch (NumberFormatException e) {
            // The same answer as for a number out of range.
        }
        throw ProblemException.field(
                name, "'" + name + "' is a whole number, " + least + " to " + most + ". Received: '" + text + "'.");
    }

    Split split(String name, Split otherwise) {
        String text = text(name);
        return text == null ? otherwise : split(name, text);
    }

    static Split split(String field, String text) {
        Optional<Split> split = Split.named(text);
        return split.orElseThrow(() -> ProblemException.field(
                field, "'" + field + "' is training, validation or test. Received: '" + text + "'."));
    }
}
