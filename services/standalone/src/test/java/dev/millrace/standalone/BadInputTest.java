package dev.millrace.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What cannot be done is refused in words, before anything is started.
final class BadInputTest {
    @TempDir
    private Path folder;

    private Cli cli;
    private Path data;

    BadInputTest() {
        this.cli = new Cli(Path.of(""));
        this.data = Path.of("");
    }

    @BeforeEach
    void prepare() {
        cli = new Cli(folder);
        data = Tiny.folder(folder);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {dense: 16,                  | {dens: 16,             | RUN, line 6: layers[0]: Unknown layer: 'dens'. Did you mean 'dense'? Known: activation, activity_regularization, average_pooling2d, batch_normalization, conv2d, dense, dropout, elu, embedding, flatten, global_average_pooling1d, global_average_pooling2d, global_max_pooling2d, layer_normalization, leaky_re_lu, max_pooling2d, re_lu, rescaling, reshape, softmax.
            activation: relu             | activation: rely       | RUN, line 6: layers[0]: Unknown activation: 'rely'. Did you mean 'relu'? Known: celu, elu, exponential, gelu, hard_shrink, hard_sigmoid, hard_silu, hard_tanh, leaky_relu, linear, log_sigmoid, log_softmax, mish, relu, relu6, selu, sigmoid, silu, soft_shrink, softmax, softplus, softsign, sparse_plus, sparse_sigmoid, squareplus, tanh, tanh_shrink.
            activation: relu             | activaton: relu        | RUN, line 6: layers[0]: Unknown key of dense: 'activaton'. Did you mean 'activation'? Known: activation, activity_regularizer, bias_constraint, bias_initializer, bias_regularizer, dtype, kernel_constraint, kernel_initializer, kernel_regularizer, lora_alpha, lora_rank, name, quantization_config, trainable, units, use_bias.
            {adam: {learning_rate: 0.02}} | adm                   | RUN, line 9: Unknown optimizer: 'adm'. Did you mean 'adam'? Known: adadelta, adagrad, adam, adamax, adamw, ftrl, lion, nadam, rmsprop, sgd.
            loss: categorical_crossentropy | loss: crossentropy   | RUN, line 10: Unknown loss: 'crossentropy'. Known: binary_crossentropy, binary_focal_crossentropy, categorical_crossentropy, categorical_focal_crossentropy, categorical_hinge, cosine_similarity, hinge, huber, kl_divergence, log_cosh, mean_absolute_error, mean_absolute_percentage_error, mean_squared_error, mean_squared_logarithmic_error, poisson, sparse_categorical_crossentropy, squared_hinge.
            dataset: mnist               | dataset: mnits         | RUN, line 2: Unknown dataset: 'mnits'. Did you mean 'mnist'? Known: csv, digits, idx, images, mnist, npz, parquet, query.
            dataset:                     | datasets:              | RUN, line 2: Unknown key of a run file: 'datasets'. Did you mean 'dataset'? Known: compile, data, dataset, fit, model, name.
            batch_size: 30               | batchsize: 30          | RUN, line 12: Unknown key of fit: 'batchsize'. Did you mean 'batch_size'? Known: batch_size, callbacks, class_weight, epochs, initial_epoch, seed, shuffle, steps_per_epoch, validation_freq, validation_split.
            batch_size: 30               | batch_size: 0          | RUN, line 12: batch_size is a positive integer. Received: batch_size=0. Keras's default is 32.
            batch_size: 30               | batch_size: many       | RUN, line 12: 'batch_size' is a whole number. Received: "many"
            seed: 3                      | shuffle: sometimes     | RUN, line 12: 'shuffle' is true or false. Received: "sometimes"
            epochs: 2                    | epochs: 0              | RUN, line 12: epochs is a positive integer. Received: epochs=0
            seed: 3                      | validation_split: 1    | RUN, line 12: validation_split is at least 0 and less than 1. Received: validation_split=1.0
            seed: 3                      | validation_split: 0.999 | validation_split=0.999 of 300 samples leaves 0 to train and 300 to validate with. Both want at least one.
            {dense: 10,                  | {dense: 7,             | Layer 'dense_1' gives (7,), but dataset 'mnist' has 10 classes. Give the last Dense layer 10 units.
            {dense: 10,                  | {dense: 1,             | RUN, line 10: Loss 'categorical_crossentropy' wants one output per class, but layer 'dense_1' gives shape (1,). Give it as many units as there are classes, or use 'binary_crossentropy'.
            layers:                      | input_shape: [100] ;; layers: | Layer 'dense' takes inputs of shape (100,), 100 values, but dataset 'mnist' gives shape (28, 28), 784 values. Set the model's input_shape to [784].
            """)
    void shouldRefuseARunThatCannotBeDone(String from, String to, String message) {
        Path run = Tiny.runFile(folder, from, to.replace(" ;; ", "\n  "));
        assertRefused(message.replace("RUN", run.toString()), "train", run.toString());
    }

    @Test
    void shouldTakeABatchSizeThatIsMoreThanARecordHolds() {
        Path run = Tiny.runFile(folder, "batch_size: 30", "batch_size: 2000");
        assertThat(cli.run("train", run.toString(), "--verbose", "0").code()).isZero();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            --optimizer adm    | Unknown optimizer: 'adm'. Did you mean 'adam'? Known: adadelta, adagrad, adam, adamax, adamw, ftrl, lion, nadam, rmsprop, sgd.
            --optimizer Lamb   | Keras's optimizer 'Lamb' is not supported yet. Supported: Adadelta, Adagrad, Adam, AdamW, Adamax, Ftrl, Lion, Nadam, RMSprop, SGD.
            --dataset digit    | Unknown dataset: 'digit'. Did you mean 'digits'? Known: csv, digits, idx, images, mnist, npz, parquet, query.
            --batch-size 0     | batch_size is a positive integer. Received: batch_size=0. Keras's default is 32.
            --epochs -1        | epochs is a positive integer. Received: epochs=-1
            --out model.h5     | A model file ends in .keras or .safetensors. Received: model.h5.
            --out no/m.keras   | Cannot write no/m.keras: its folder does not exist. Make it first.
            """)
    void shouldRefuseAnOptionThatCannotBeFollowed(String option, String message) {
        String run = Tiny.runFile(folder).toString();
        String[] parts = option.split(" ", 2);
        assertRefused(message, "train", run, parts[0], parts[1].strip());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            name: [               | FILE is neither JSON nor YAML: while parsing a flow node, expected the node content, but found '<stream end>', at line 2, column 1.
            {"name": "x"}}        | FILE is neither JSON nor YAML: expected '<document start>', but found '}', at line 1, column 14.
            name: x               | FILE: 'model' is an object like {layers: [{dense: 10, activation: softmax}]}. Received: only the keys [name].
            just words            | FILE: a run file is an object with the keys [name, dataset, data, model, compile, fit]. Received: "just words".
            """)
    void shouldRefuseAFileThatIsNoRun(String text, String message) throws IOException {
        Path file = Files.writeString(folder.resolve("run.json"), text + "\n");
        Cli.Answer answer = cli.run("train", file.toString());
        assertThat(answer.code()).isEqualTo(1);
        assertThat(answer.err()).startsWith("millrace: " + message.replace("FILE", file.toString()));
    }

    @Test
    void shouldRefuseARunFileThatCannotBeRead() throws IOException {
        Path none = folder.resolve("none.yaml");
        assertRefused("Cannot read the run file " + none + ": there is no such file.", "train", none.toString());
        Path binary = Files.write(folder.resolve("binary.yaml"), new byte[] {(byte) 0xff, (byte) 0xfe, 0, 7});
        assertRefused("Cannot read the run file " + binary + ": it is not text in UTF-8.", "train", binary.toString());
        assertRefused("Cannot read the run file " + folder + ": Is a directory.", "train", folder.toString());
        Path large = Files.writeString(folder.resolve("long.yaml"), "#".repeat((1 << 20) + 1));
        assertRefused(
                "The run file " + large + " is too long: more than 1 MiB. Is it another file?",
                "train",
                large.toString());
    }

    @Test
    void shouldRefuseDataFilesThatAreTruncated() throws IOException {
        Path images = data.resolve("train-images-idx3-ubyte");
        try (var file = new RandomAccessFile(images.toFile(), "rw")) {
            file.setLength(1016);
        }
        assertRefused(
                images + " is truncated. Received: 1000 bytes of values. Expected: 235200, for shape (300, 28, 28)."
                        + " Fetch the file again.",
                trainOnData());
    }

    @Test
    void shouldRefuseDataFilesThatAreOfAnotherKind() throws IOException {
        Path labels = data.resolve("t10k-labels-idx1-ubyte");
        Files.writeString(labels, "<!DOCTYPE html>\n<html><title>404</title></html>\n");
        assertRefused(
                labels + " is a web page, not data; open it in a browser to see what it says. Expected: an IDX file of"
                        + " unsigned bytes along 1 axis. Fetch the file itself.",
                trainOnData());
        Files.write(labels, new byte[] {0, 0, 0x0c, 2, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 7});
        assertRefused(
                labels + " is not an IDX file of unsigned bytes along 1 axis. Received: 32-bit integers along 2 axes;"
                        + " it starts with '00 00 0c 02'. Expected: '00 00 08 01'. Convert the values to bytes, or"
                        + " fetch MNIST's own files.",
                trainOnData());
    }

    @Test
    void shouldRefuseDataFilesThatAreCorrupt() throws IOException {
        Path labels = data.resolve("t10k-labels-idx1-ubyte");
        Files.write(labels, new byte[] {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3});
        assertRefused(
                labels + " is damaged: gzip says 'Unexpected end of ZLIB input stream'. Fetch the file again.",
                trainOnData());
    }

    @Test
    void shouldRefuseDataFilesThatAreMissing() throws IOException {
        Files.delete(data.resolve("train-labels-idx1-ubyte"));
        assertRefused(
                "Files of dataset 'mnist' are missing in " + data + ": train-labels-idx1-ubyte (or the same with .gz)."
                        + " In it: t10k-images-idx3-ubyte, t10k-labels-idx1-ubyte, train-images-idx3-ubyte. Put them there, or name another folder with --data DIR.",
                trainOnData());
    }

    @Test
    void shouldRefuseLabelsOutsideTheClasses() throws IOException {
        Path labels = data.resolve("train-labels-idx1-ubyte");
        try (var file = new RandomAccessFile(labels.toFile(), "rw")) {
            file.seek(8 + 41);
            file.write(10);
        }
        assertRefused(labels + ": Labels of 10 classes are from 0 to 9. Received: label 10 at index 41", trainOnData());
    }

    @Test
    void shouldSayThatNoBrokerAnswers() {
        assertRefused(
                "No Kafka broker answers at localhost:1 (waited 10 s). Start one there, or name another with"
                        + " --bootstrap HOST:PORT.",
                "submit",
                Tiny.runFile(folder).toString(),
                "--bootstrap",
                "localhost:1");
    }

    @Test
    void shouldSayWhichSettingOfKafkasIsWrong() {
        String wrong =
                "Kafka's client says: Invalid value PLAIN for configuration security.protocol: String must be one"
                        + " of (case insensitive): SASL_SSL, PLAINTEXT, SSL, SASL_PLAINTEXT";
        assertRefused(wrong, "runs", "--bootstrap", "localhost:1", "--kafka.security.protocol", "PLAIN");
        // settings are for the broker that is started here, too
        Cli.Answer answer = cli.run("runs", "--kafka.security.protocol", "PLAIN");
        assertThat(answer.err()).isEqualTo("millrace: " + wrong + "\n");
        assertThat(answer.code()).isEqualTo(1);
    }

    @Test
    void shouldSayThatNothingRunsHere() {
        String run = Tiny.runFile(folder).toString();
        assertRefused(
                "No services are running here. Start them with 'millrace services', name a cluster with --bootstrap"
                        + " HOST:PORT, or use 'millrace train'.",
                "submit",
                run);
        assertRefused(
                "Nothing is being trained here. Name a cluster with --bootstrap HOST:PORT if the run is there.",
                "stop",
                "some-run");
    }

    @Test
    void shouldRefuseAHomeThatCannotBeUsed() throws IOException {
        Files.writeString(cli.home(), "not a folder");
        Cli.Answer answer = cli.run("runs");
        assertThat(answer.code()).isEqualTo(1);
        assertThat(answer.err())
                .isEqualTo("millrace: Cannot use " + cli.home() + " for the broker: " + cli.home()
                        + " is in the way. Set MILLRACE_HOME to a folder that you may write.\n");
    }

    @Test
    void shouldRefuseModelFilesThatAreNone() throws IOException {
        Path keras = Files.write(folder.resolve("garbage.keras"), new byte[100]);
        assertRefused(
                keras + " is no .keras file of Keras 3, which is a zip: zip END header not found. It may be cut short,"
                        + " or be of another format under this name.",
                "evaluate",
                keras.toString(),
                "--dataset",
                "digits");
        Path none = folder.resolve("none.keras");
        assertRefused(
                "Cannot read the model " + none + ": there is no such file.", "predict", none.toString(), "seven.png");
        Path tensors = Files.write(folder.resolve("garbage.safetensors"), "7".getBytes(StandardCharsets.UTF_8));
        Cli.Answer answer = cli.run("evaluate", tensors.toString(), "--dataset", "digits");
        assertThat(answer.code()).isEqualTo(1);
        assertThat(answer.err()).startsWith("millrace: " + tensors + " is not a safetensors file, or a damaged one: ");
    }

    @Test
    void shouldAnswerMachinesInJson() {
        Cli.Answer answer = cli.run("train", "--batch-size", "0", "--json");
        assertThat(answer.code()).isEqualTo(1);
        assertThat(answer.out())
                .isEqualTo("{\"error\":\"batch_size is a positive integer. Received: batch_size=0. Keras's default is"
                        + " 32.\"}\n");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            trian                   | Unmatched argument at index 0: 'trian'
            train --epoch 2         | Unknown option: '--epoch'
            train --epochs two      | Invalid value for option '--epochs': 'two' is not a whole number
            train --seed abc        | Invalid value for option '--seed': 'abc' is not a whole number
            train --batch-size 1.5  | Invalid value for option '--batch-size': '1.5' is not a whole number
            train --epochs 3000000000 | Invalid value for option '--epochs': '3000000000' is not a whole number from -2147483648 to 2147483647
            train --verbose loud    | Invalid value for option '--verbose': 'loud' is not a whole number
            services --port http    | Invalid value for option '--port': 'http' is not a whole number
            learning-rate run fast  | Invalid value for positional parameter at index 1 (RATE): 'fast' is not a number
            train --verbose 3       | --verbose is 0 (silent), 1 (a bar) or 2 (a line per epoch). Received: 3.
            evaluate m.keras        | Name the data to score on: --csv FILE, --parquet FILE, --npz FILE, --images DIR, --idx DIR or --dataset NAME.
            train --csv a.csv --npz b.npz | Name one kind of data. Received: --csv, --npz.
            train --target price    | --target says how data is read, and no data is named. Name it: --csv FILE, --parquet FILE, --query SQL, --npz FILE, --images DIR, --idx DIR or --dataset NAME.
            checkpoint some-run     | Say where to write it, with --out, or have one made, with --now.
            """)
    void shouldSayWhatItDoesNotUnderstand(String args, String message) {
        Cli.Answer answer = cli.run(args.strip().split(" "));
        assertThat(answer.code()).isEqualTo(2);
        assertThat(answer.err()).startsWith("millrace: " + message + "\n").contains("--help' says more.");
    }

    private String[] trainOnData() {
        return new String[] {"train", "--data", data.toString(), "--dataset", "mnist"};
    }

    private void assertRefused(String message, String... args) {
        Cli.Answer answer = cli.run(args);
        assertThat(answer.err()).isEqualTo("millrace: " + message + "\n");
        assertThat(answer.code()).isEqualTo(1);
        assertThat(answer.out()).isEmpty();
        assertThat(cli.home()).as("nothing was started").doesNotExist();
    }
}
