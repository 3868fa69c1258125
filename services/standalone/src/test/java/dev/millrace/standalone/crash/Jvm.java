package dev.millrace.standalone.crash;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;

/// How a process of this class path is started: with the flags of this one.
///
/// @param classPath jars and folders
/// @param archives folder where a process that ends politely leaves its loaded classes for the next of its name,
/// which then starts in a third of the time
public record Jvm(List<String> classPath, Optional<Path> archives) {
    /// This process's own class path. Surefire's ends with a separator: an entry without a name would be the working
    /// folder, with all that tests write there.
    public static Jvm here() {
        return new Jvm(
                Arrays.stream(System.getProperty("java.class.path", "").split(File.pathSeparator, -1))
                        .filter(entry -> !entry.isEmpty())
                        .toList(),
                Optional.empty());
    }

    /// The same with all in jars, as loaded classes are kept of jars only, and in a folder that all trials of this
    /// process share.
    static Jvm archived() {
        return Archived.JVM;
    }

    private static final class Archived {
        static final Jvm JVM =
                here().archivedIn(Path.of("target", "crash", "jvm").toAbsolutePath());
    }

    private Jvm archivedIn(Path folder) {
        List<String> jars = new ArrayList<>();
        try {
            Files.createDirectories(folder);
            for (String entry : classPath) {
                Path path = Path.of(entry);
                if (Files.isDirectory(path)) {
                    jars.add(pack(path, folder.resolve("classes-" + jars.size() + ".jar"))
                            .toString());
                } else if (Files.exists(path)) {
                    jars.add(entry);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Jvm(jars, Optional.of(folder));
    }

    private static Path pack(Path classes, Path jar) throws IOException {
        try (var files = Files.walk(classes);
                var packed = new JarOutputStream(Files.newOutputStream(jar))) {
            for (Path file : files.sorted().skip(1).toList()) {
                String name = classes.relativize(file).toString().replace(File.separatorChar, '/');
                // Folders too: Micronaut looks for its beans in them.
                packed.putNextEntry(new JarEntry(Files.isDirectory(file) ? name + "/" : name));
                if (Files.isRegularFile(file)) {
                    Files.copy(file, packed);
                }
                packed.closeEntry();
            }
        }
        return jar;
    }

    /// The same with a folder of classes that hide others.
    Jvm with(Path classes) {
        List<String> longer = new ArrayList<>(List.of(classes.toString()));
        longer.addAll(classPath);
        return new Jvm(longer, Optional.empty());
    }

    /// The command that runs `main`.
    ///
    /// @param name whose loaded classes it shares
    public List<String> command(String name, List<String> flags, Class<?> main, List<String> args) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home", ""), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(flag -> !flag.startsWith("-javaagent") && !flag.startsWith("-D"))
                .forEach(command::add);
        archives.ifPresent(folder -> command.addAll(List.of(
                "-XX:+AutoCreateSharedArchive",
                "-XX:SharedArchiveFile=" + folder.resolve(name + ".jsa"),
                "-Xlog:disable")));
        command.addAll(flags);
        command.addAll(List.of("-cp", String.join(File.pathSeparator, classPath), main.getName()));
        command.addAll(args);
        return command;
    }
}
