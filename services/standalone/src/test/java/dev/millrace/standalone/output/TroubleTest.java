package dev.millrace.standalone.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileSystemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TroubleTest {
    @ParameterizedTest
    @ValueSource(strings = {"No space left on device", "There is not enough space on the disk", "Disk quota exceeded"})
    void shouldSayThatADiskIsFullHoweverDeepThatIs(String system) {
        assertThat(IoErrors.with(new IOException(system))).isEqualTo("its disk is full");
        assertThat(IoErrors.with(new FileSystemException("/file", null, system)))
                .isEqualTo("its disk is full");
        assertThat(IoErrors.with(
                        new IOException("Exception writing", new IllegalStateException(new IOException(system)))))
                .isEqualTo("its disk is full");
    }

    @Test
    void shouldSayWhatElseIsTheMatter() {
        assertThat(IoErrors.with(new IOException("Input/output error"))).isEqualTo("Input/output error");
    }
}
