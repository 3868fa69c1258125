package dev.millrace.nn;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/// The settings of something described, as they were written, read one by one. Whoever reads them asks for each that
/// there may be: what nobody asked for is refused. A key that is `null` is as good as absent.
///
/// Every method throws a [DescriptionException], which names the key, where a value is not what it should be.
public interface Config {
    /// No settings at all.
    static Config none() {
        return new NoConfig();
    }

    /// Whether the key is there.
    boolean has(String key);

    /// Whether its value is an object with keys.
    boolean isObject(String key);

    /// A text, or `fallback` where there is none.
    String text(String key, String fallback);

    /// A truth value, or `fallback` where there is none.
    boolean flag(String key, boolean fallback);

    /// A number, or `fallback` where there is none.
    double number(String key, double fallback);

    /// A number where there is one.
    Optional<Double> number(String key);

    /// A whole number, which has to be there.
    int whole(String key);

    /// A whole number where there is one.
    OptionalInt optionalWhole(String key);

    /// Numbers, or one alone; or `fallback` where there are none.
    List<Double> numbers(String key, List<Double> fallback);

    /// Whole numbers: a list of `count`, or one that stands for all of them; or `fallback` where there are none.
    List<Integer> wholes(String key, int count, List<Integer> fallback);

    /// Whole numbers, however many, which have to be there.
    List<Integer> wholes(String key);

    /// Numbers by whole numbers that are not negative, `{"0": 0.1, "10": 0.01}`, in their order; none where there is
    /// nothing.
    Map<Integer, Double> table(String key);

    /// Something of `kinds`, by its name or as an object with settings; or `fallback` where there is nothing.
    <T extends Described> T object(String key, Kinds<T> kinds, T fallback);

    /// Something of `kinds` where there is something.
    <T extends Described> Optional<T> object(String key, Kinds<T> kinds);

    /// An activation function by its name, or `fallback` where there is none.
    Activation activation(String key, Activation fallback);

    /// Accepts an option of Keras that Millrace does not have, as long as it is absent or at Keras's default.
    ///
    /// @param value Keras's default; `null` for `None`
    void only(String key, @Nullable Object value);

    /// Accepts keys that say nothing that matters here.
    void ignore(String... keys);

    /// Requires a key.
    ///
    /// @param example of a value, for the message
    default void require(String key, String example) {
        if (!has(key)) {
            throw missing(key, example);
        }
    }

    /// The error for a key that is not there.
    DescriptionException missing(String key, String example);
}
