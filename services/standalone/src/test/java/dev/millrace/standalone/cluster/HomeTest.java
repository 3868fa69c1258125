package dev.millrace.standalone.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.standalone.Cli;
import dev.millrace.standalone.Tiny;
import dev.millrace.standalone.output.UserException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Two commands of one user at once.
final class HomeTest {
    @Test
    void shouldShareTheBrokerWithThoseWhoLook(@TempDir Path folder) {
        var cli = new Cli(folder);
        Home home = Home.of(cli.environment());
        assertThat(home.running()).isEmpty();
        try (var owned = home.start(false)) {
            assertThat(home.running()).contains(new Home.Running(owned.broker().bootstrapServers(), false));
            Cli.Answer runs = cli.run("runs");
            assertThat(runs.code()).isZero();
            assertThat(runs.out()).isEqualTo("No runs yet. 'millrace train' starts one.\n");

            String run = Tiny.runFile(folder).toString();
            Cli.Answer second = cli.run("train", run);
            assertThat(second.code()).isEqualTo(1);
            assertThat(second.err())
                    .isEqualTo("millrace: Another millrace uses " + cli.home()
                            + ". Wait until it ends, or set MILLRACE_HOME to another folder.\n");
            assertThat(cli.run("submit", run).err()).startsWith("millrace: No services are running here.");
        }
        assertThat(home.running()).isEmpty();
    }

    @Test
    void shouldBeWhereTheUserSays() {
        assertThat(Home.of(Map.of("MILLRACE_HOME", "/a")).toString()).isEqualTo("/a");
        assertThat(Home.of(Map.of("XDG_DATA_HOME", "/b")).toString()).isEqualTo("/b/millrace");
        assertThat(Home.of(Map.of("MILLRACE_HOME", "")).toString()).endsWith("/.local/share/millrace");
        assertThat(Home.of(Map.of(), "/c").toString()).isEqualTo("/c/.local/share/millrace");
    }

    @Test
    void shouldAskForAFolderWhereTheUserHasNone() {
        assertThat(Home.of(Map.of("MILLRACE_HOME", "/a"), "?").toString()).isEqualTo("/a");
        assertThatThrownBy(() -> Home.of(Map.of(), "?"))
                .isInstanceOf(UserException.class)
                .hasMessage("This user has no home folder (received: '?') to keep topics in. Set MILLRACE_HOME to a"
                        + " folder that you may write.");
    }
}
