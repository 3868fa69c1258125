package dev.millrace.datasets;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.zip.ZipException;

/// Fetches files from mirrors. What has arrived stays in `FILE.part` and is built upon, here and by later
/// downloads; a file gets its name when all of it is there and its checksum is right. Not for several threads.
final class Download implements AutoCloseable {
    private final List<URI> mirrors;
    private final Progress progress;
    private final Duration patience;
    private final HttpClient client = HttpClient.newBuilder()
            .connectTimeout(Duration.ofSeconds(5))
            .followRedirects(HttpClient.Redirect.NORMAL)
            .build();
    private final ExecutorService reader = Executors.newVirtualThreadPerTaskExecutor();

    /// @param mirrors folders that hold the files, tried in order; their paths end in `/`
    Download(List<URI> mirrors, Progress progress) {
        this(mirrors, progress, Duration.ofSeconds(30));
    }

    /// @param patience how long a server may be silent
    Download(List<URI> mirrors, Progress progress, Duration patience) {
        this.mirrors = List.copyOf(mirrors);
        this.progress = progress;
        this.patience = patience;
    }

    /// Puts `file` into `folder`.
    ///
    /// @param md5 of its content, unzipped if it is gzipped
    /// @throws IOException if no mirror has it; the message says what each of them did
    void fetch(String file, String md5, Path folder) throws IOException {
        Path part = folder.resolve(file + ".part");
        List<String> failures = new ArrayList<>();
        for (URI mirror : mirrors) {
            URI source = mirror.resolve(file);
            // As long as a try leaves something to build upon, or did build upon something, the next may succeed.
            boolean again = true;
            while (again) {
                long before = size(part);
                try {
                    transfer(source, file, part);
                    String received = md5(part);
                    if (received.equals(md5)) {
                        Files.move(part, folder.resolve(file), StandardCopyOption.REPLACE_EXISTING);
                        return;
                    }
                    Files.delete(part);
                    failures.add(source + " has MD5 " + received + ", expected " + md5);
                    again = before > 0;
                } catch (InterruptedIOException e) {
                    throw e;
                } catch (IOException e) {
                    failures.add(source + ": " + e);
                    again = size(part) > before;
                }
            }
        }
        throw new IOException(String.join("; ", failures));
    }

    /// Appends to `part` what it lacks.
    private void transfer(URI source, String file, Path part) throws IOException {
        long offset = size(part);
        HttpRequest.Builder request = HttpRequest.newBuilder(source).timeout(patience);
        if (offset > 0) {
            request.header("Range", "bytes=" + offset + "-");
        }
        HttpResponse<InputStream> response = send(request.build());
        try (InputStream body = response.body()) {
            switch (response.statusCode()) {
                case 200 -> append(body, file, part, 0, response);
                case 206 -> append(body, file, part, offset, response);
                // There is nothing after the offset: all of it is here, or it is another file, as its checksum tells.
                case 416 -> {}
                default -> throw new IOException("HTTP status " + response.statusCode());
            }
        }
    }

    private void append(InputStream body, String file, Path part, long offset, HttpResponse<?> response)
            throws IOException {
        long length = response.headers().firstValueAsLong("Content-Length").orElse(-1);
        long total = length < 0 ? -1 : offset + length;
        long received = offset;
        byte[] buffer = new byte[1 << 16];
        try (OutputStream out = Files.newOutputStream(
                part,
                StandardOpenOption.CREATE,
                offset == 0 ? StandardOpenOption.TRUNCATE_EXISTING : StandardOpenOption.APPEND)) {
            for (int read = read(body, buffer); read >= 0; read = read(body, buffer)) {
                out.write(buffer, 0, read);
                received += read;
                progress.received(file, received, total);
            }
        }
    }

    private HttpResponse<InputStream> send(HttpRequest request) throws IOException {
        try {
            return client.send(request, BodyHandlers.ofInputStream());
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    /// Reads on another thread, as this one may wait so long and no longer.
    private int read(InputStream body, byte[] buffer) throws IOException {
        try {
            return reader.submit(() -> body.read(buffer)).get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw interrupted();
        } catch (TimeoutException e) {
            throw new IOException("silent for " + patience.toSeconds() + " s", e);
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        }
    }

    private static InterruptedIOException interrupted() {
        Thread.currentThread().interrupt();
        return new InterruptedIOException("interrupted");
    }

    private static long size(Path part) throws IOException {
        return Files.exists(part) ? Files.size(part) : 0;
    }

    private static String md5(Path file) throws IOException {
        try (InputStream in = Idx.open(file)) {
            MessageDigest digest = MessageDigest.getInstance("MD5");
            byte[] buffer = new byte[1 << 16];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (ZipException | EOFException e) {
            return "none, as it is damaged (" + e.getMessage() + ")";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        reader.shutdownNow();
        client.shutdownNow();
    }
}
