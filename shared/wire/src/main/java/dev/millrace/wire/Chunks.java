package dev.millrace.wire;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Collection;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/// Cuts a value that is too large for one record, piece by piece, so that it need not be in one place; none is larger
/// than a record's value may be. What it was is known once all of it is cut.
public final class Chunks implements Iterator<byte[]> {
    private final Iterator<ByteBuffer> pieces;
    private final MessageDigest digest = Digest.sha256();
    private final long length;
    private ByteBuffer piece = ByteBuffer.allocate(0);
    private long left;
    private int count;

    /// @param pieces of the value, in order; their positions stay where they are
    public Chunks(Collection<ByteBuffer> pieces) {
        List<ByteBuffer> views = pieces.stream().map(ByteBuffer::slice).toList();
        this.pieces = views.iterator();
        this.length = views.stream().mapToLong(ByteBuffer::remaining).sum();
        this.left = length;
    }

    @Override
    public boolean hasNext() {
        return left > 0;
    }

    @Override
    public byte[] next() {
        if (left == 0) {
            throw new NoSuchElementException("All " + count + " chunks were cut");
        }
        byte[] chunk = new byte[(int) Math.min(Topics.MAX_VALUE_BYTES, left)];
        for (int filled = 0; filled < chunk.length; ) {
            while (!piece.hasRemaining()) {
                piece = pieces.next();
            }
            int size = Math.min(piece.remaining(), chunk.length - filled);
            piece.get(chunk, filled, size);
            filled += size;
        }
        digest.update(chunk);
        left -= chunk.length;
        count++;
        return chunk;
    }

    /// How many were cut so far.
    public int count() {
        return count;
    }

    /// Bytes in the value.
    public long length() {
        return length;
    }

    /// SHA-256 of the value, in hexadecimal; once, when all of it is cut.
    public String sha256Hex() {
        if (left > 0) {
            throw new IllegalStateException(left + " of " + length + " bytes are not cut yet");
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
