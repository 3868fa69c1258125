package dev.millrace.datasets;

import dev.millrace.nn.Shape;
import dev.millrace.nn.data.Examples;
import dev.millrace.nn.data.TrainingData;
import java.util.ArrayList;
import java.util.List;

/// Examples to train with, and others to score on.
///
/// @param name for people: `mnist`, `houses.csv`
/// @param schema of every example
/// @param train examples to train with, at least one
/// @param validation examples to score after each epoch; may be none
/// @param test examples to score at the end; may be none
/// @param notes what people should know of how the data was read, one sentence each
public record Dataset(
        String name, Schema schema, Examples train, Examples validation, Examples test, List<String> notes)
        implements TrainingData {
    public Dataset {
        notes = List.copyOf(notes);
        if (train.size() == 0) {
            throw new DatasetException("Dataset '" + name + "' has no examples to train with.");
        }
    }

    /// Examples to train with and to test on.
    public Dataset(String name, Schema schema, Examples train, Examples test) {
        this(name, schema, train, Examples.none(schema.form()), test, List.of());
    }

    /// Of one input: what a model's input shape may be.
    public Shape inputShape() {
        return schema.inputs().shape();
    }

    /// The same dataset with another note, after the others.
    public Dataset withNote(String note) {
        List<String> more = new ArrayList<>(notes);
        more.add(note);
        return new Dataset(name, schema, train, validation, test, more);
    }
}
