package dev.millrace.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.apache.kafka.common.utils.Exit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A broker that cannot write any more. That a full disk comes this way was tried on one of 80 MB.
final class LostTest {
    @Test
    void shouldSayWhatIsTheMatter() {
        Path directory = Path.of("/home/of/kafka");
        assertThat(Lost.sentence(directory, 4096))
                .isEqualTo("The disk of " + directory
                        + " is full: the embedded broker cannot go on. Free at least 64 MiB" + " there.");
        assertThat(Lost.sentence(directory, 1L << 30))
                .startsWith("The embedded broker cannot write to " + directory + " any more.");
    }

    @Test
    void shouldSayItAndEndTheProcess(@TempDir Path directory) throws Exception {
        var process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Ending.class.getName(),
                        directory.toString())
                .start();
        try (var output = process.inputReader()) {
            assertThat(output.lines()).contains("told: " + Lost.sentence(directory.toAbsolutePath(), Long.MAX_VALUE));
        }
        assertThat(process.waitFor()).isEqualTo(1);
    }

    /// A process whose broker ends it as Kafka does when no folder is left to write to.
    static final class Ending {
        private Ending() {}

        public static void main(String[] arguments) {
            var broker = EmbeddedBroker.start(Path.of(arguments[0]));
            broker.whenLost(why -> System.out.println("told: " + why));
            Exit.halt(2);
        }
    }
}
