package dev.millrace.datasets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.nn.Shape;
import dev.millrace.nn.data.Examples;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class DigitsTest {
    private static final Dataset DIGITS = new DigitsSource().open(DataFolders.of(Optional.empty()), Progress.none());

    @Test
    void shouldBeTheSameBytesOnEveryMachine() throws Exception {
        assertThat(sha256(DIGITS.train(), 100))
                .isEqualTo("16413810ded19664ac6072f29df64d868cd6bb66dcdebfb94bd9d48ddf73a287");
        assertThat(sha256(DIGITS.test(), 100))
                .isEqualTo("12715ae9016a28dd6d3bb52fdac3c2fe3b012e5d3868064eaaa930dab2975837");
    }

    @Test
    void shouldBeTheSameInWhateverOrderAndByHoweverManyThreadsTheyAreRead() throws Exception {
        Examples forwards = Digits.draw(500, 10, 3).train();
        String expected = sha256(forwards);
        Examples backwards = Digits.draw(500, 10, 3).train();
        for (int i = 499; i >= 0; i--) {
            input(backwards, i);
        }
        assertThat(sha256(backwards)).isEqualTo(expected);
        Examples shared = Digits.draw(500, 10, 3).train();
        Callable<String> reading = () -> sha256(shared);
        try (var threads = Executors.newFixedThreadPool(4)) {
            for (Future<String> sum : threads.invokeAll(Collections.nCopies(4, reading))) {
                assertThat(sum.get()).isEqualTo(expected);
            }
        }
    }

    @Test
    void shouldDrawOthersForAnotherSeedAndForTheTest() throws Exception {
        Dataset digits = Digits.draw(100, 100, 0);
        assertThat(sha256(digits.train())).isNotEqualTo(sha256(digits.test()));
        assertThat(sha256(digits.train()))
                .isNotEqualTo(sha256(Digits.draw(100, 100, 1).train()));
        assertThat(sha256(digits.test()))
                .isNotEqualTo(sha256(Digits.draw(100, 100, 1).train()));
    }

    @Test
    void shouldDrawAsManyOfEachDigitInNoParticularOrder() {
        assertThat(DIGITS.schema().inputs().shape()).isEqualTo(Shape.of(28, 28));
        assertThat(DIGITS.schema().targets()).isEqualTo(new Targets.Classes(10));
        assertThat(counts(DIGITS.train(), 0, 60_000)).containsOnly(6_000);
        assertThat(counts(DIGITS.test(), 0, 10_000)).containsOnly(1_000);
        // Any tenth of a shuffled order has about a tenth of each digit: 600, with a standard deviation of 22.
        for (int from = 0; from < 60_000; from += 6_000) {
            assertThat(Arrays.stream(counts(DIGITS.train(), from, from + 6_000)))
                    .allMatch(count -> count > 500 && count < 700);
        }
    }

    @Test
    void shouldDrawWhiteOnBlackWithTheCentreOfMassInTheMiddle() {
        Examples digits = DIGITS.train();
        for (int i = 0; i < 2_000; i++) {
            double ink = 0;
            double across = 0;
            double down = 0;
            byte[] image = input(digits, i);
            for (int pixel = 0; pixel < image.length; pixel++) {
                int value = image[pixel] & 0xff;
                ink += value;
                across += value * (pixel % 28 + 0.5);
                down += value * (Math.floorDiv(pixel, 28) + 0.5);
            }
            assertThat(ink / 255).as("white pixels of image %d", i).isBetween(15.0, 350.0);
            assertThat(across / ink).as("centre of image %d", i).isBetween(11.0, 17.0);
            assertThat(down / ink).as("centre of image %d", i).isBetween(11.0, 17.0);
        }
    }

    private static int[] counts(Examples examples, int from, int to) {
        int[] counts = new int[10];
        for (int i = from; i < to; i++) {
            counts[examples.label(i)]++;
        }
        return counts;
    }

    private static String sha256(Examples examples) throws NoSuchAlgorithmException {
        return sha256(examples, examples.size());
    }

    private static String sha256(Examples examples, int count) throws NoSuchAlgorithmException {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        for (int i = 0; i < count; i++) {
            digest.update((byte) examples.label(i));
            digest.update(input(examples, i));
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static byte[] input(Examples examples, int index) {
        ByteBuffer input = ByteBuffer.allocate(28 * 28);
        examples.copyInput(index, input);
        return input.array();
    }
}
