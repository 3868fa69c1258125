package dev.millrace.standalone.run;

import dev.millrace.nn.Shown;
import dev.millrace.standalone.output.UserException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/// The name of a file or folder as a user gave it.
public final class TypedPath {
    private TypedPath() {}

    /// The path of that name.
    ///
    /// @throws UserException if nothing can have that name
    public static Path of(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new UserException("'" + Shown.of(text) + "' cannot be the name of a file here, where names are in "
                    + System.getProperty("sun.jnu.encoding") + ". Set LC_ALL=C.UTF-8.");
        }
    }
}
