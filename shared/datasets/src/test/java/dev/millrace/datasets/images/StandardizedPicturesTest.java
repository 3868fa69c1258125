package dev.millrace.datasets.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.datasets.Dataset;
import dev.millrace.datasets.DatasetException;
import dev.millrace.datasets.Given;
import dev.millrace.datasets.Schema;
import dev.millrace.datasets.raw.RawInputs;
import dev.millrace.nn.DType;
import dev.millrace.nn.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StandardizedPicturesTest {
    @TempDir
    private Path folder;

    private Dataset open(String options) {
        return Given.dataset("{'images': {'folder': '" + folder + "', " + options + "}}", folder.resolve("cache"));
    }

    private void put(String name, int... pixels) throws IOException {
        Files.createDirectories(folder.resolve(name.substring(0, name.lastIndexOf('/'))));
        Files.write(folder.resolve(name), Pic.rgb(pixels.length, 1, pixels));
    }

    /// Reds of 0, 51, 102, 255 to train with have mean 0.4 and deviation 0.374; greens 0.2; blues differ by 1/255.
    private void pictures() throws IOException {
        put("train/a/1.png", 0x003300, 0x333301);
        put("train/b/2.png", 0x663300, 0xff3301);
        put("test/b/3.png", 0xffff00, 0x000000);
    }

    @Test
    void shouldFitEachChannelToThePicturesToTrainWith() throws IOException {
        pictures();
        Dataset dataset = open("'standardize': true");

        assertThat(dataset.schema().inputs()).isEqualTo(new Schema.Inputs(DType.F32, Shape.of(1, 2, 3), 1));
        var by = dataset.schema().preparation().standardization().orElseThrow();
        double red = Math.sqrt((0.16 + 0.04 + 0 + 0.36) / 4);
        assertThat(by.mean().get(0)).isEqualTo(0.4, within(1e-7));
        assertThat(by.deviation().get(0)).isEqualTo(red, within(1e-7));
        assertThat(by.mean().get(1)).isEqualTo(0.2, within(1e-7));
        assertThat(by.deviation().get(1)).isZero();
        assertThat(by.mean().get(2)).isEqualTo(0.5 / 255, within(1e-7));

        List<Double> second = Given.inputs(dataset, dataset.train(), 1);
        assertThat(second.get(0)).isEqualTo(0, within(1e-6));
        assertThat(second.get(2)).isEqualTo(-1, within(1e-6));
        assertThat(second.get(3)).isEqualTo(0.6 / red, within(1e-6));
        assertThat(second.get(5)).isEqualTo(1, within(1e-6));
        List<Double> tested = Given.inputs(dataset, dataset.test(), 0);
        assertThat(tested.get(0)).isEqualTo(0.6 / red, within(1e-6));
        assertThat(tested.get(1))
                .as("a channel that does not differ says nothing")
                .isZero();
        assertThat(Given.labels(dataset.test())).containsExactly(1);
        assertThat(dataset.notes().getLast())
                .isEqualTo("Inputs are standardised, each of 3 channels by mean and deviation of the examples to train"
                        + " with (option 'standardize').");
        assertThat(Schema.of(dataset.schema().toJson())).isEqualTo(dataset.schema());
    }

    @Test
    void shouldTakeTheMeanAndDeviationThatAreGiven() throws IOException {
        pictures();
        Dataset dataset = open("'mean': [0.5, 0, 1], 'deviation': [0.5, 0.25, 2]");
        List<Double> first = Given.inputs(dataset, dataset.train(), 0);
        List<Double> expected = List.of(-1.0, 0.8, -0.5, -0.6, 0.8, (1 / 255.0 - 1) / 2);
        for (int i = 0; i < 6; i++) {
            assertThat(first.get(i)).isEqualTo(expected.get(i), within(1e-6));
        }
        assertThat(dataset.notes().getLast()).contains("the mean and deviation that are given");
    }

    @Test
    void shouldPrepareAPictureAsInTraining() throws IOException {
        pictures();
        for (String options : List.of("'standardize': true", "'standardize': true, 'color': 'gray'")) {
            Dataset dataset = open(options);
            Schema kept = Schema.of(dataset.schema().toJson());
            byte[] picture = Files.readAllBytes(folder.resolve("train/b/2.png"));
            assertThat(RawInputs.of(kept).picture(picture).data()).isEqualTo(Given.input(dataset, dataset.train(), 1));
        }
        Schema kept = open("'standardize': true").schema();
        assertThat(RawInputs.of(kept)
                        .json(Given.json("[[[[102, 51, 0], [255, 51, 1]]]]"))
                        .data())
                .as("pixels are sent as they are stored")
                .isEqualTo(Given.input(
                        open("'standardize': true"), open("'standardize': true").train(), 1));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            'mean': [0.5], 'deviation': [0.5]                | Option 'mean' has a number for each channel. Received: 1. Expected: 3, for inputs of shape (1, 2, 3).
            'mean': [0.5, 0.5, 0.5]                          | Options 'mean' and 'deviation' belong together. Received: mean [0.5, 0.5, 0.5], deviation [].
            'standardize': false, 'mean': [1], 'deviation': [1] | Options 'mean' and 'deviation' standardise. Received: standardize false. Leave it out, or them.
            'mean': [1, 1, 1], 'deviation': [1, 1, -1]       | Means are finite, and deviations at least 0. Received: mean [1.0, 1.0, 1.0], deviation [1.0, 1.0, -1.0].
            """, quoteCharacter = '"')
    void shouldRefuseWhatCannotBeDone(String options, String message) throws IOException {
        pictures();
        assertThatThrownBy(() -> open(options))
                .isInstanceOf(DatasetException.class)
                .hasMessage(message);
    }

    @Test
    void shouldRefuseADeviationThatMakesInputsInfinite() throws IOException {
        pictures();
        assertThatThrownBy(() -> open("'mean': [0, 0, 0], 'deviation': [1, 1e-40, 1]"))
                .isInstanceOf(DatasetException.class)
                .hasMessageStartingWith("An input of 1.0")
                .hasMessageEndingWith(" is too large once it is standardised with mean 0.0 and deviation 1.0E-40."
                        + " Expected: at most 3.4e38.");
    }
}
