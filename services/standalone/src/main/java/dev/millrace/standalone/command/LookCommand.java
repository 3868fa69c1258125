package dev.millrace.standalone.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.standalone.look.DataLook;
import dev.millrace.standalone.look.LookJson;
import dev.millrace.standalone.look.LookText;
import dev.millrace.standalone.option.DataKinds;
import dev.millrace.standalone.option.DataOptions;
import dev.millrace.standalone.option.UserEnvironment;
import dev.millrace.standalone.output.Output;
import dev.millrace.standalone.output.UserException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `millrace look PATH`: what Millrace makes of data, before anything is trained.
@Command(
        name = "look",
        description = {
            "Show what is made of data: its columns and their ranges, what goes into a model and what should come out,"
                    + " how many examples there are of each class, and what would be refused.",
            "What a file is, is seen by its name: .csv, .tsv, .parquet, .npz; a folder holds IDX files, or a folder of"
                    + " pictures for each class. The exit code is 1 where the data would be refused."
        },
        mixinStandardHelpOptions = true,
        abbreviateSynopsis = true,
        footer = {
            "",
            "Examples:",
            "  millrace look houses.csv",
            "  millrace look houses.csv --target price --missing median",
            "  millrace look flowers --size 64x64",
            "  millrace look arrays.npz --json",
            "  millrace look --query 'SELECT * FROM a JOIN b USING (id)' --file a=a.csv --file b=b.parquet"
        })
public final class LookCommand implements Callable<Integer> {
    @Parameters(arity = "0..1", paramLabel = "PATH", description = "A file or folder.")
    private @Nullable Path path;

    @Mixin
    private DataOptions data = new DataOptions();

    @Option(names = "--json", description = "Answer in JSON, for machines.")
    private boolean json;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        CommandLine command = spec.commandLine();
        if (path != null && data.namesOwnData()) {
            throw new ParameterException(
                    command, "Name the data once. Received: " + path + ", and an option that names data.");
        }
        JsonNode description = data.undecided(command, Optional.ofNullable(path).map(LookCommand::described))
                .orElseThrow(() -> new ParameterException(command, "Name a file or folder to look at."));
        DataLook look = DataLook.at(description, UserEnvironment.of(spec).datasets(command));
        if (json) {
            Output.line(command.getOut(), Output.json(LookJson.of(look)));
        } else {
            LookText.lines(look).forEach(line -> Output.line(command.getOut(), line));
        }
        return look.refused().isEmpty() ? 0 : 1;
    }

    private static JsonNode described(Path path) {
        String kind = DataKinds.guess(path)
                .orElseThrow(() -> new UserException("The name of " + path + " does not say what it is. Expected: .csv,"
                        + " .tsv, .parquet or .npz, or a folder. Say it: --csv FILE, --parquet FILE or --npz FILE."));
        ObjectNode description = JsonNodeFactory.instance.objectNode();
        description
                .putObject(kind)
                .put(
                        kind.equals("idx") || kind.equals("images") ? "folder" : "file",
                        path.toAbsolutePath().normalize().toString());
        return description;
    }
}
