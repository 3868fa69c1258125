package dev.millrace.runfile;

import dev.millrace.nn.Sequential;
import dev.millrace.nn.Summary;
import dev.millrace.wire.RunRequested;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// A run that came as a text alone, without a file or folder, checked as far as can be without its data.
public sealed interface CheckedRun {
    /// A run that may be asked for. Whether its data is there, and fits, the data-loader finds out.
    ///
    /// @param request with an id of its own
    /// @param model as far as it is known before the data is opened
    /// @param notes what was chosen where the text says nothing
    record Sound(RunRequested request, Optional<Sequential> model, List<String> notes) implements CheckedRun {
        public Sound {
            notes = List.copyOf(notes);
        }

        /// The model's layers as Keras's `summary()` shows them, where the model is known.
        public Optional<String> summary() {
            return model.map(Summary::of);
        }

        /// How many numbers are in the model's weights, where the model is known.
        public OptionalLong parameters() {
            return model.isPresent() ? OptionalLong.of(model.get().countParams()) : OptionalLong.empty();
        }
    }

    /// A run that is not sound.
    ///
    /// @param problems all that were found; at least one
    record Unsound(List<Problem> problems) implements CheckedRun {
        public Unsound {
            problems = List.copyOf(problems);
        }
    }

    /// Checks a run. It is trained on `digits` where it names no dataset.
    ///
    /// @param text YAML or JSON, as in a run file; paths in it are absolute
    static CheckedRun of(String text) {
        return RunCheck.of(text);
    }
}
