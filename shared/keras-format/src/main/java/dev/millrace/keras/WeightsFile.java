package dev.millrace.keras;

import dev.millrace.nn.Compile;
import dev.millrace.nn.Sequential;
import dev.millrace.nn.TrainedModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/// Keras 3's `.weights.h5` (`save_weights`, `load_weights`), an HDF5 file that holds values and no description:
///
/// ```
/// /vars                                                   an empty group, without which no Keras before 3.6 loads it
/// /layers/<class in snake case>[_<occurrence>]/vars/<n>   float32, the weights of a layer in Keras's order
/// /optimizer/vars/0                                       iterations, an int32 scalar
/// /optimizer/vars/1                                       learning rate, a float32 scalar; of a schedule, there is
/// none
/// /optimizer/vars/2…                                      float32, in the order of `Optimizer.slots`; of a schedule,
/// from 1
/// /written_by                                             "Millrace"; Keras passes it over
/// ```
///
/// The occurrence counts layers of one class, whatever their names. Layers without weights have no group: no Keras
/// needs one. Numbers are stored little-endian.
public final class WeightsFile {
    private WeightsFile() {}

    /// Writes the weights, and the optimizer's state where there is one.
    ///
    /// @throws IOException if the file cannot be written; one that was there is then as it was
    public static void write(Path file, TrainedModel trained) throws IOException {
        AtomicFile.write(file, part -> WeightsWriter.write(part, trained));
    }

    /// Reads the weights of `model`, as Keras 3 or tf.keras since 2.12 has them, and the state of the optimizer in
    /// `compile` where the file has one. The file's learning rate is that of the optimizer from then on, as in
    /// Keras; where `compile` has a schedule, that stays. The state of Keras 2's optimizers, which is laid out
    /// otherwise, is left out.
    ///
    /// @throws KerasFileException if the file is damaged, or holds the weights of another model
    /// @throws IOException if it cannot be read
    public static TrainedModel read(Path file, Sequential model, Optional<Compile> compile) throws IOException {
        return WeightsReader.read(file, file.toString(), model, compile);
    }
}
