package dev.millrace.loader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.datasets.DatasetException;
import dev.millrace.datasets.Digits;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SharedDatasetsTest {
    private final List<String> opened = new ArrayList<>();

    private final SharedDatasets datasets = new SharedDatasets((name, folder) -> {
        opened.add(name + " in " + folder);
        if (name.equals("damaged")) {
            throw new DatasetException("damaged");
        }
        return Digits.draw(10, 10, 0);
    });

    @Test
    void shouldOpenADatasetOnceForAllRunsThatHoldIt() {
        var first = datasets.open("digits", "");

        assertThat(datasets.open("digits", "")).isSameAs(first);
        assertThat(opened).containsExactly("digits in ");
    }

    @Test
    void shouldOpenTheSameNameInAnotherFolderAnew() {
        var first = datasets.open("mnist", "/a");

        assertThat(datasets.open("mnist", "/b")).isNotSameAs(first);
        assertThat(opened).containsExactly("mnist in /a", "mnist in /b");
    }

    @Test
    void shouldTryAgainWhatCouldNotBeOpened() {
        assertThatThrownBy(() -> datasets.open("damaged", "")).isInstanceOf(DatasetException.class);
        assertThatThrownBy(() -> datasets.open("damaged", "")).isInstanceOf(DatasetException.class);

        assertThat(opened).hasSize(2);
    }
}
