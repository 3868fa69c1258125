package dev.millrace.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testkit.Seeds;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Whatever the bytes, decoding gives a result and never an exception.
class HostileSafetensorsTest {
    @Seeds
    void shouldRefuseEveryTruncation(long seed) {
        byte[] file = Safetensors.encode(RandomContents.of(seed));
        for (int length = 0; length < file.length; length++) {
            assertThat(Safetensors.decode(ByteBuffer.wrap(Arrays.copyOf(file, length))))
                    .as("%s bytes of %s", length, file.length)
                    .isInstanceOf(Decoded.Malformed.class);
        }
    }

    @Seeds
    void shouldRefuseWhateverIsAppended(long seed) {
        byte[] file = Safetensors.encode(RandomContents.of(seed));
        assertThat(Safetensors.decode(ByteBuffer.wrap(Arrays.copyOf(file, file.length + 1))))
                .isEqualTo(new Decoded.Malformed<>("not a safetensors file: 1 bytes belong to no tensor"));
    }

    @Seeds
    void shouldNeverThrowWhateverBytesAreWrong(long seed) {
        var random = new SplittableRandom(seed);
        byte[] file = Safetensors.encode(RandomContents.of(seed));
        for (int i = 0; i < file.length; i++) {
            byte[] flipped = file.clone();
            flipped[i] ^= (byte) (1 + random.nextInt(255));
            flipped[random.nextInt(file.length)] = (byte) random.nextInt(256);
            assertThat(Safetensors.decode(ByteBuffer.wrap(flipped))).isNotNull();
        }
    }

    @Seeds(200)
    void shouldRefuseNoise(long seed) {
        var random = new SplittableRandom(seed);
        byte[] noise = new byte[random.nextInt(200)];
        random.nextBytes(noise);
        assertThat(Safetensors.decode(ByteBuffer.wrap(noise))).isInstanceOf(Decoded.Malformed.class);
        assertThat(Safetensors.decode(HostileFiles.withLength(noise.length, noise, 0)))
                .isInstanceOf(Decoded.Malformed.class);
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MIN_VALUE, -1, 0, 1, 3, 100_000_000, Integer.MAX_VALUE, 1L << 32, Long.MAX_VALUE})
    void shouldRefuseALengthThatIsNotTheHeaders(long length) {
        assertThat(reason(HostileFiles.withLength(length, new byte[] {'{', '}'}, 0)))
                .isEqualTo("not a safetensors file: a header of " + Long.toUnsignedString(length)
                        + " bytes, where 2 are left");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'a':{'dtype':'U8','shape':[4],'data_offsets':[0,4]}} | 5 | 1 bytes belong to no tensor",
                "{'a':{'dtype':'U8','shape':[4],'data_offsets':[1,5]}} | 5 | tensor 'a' begins at 1, expected 0",
                "{'a':{'dtype':'U8','shape':[4],'data_offsets':[0,9]}} | 5 | tensor 'a' ends at 9 of 5",
                "{'a':{'dtype':'U8','shape':[4],'data_offsets':[4,0]}} | 4 | tensor 'a' begins at 4, expected 0",
                "{'a':{'dtype':'U8','shape':[4],'data_offsets':[0,-4]}} | 4 | tensor 'a' ends at -4 of 4",
                "{'a':{'dtype':'U8','shape':[4],'data_offsets':[-4,0]}} | 4 | tensor 'a' begins at -4, expected 0",
                "{'a':{'dtype':'U8','shape':[4],'data_offsets':[0,9223372036854775807]}} | 4 | ends at 9223372036854775807",
                "{'a':{'dtype':'U8','shape':[4],'data_offsets':[0,9223372036854775808]}} | 4 | out of range of long",
                "{'a':{'dtype':'U8','shape':[4],'data_offsets':[0]}} | 4 | has data_offsets [0], expected two",
                "{'a':{'dtype':'U8','shape':[4],'data_offsets':[0,2,4]}} | 4 | has data_offsets [0, 2, 4], expected two",
                "{'a':{'dtype':'U8','shape':[4],'data_offsets':[null,4]}} | 4 | null",
                "{'a':{'dtype':'U8','shape':[4],'data_offsets':['0',4]}} | 4 | not a safetensors file",
                "{'a':{'dtype':'U8','shape':[4],'data_offsets':[0,4]},'b':{'dtype':'U8','shape':[3],'data_offsets':[3,6]}}"
                        + " | 6 | tensor 'b' begins at 3, expected 4",
                "{'a':{'dtype':'U8','shape':[3],'data_offsets':[0,3]},'b':{'dtype':'U8','shape':[2],'data_offsets':[4,6]}}"
                        + " | 6 | tensor 'b' begins at 4, expected 3",
                "{'a':{'dtype':'F32','shape':[4],'data_offsets':[0,4]}} | 4 | takes 16 bytes",
                "{'a':{'dtype':'U8','shape':[-4],'data_offsets':[0,4]}} | 4 | no negative sizes",
                "{'a':{'dtype':'U8','shape':[-2,-2],'data_offsets':[0,4]}} | 4 | no negative sizes",
                "{'a':{'dtype':'U8','shape':[null],'data_offsets':[0,4]}} | 4 | null",
                "{'a':{'dtype':'U8','shape':[4.5],'data_offsets':[0,4]}} | 4 | 4.5",
                "{'a':{'dtype':'U8','shape':4,'data_offsets':[0,4]}} | 4 | not a safetensors file",
                "{'a':{'dtype':'F64','shape':[2147483647,2147483647,2147483647],'data_offsets':[0,8]}} | 8 | overflow",
                "{'a':{'shape':[4],'data_offsets':[0,4]}} | 4 | 'dtype'",
                "{'a':{'dtype':'U8','data_offsets':[0,4]}} | 4 | 'shape'",
                "{'a':{'dtype':'U8','shape':[4]}} | 4 | 'data_offsets'",
                "{'a':{'dtype':'X9','shape':[4],'data_offsets':[0,4]}} | 4 | X9",
                "{'a':{'dtype':'u8','shape':[4],'data_offsets':[0,4]}} | 4 | u8",
                "{'a':{'dtype':0,'shape':[4],'data_offsets':[0,4]}} | 4 | not a safetensors file",
                "{'a':{'dtype':null,'shape':[4],'data_offsets':[0,4]}} | 4 | not a safetensors file",
                "{'a':null} | 0 | tensor 'a' is no object",
                "{'a':[]} | 0 | tensor 'a' is no object",
                "{'__metadata__':{'a':1}} | 0 | metadata 'a' is no text",
                "{'__metadata__':null} | 0 | metadata is no object",
                "{'__metadata__':{},'__metadata__':{}} | 0 | Duplicate field",
                "[1,2,3,4] | 0 | the header does not begin with '{'",
                "' {}' | 0 | the header does not begin with '{'",
                "{}{} | 0 | more than one value in the header",
                "{'a' | 0 | not a safetensors file",
            })
    void shouldSayWhatIsWrong(String header, int dataBytes, String reason) {
        assertThat(reason(HostileFiles.of(header, dataBytes)))
                .startsWith("not a safetensors file: ")
                .contains(reason);
    }

    @Test
    void shouldRefuseAHeaderThatIsNotUtf8() {
        byte[] latin = "{\"__metadata__\":{\"a\":\"ü\"}}".getBytes(StandardCharsets.ISO_8859_1);
        assertThat(reason(HostileFiles.withLength(latin.length, latin, 0)))
                .isEqualTo("not a safetensors file: the header is not UTF-8");
        assertThat(reason(HostileFiles.of("{}", StandardCharsets.UTF_16LE, 0))).contains("not a safetensors file");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{'a':", "{'a':{'b':", "{'__metadata__':{'a':", "{'a':{'shape':["})
    void shouldRefuseAHeaderThatIsNestedDeeply(String begin) {
        assertThat(reason(HostileFiles.of(begin + "[".repeat(1_000_000), 0))).startsWith("not a safetensors file: ");
        assertThat(reason(HostileFiles.of(begin.repeat(200_000), 0))).startsWith("not a safetensors file: ");
    }

    private static String reason(ByteBuffer file) {
        return switch (Safetensors.decode(file)) {
            case Decoded.Malformed<Safetensors.Contents> bad -> bad.reason();
            case Decoded.Ok<Safetensors.Contents> ok -> "";
        };
    }
}
