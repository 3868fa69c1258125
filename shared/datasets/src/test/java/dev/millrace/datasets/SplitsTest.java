package dev.millrace.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.datasets.Splits.Part;
import dev.millrace.nn.DescriptionException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SplitsTest {
    @Test
    void shouldDivideRowsInTheFractionsAskedFor() {
        List<Part> parts = deal(new Splits(0.1, 0.2, 3, false), 1000, i -> 0);
        assertThat(parts).filteredOn(Part.TRAIN::equals).hasSize(700);
        assertThat(parts).filteredOn(Part.VALIDATION::equals).hasSize(100);
        assertThat(parts).filteredOn(Part.TEST::equals).hasSize(200);
        assertThat(parts.subList(0, 10)).isNotEqualTo(parts.subList(10, 20));
        assertThat(deal(new Splits(0, 0.33, 3, false), 100, i -> 0))
                .filteredOn(Part.TEST::equals)
                .hasSize(33);
    }

    @Test
    void shouldBeAFunctionOfTheSeedAndTheOrder() {
        List<Part> parts = deal(Splits.DEFAULT, 100, i -> 0);
        assertThat(deal(Splits.DEFAULT, 100, i -> 0)).isEqualTo(parts);
        assertThat(deal(Splits.DEFAULT, 50, i -> 0)).isEqualTo(parts.subList(0, 50));
        assertThat(deal(new Splits(0.1, 0.2, 1, false), 100, i -> 0)).isNotEqualTo(parts);
    }

    @Test
    void shouldDivideEachClassByItselfWhereAsked() {
        List<Part> parts = deal(new Splits(0.1, 0.2, 0, true), 2000, i -> i % 40 == 0 ? 1 : 0);
        List<Part> rare = new ArrayList<>();
        for (int i = 0; i < 2000; i += 40) {
            rare.add(parts.get(i));
        }
        assertThat(rare).filteredOn(Part.TEST::equals).hasSize(10);
        assertThat(rare).filteredOn(Part.VALIDATION::equals).hasSize(5);
    }

    @Test
    void shouldTrainWithTheFirstExampleOfEachClassThatIsDividedByItself() {
        Splits.Dealer dealer = new Splits(0.4, 0.4, 0, true).dealer();
        for (int stratum = 0; stratum < 50; stratum++) {
            assertThat(dealer.next(stratum)).isEqualTo(Part.TRAIN);
        }
    }

    @Test
    void shouldTrainWithEveryRowWhereNothingIsToBeScored() {
        assertThat(deal(Splits.none(), 10, i -> 0)).containsOnly(Part.TRAIN);
    }

    @Test
    void shouldRefuseFractionsThatLeaveNothingOrAreNoPerCents() {
        assertThatThrownBy(() -> new Splits(0.5, 0.5, 0, false))
                .isInstanceOf(DescriptionException.class)
                .hasMessageEndingWith("Received: validation=0.5, test=0.5.");
        assertThatThrownBy(() -> new Splits(-0.1, 0.5, 0, false)).isInstanceOf(DescriptionException.class);
        assertThatThrownBy(() -> new Splits(Double.NaN, 0.5, 0, false)).isInstanceOf(DescriptionException.class);
        assertThatThrownBy(() -> new Splits(0.123, 0.2, 0, false))
                .isInstanceOf(DescriptionException.class)
                .hasMessageContaining("whole per cents");
    }

    private static List<Part> deal(Splits splits, int rows, java.util.function.IntUnaryOperator stratum) {
        Splits.Dealer dealer = splits.dealer();
        List<Part> parts = new ArrayList<>();
        for (int i = 0; i < rows; i++) {
            parts.add(dealer.next(stratum.applyAsInt(i)));
        }
        return parts;
    }
}
