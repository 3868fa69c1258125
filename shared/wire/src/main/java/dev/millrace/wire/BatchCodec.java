package dev.millrace.wire;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// Encodes and decodes one mini-batch after another, without JSON where a mini-batch is like the one before it: the
/// headers of one run and split differ in epoch and step alone. The bytes are those of [BatchMessage]. For one
/// thread.
public final class BatchCodec {
    private @Nullable BatchHeader encoded;
    private @Nullable BatchHeader decoded;

    /// The record's value.
    public byte[] encode(BatchMessage batch) {
        if (encoded != null && encoded.fits(batch)) {
            return encoded.write(batch);
        }
        byte[] value = batch.encode();
        encoded = BatchHeader.of(ByteBuffer.wrap(value), batch);
        return value;
    }

    /// The mini-batch in a record's value, if it has one; its tensors are views of the value.
    public Decoded<BatchMessage> decode(@Nullable ByteBuffer value) {
        if (value != null && decoded != null) {
            BatchMessage batch = decoded.read(value.slice());
            if (batch != null) {
                return new Decoded.Ok<>(batch);
            }
        }
        Decoded<BatchMessage> parsed = BatchMessage.decode(value);
        if (value != null && parsed instanceof Decoded.Ok<BatchMessage> ok) {
            decoded = BatchHeader.of(value.slice(), ok.value());
        }
        return parsed;
    }
}
