package dev.millrace.datasets.npz;

import dev.millrace.datasets.DatasetException;
import dev.millrace.datasets.Progress;
import dev.millrace.datasets.RawArray;
import dev.millrace.datasets.RawValues;
import dev.millrace.nn.DType;
import dev.millrace.nn.DescriptionException;
import dev.millrace.nn.Shape;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/// An NPZ file: a zip of arrays, stored or deflated, each an entry `NAME.npy`. Several arrays can be read at a time, on
/// one thread.
final class NpzFile implements AutoCloseable {
    private static final String SUFFIX = ".npy";

    /// How many bytes one byte of a deflated entry can stand for (RFC 1951).
    private static final long MOST_INFLATED = 1032;

    private final Path path;
    private final ZipFile zip;

    private NpzFile(Path path, ZipFile zip) {
        this.path = path;
        this.zip = zip;
    }

    /// @throws DatasetException if it is not there, or is no such file
    static NpzFile open(Path path) {
        if (Files.isDirectory(path)) {
            throw new DatasetException(path + " is a folder. Expected: a file of numpy.savez.");
        }
        if (!Files.exists(path)) {
            throw new DatasetException("There is no file " + path + ".");
        }
        try {
            return new NpzFile(path, new ZipFile(path.toFile()));
        } catch (ZipException e) {
            throw new DatasetException(path + " " + whatItIs(path, e), e);
        } catch (IOException e) {
            throw new DatasetException(path + " cannot be read: " + e, e);
        }
    }

    private static String whatItIs(Path path, ZipException problem) {
        try (InputStream in = Files.newInputStream(path)) {
            byte[] start = in.readNBytes(NpyHeader.MAGIC.length);
            if (start.length == 0) {
                return "is empty. Expected: a file of numpy.savez.";
            }
            if (Arrays.equals(start, NpyHeader.MAGIC)) {
                return "is a single array (.npy). Expected: inputs and targets in one file, as"
                        + " numpy.savez('data.npz', x=x, y=y) makes it.";
            }
            return start[0] == 'P' && start.length > 1 && start[1] == 'K'
                    ? "is damaged or cut short: zip says '" + problem.getMessage() + "'. Fetch or save it again."
                    : "is not an NPZ file. Expected: a zip of arrays, as numpy.savez makes it.";
        } catch (IOException e) {
            return "cannot be read: " + e;
        }
    }

    Path path() {
        return path;
    }

    /// Names of all arrays, sorted.
    List<String> names() {
        return zip.stream()
                .map(ZipEntry::getName)
                .filter(name -> name.endsWith(SUFFIX))
                .map(name -> name.substring(0, name.length() - SUFFIX.length()))
                .sorted()
                .toList();
    }

    /// What `name` is.
    ///
    /// @throws DatasetException if there is no such array, or it holds no numbers
    RawArray header(String name) {
        String array = said(name);
        try (InputStream in = stream(name)) {
            return NpyHeader.read(array, in);
        } catch (IOException e) {
            throw RawValues.damaged(array, e);
        }
    }

    /// The shape of one example of array `name`; of a single number, `(1,)`.
    ///
    /// @throws DatasetException if it has none
    Shape exampleShape(String name) {
        RawArray header = header(name);
        List<Long> shape = header.shape();
        if (shape.isEmpty() || shape.contains(0L)) {
            throw new DatasetException(said(name) + " has shape " + header.shapeText()
                    + ". Expected: at least one example along the first axis, and a size of at least 1 along the"
                    + " others.");
        }
        try {
            List<Integer> sizes = shape.stream().skip(1).map(Math::toIntExact).toList();
            return sizes.isEmpty() ? Shape.of(1) : new Shape(sizes);
        } catch (ArithmeticException | DescriptionException e) {
            throw new DatasetException(
                    said(name) + " has shape " + header.shapeText() + ": one example is too large.", e);
        }
    }

    /// The rows of array `name`, from the first to the last.
    ///
    /// @param dtype what its numbers become
    /// @param cache where a file is made, if one is needed
    /// @throws DatasetException if its numbers cannot become that
    NpyRows rows(String name, DType dtype, Path cache, Progress progress) {
        String array = said(name);
        InputStream in = stream(name);
        try {
            ZipEntry entry = entry(name).orElseThrow();
            var checked = new CheckedEntry(in, entry.getCrc());
            RawArray header = NpyHeader.read(array, checked);
            requireSize(array, header, entry, checked.bytes());
            String file = String.valueOf(path.getFileName());
            long total = header.count() * header.type().bytes();
            var values = new RawValues(array, header, checked, dtype, bytes -> progress.received(file, bytes, total));
            if (!header.firstAxisFastest() || header.shape().size() < 2) {
                return new NpyRows.InOrder(array, values, header.width(), checked);
            }
            NpyRows rows = FortranRows.of(values, header, dtype, cache);
            checked.finish(array);
            return rows;
        } catch (IOException e) {
            close(in);
            throw RawValues.damaged(array, e);
        } catch (RuntimeException e) {
            close(in);
            throw e;
        }
    }

    /// Refuses a file that cannot hold what the header says, before there is room made for it.
    private static void requireSize(String array, RawArray header, ZipEntry entry, long headerBytes) {
        long expected;
        try {
            expected = Math.multiplyExact(header.count(), header.type().bytes());
        } catch (ArithmeticException e) {
            throw new DatasetException(
                    array + " has a shape that no array has. Received: " + header.shapeText() + ".", e);
        }
        long received = entry.getSize() - headerBytes;
        if (received != expected || entry.getSize() / MOST_INFLATED > entry.getCompressedSize()) {
            throw new DatasetException(array + " is damaged. Received: " + received + " bytes of values. Expected: "
                    + expected + ", for shape " + header.shapeText() + " of " + header.type()
                    + ". Save it again.");
        }
    }

    private static void close(InputStream in) {
        try {
            in.close();
        } catch (IOException e) {
            throw new DatasetException("A file cannot be closed: " + e, e);
        }
    }

    private InputStream stream(String name) {
        ZipEntry entry = entry(name)
                .orElseThrow(() -> new DatasetException(path + " has no array '" + name + "'. It has: "
                        + (names().isEmpty() ? "none" : String.join(", ", names())) + "."));
        try {
            return new BufferedInputStream(zip.getInputStream(entry), 1 << 16);
        } catch (IOException e) {
            throw RawValues.damaged(said(name), e);
        }
    }

    private Optional<ZipEntry> entry(String name) {
        return Optional.ofNullable(zip.getEntry(name + SUFFIX));
    }

    private String said(String name) {
        return "'" + name + "' in " + path;
    }

    @Override
    public void close() {
        try {
            zip.close();
        } catch (IOException e) {
            throw new DatasetException(path + " cannot be closed: " + e, e);
        }
    }
}
