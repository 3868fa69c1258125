package dev.millrace.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class TokenFileTest {
    private final Path folder;

    TokenFileTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void shouldReadTheTokenThatIsThere() throws IOException {
        Path file = Files.writeString(folder.resolve("token"), "open sesame\n");
        assertThat(TokenFile.read(file)).isEqualTo("open sesame");
    }

    @Test
    void shouldMakeATokenThatStays() throws IOException {
        Path file = folder.resolve("token");
        String token = TokenFile.read(file);
        assertThat(token).matches("[0-9a-f]{32}");
        assertThat(TokenFile.read(file)).isEqualTo(token);
        assertThat(TokenFile.read(folder.resolve("other"))).isNotEqualTo(token);
        if (Files.getFileStore(folder).supportsFileAttributeView("posix")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .matches("rw-[r-]-----");
        }
    }

    @Test
    void shouldSayThatItCannotBeMade() {
        assertThatThrownBy(() -> TokenFile.read(folder.resolve("no/token"))).isInstanceOf(NoSuchFileException.class);
    }
}
