package dev.millrace.datasets;

import dev.millrace.nn.DType;
import dev.millrace.nn.data.ExampleForm;
import dev.millrace.nn.data.Examples;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;

/// What a person says of standardising pictures and arrays.
///
/// | option | default |
/// |---|---|
/// | `standardize` | false, unless `mean` and `deviation` are there |
/// | `mean`, `deviation` | of each channel over the examples to train with, as the model would see it else: pixels from
/// 0 to 1 |
///
/// @param asked whether it is done
/// @param mean one for each channel; empty: fitted
/// @param deviation likewise
public record StandardizeOptions(boolean asked, List<Double> mean, List<Double> deviation) {
    public StandardizeOptions {
        mean = List.copyOf(mean);
        deviation = List.copyOf(deviation);
        if (mean.isEmpty() != deviation.isEmpty()) {
            throw new DatasetException("Options 'mean' and 'deviation' belong together. Received: mean " + mean
                    + ", deviation " + deviation + ".");
        }
        if (!asked && !mean.isEmpty()) {
            throw new DatasetException(
                    "Options 'mean' and 'deviation' standardise. Received: standardize false. Leave it out, or them.");
        }
    }

    /// What `options` say.
    ///
    /// @throws DatasetException if an option is not what it should be
    public static StandardizeOptions of(Options options) {
        List<Double> mean = options.numbers("mean");
        return new StandardizeOptions(options.flag("standardize", !mean.isEmpty()), mean, options.numbers("deviation"));
    }

    /// The dataset with inputs as the model is to see them: standardised when they are read, so that they take no more
    /// memory.
    ///
    /// @param read pictures or arrays, as they are stored
    /// @throws DatasetException if there are more or fewer means than channels, or an input is too large
    public Dataset apply(Dataset read) {
        if (!asked) {
            return read;
        }
        Schema.Inputs form = read.schema().inputs();
        int channels = Standardization.channels(form);
        if (!mean.isEmpty() && mean.size() != channels) {
            throw new DatasetException("Option 'mean' has a number for each channel. Received: " + mean.size()
                    + ". Expected: " + channels + ", for inputs of shape " + form.shape() + ".");
        }
        Standardization by = mean.isEmpty()
                ? Standardization.fit(form, read.train())
                : new Standardization(form.scale(), mean, deviation);
        List.of(read.train(), read.validation(), read.test()).forEach(part -> by.check(form, part));
        var schema = new Schema(
                new Schema.Inputs(DType.F32, form.shape(), 1),
                read.schema().targets(),
                read.schema().weighted(),
                prepared(read.schema().preparation(), by));
        return new Dataset(
                        read.name(),
                        schema,
                        new Standardized(schema.form(), read.train(), by),
                        new Standardized(schema.form(), read.validation(), by),
                        new Standardized(schema.form(), read.test(), by),
                        read.notes())
                .withNote("Inputs are standardised, each of " + channels + " channels by "
                        + (mean.isEmpty()
                                ? "mean and deviation of the examples to train with"
                                : "the mean and deviation that are given")
                        + " (option 'standardize').");
    }

    private static Preparation prepared(Preparation stored, Standardization by) {
        return switch (stored) {
            case PicturePreparation picture ->
                new PicturePreparation(picture.height(), picture.width(), picture.channels(), Optional.of(by));
            case Preparation.Arrays arrays -> new Preparation.Arrays(Optional.of(by));
            case Preparation.Digit digit -> throw new IllegalStateException(digit.kind());
            case TablePreparation table -> throw new IllegalStateException(table.kind());
        };
    }

    /// Examples whose inputs are standardised when they are asked for.
    private record Standardized(ExampleForm form, Examples stored, Standardization by) implements Examples {
        @Override
        public int size() {
            return stored.size();
        }

        @Override
        public void copyInput(int index, ByteBuffer to) {
            ExampleForm as = stored.form();
            ByteBuffer input = ByteBuffer.allocate(as.inputBytes()).order(ByteOrder.LITTLE_ENDIAN);
            stored.copyInput(index, input);
            by.put(as.dtype(), input.flip(), as.shape().size(), to);
        }

        @Override
        public void copyTarget(int index, ByteBuffer to) {
            stored.copyTarget(index, to);
        }

        @Override
        public float weight(int index) {
            return stored.weight(index);
        }

        @Override
        public int label(int index) {
            return stored.label(index);
        }
    }
}
