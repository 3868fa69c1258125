package dev.millrace.standalone.option;

import dev.millrace.standalone.cluster.Home;
import dev.millrace.standalone.run.DatasetChoice;
import java.io.PrintWriter;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/// What the user's environment says; the program that all commands belong to has it.
public interface UserEnvironment {
    /// Variables like `MILLRACE_HOME`.
    Map<String, String> environment();

    /// The environment of the program that `spec` is a command of.
    static UserEnvironment of(CommandSpec spec) {
        return (UserEnvironment) spec.root().userObject();
    }

    /// Where the broker of this user is.
    default Home home() {
        return Home.of(environment());
    }

    /// Where datasets are.
    default DatasetChoice datasets(CommandLine command) {
        return datasets(command.getErr());
    }

    /// Where datasets are.
    ///
    /// @param notes for choices and downloads
    default DatasetChoice datasets(PrintWriter notes) {
        return new DatasetChoice(environment(), notes);
    }
}
