package dev.millrace.standalone.option;

import dev.millrace.engine.KernelSets;
import dev.millrace.nn.Shown;
import dev.millrace.standalone.output.UserException;
import dev.millrace.trainer.KernelChoice;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/// What is computed with in this process.
public final class EngineOptions {
    /// Is there where NVIDIA's driver has found a GPU.
    private static final Path DRIVER = Path.of("/dev/nvidiactl");

    @Option(
            names = "--engine",
            paramLabel = "SET",
            description = "What to compute with here: auto (an NVIDIA GPU that can be used, else the processor), cuda,"
                    + " vector, vector:THREADS or nd4j. Default: auto.")
    private @Nullable String engine;

    /// Whether it was said.
    public boolean isGiven() {
        return engine != null;
    }

    /// Refuses what cannot be used, before anything is started.
    ///
    /// @throws ParameterException if there is no kernel set of this name
    /// @throws UserException if it does not work here, with the cause
    public void check(CommandLine command) {
        if (isGiven()) {
            choice(command);
        }
    }

    /// What was chosen.
    ///
    /// @throws ParameterException if there is no kernel set of this name
    /// @throws UserException if it does not work here, with the cause
    public KernelChoice choice(CommandLine command) {
        if (engine == null) {
            return KernelChoice.FASTEST;
        }
        try {
            return new KernelChoice(engine);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(
                    command,
                    "--engine is auto, cuda, vector, vector:THREADS or nd4j. Received: " + Shown.of(engine) + ".",
                    e);
        } catch (IllegalStateException e) {
            throw new UserException(e.getMessage() + " Without --engine the fastest that works here is used.");
        }
    }

    /// The choice in a sentence, and why no GPU, if `auto` found none; absent where nobody asked and there is none.
    public Optional<String> note(KernelChoice choice) {
        Optional<String> noGpu = choice.equals(KernelChoice.FASTEST) ? KernelSets.whyNoGpu() : Optional.empty();
        boolean onGpu = choice.toBegin().name().equals("cuda");
        return isGiven() || onGpu || (noGpu.isPresent() && Files.exists(DRIVER))
                ? Optional.of("Computing with " + choice.toBegin() + "."
                        + noGpu.map(why -> " No GPU: " + why).orElse(""))
                : Optional.empty();
    }
}
