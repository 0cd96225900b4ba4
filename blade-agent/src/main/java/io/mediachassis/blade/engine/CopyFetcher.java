package io.mediachassis.blade.engine;

import io.mediachassis.blade.storage.Manifest;
import io.mediachassis.blade.storage.ProgramStore;
import io.mediachassis.blade.storage.SegmentReceiver;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies programs from another engine, segment by segment with HTTP range requests and this engine's token (seed 002
 * claims 12 and 24): resumable within a segment, each checked by its hash. One copy at a time; any thread may ask.
 */
public final class CopyFetcher implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CopyFetcher.class);
    private static final int BUFFER = 256 << 10;
    private static final int TRIES = 3;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final ProgramStore store;
    private final EngineToken token;
    private final IngestJobs jobs;
    private final ExecutorService worker;
    private final HttpClient http;
    private final Set<String> underWay = ConcurrentHashMap.newKeySet();

    /** @param worker runs the copies; bounded, and the caller's to close */
    public CopyFetcher(ProgramStore store, EngineToken token, IngestJobs jobs, ExecutorService worker) {
        this.store = store;
        this.token = token;
        this.jobs = jobs;
        this.worker = worker;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(3))
                .build();
    }

    /**
     * Starts a copy.
     *
     * @param sourceBase HTTP address of the engine that holds it, ending in a slash
     * @return empty when it was started (or is under way), else why not
     */
    public String fetch(String programId, String sourceBase) {
        if (store.program(programId).isPresent() || !underWay.add(programId)) {
            return "";
        }
        try {
            worker.execute(() -> run(programId, URI.create(sourceBase)));
            return "";
        } catch (RejectedExecutionException e) {
            underWay.remove(programId);
            return "too many copies wait on this blade";
        }
    }

    private void run(String programId, URI source) {
        try {
            copy(programId, source);
            jobs.done(programId);
        } catch (IOException | RuntimeException e) {
            LOG.warn("Copy of {} from {} failed: {}", programId, source, e.getMessage());
            jobs.failed(programId, "copy from " + source + ": " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            underWay.remove(programId);
        }
    }

    private void copy(String programId, URI source) throws IOException, InterruptedException {
        URI base = source.resolve("programs/" + programId + "/");
        Manifest manifest = Manifest.fromJson(bytes(base.resolve("manifest.json")));
        if (!manifest.id().equals(programId)) {
            throw new IOException("it offers " + manifest.id() + " under that name");
        }
        long done = 0;
        try (SegmentReceiver receiver = store.receive(manifest)) {
            store.requireRoom(missing(receiver, manifest));
            for (int n = 0; n < manifest.segments().size(); n++) {
                if (receiver.has(n)) {
                    done += manifest.segments().get(n).bytes();
                    continue;
                }
                receiver.sidecar(n, bytes(base.resolve("segments/" + n + ".idx")));
                for (int attempt = 1; !segment(receiver, manifest, n, base, done); attempt++) {
                    if (attempt == TRIES) {
                        throw new IOException("segment " + n + " broke off " + TRIES + " times");
                    }
                }
                receiver.finishSegment(n);
                done += manifest.segments().get(n).bytes();
            }
            receiver.complete();
        }
        LOG.info("Copied {} from {}: {} segments, {} bytes", programId, source, manifest.segments().size(), done);
    }

    private static long missing(SegmentReceiver receiver, Manifest manifest) {
        long bytes = 0;
        for (int n = 0; n < manifest.segments().size(); n++) {
            bytes += receiver.has(n) ? 0 : manifest.segments().get(n).bytes();
        }
        return bytes;
    }

    /** One segment from where it broke off; false when it broke off again. */
    private boolean segment(SegmentReceiver receiver, Manifest manifest, int n, URI base, long before)
            throws IOException, InterruptedException {
        long from = receiver.bytesHave(n);
        long size = manifest.segments().get(n).bytes();
        HttpRequest request = request(base.resolve("segments/" + n + ".ts"))
                .header("Range", "bytes=" + from + "-")
                .build();
        HttpResponse<InputStream> response = http.send(request, HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream body = response.body()) {
            requireOk(response.statusCode(), request.uri());
            byte[] buffer = new byte[BUFFER];
            long at = from;
            for (int read; (read = body.read(buffer)) >= 0; ) {
                receiver.append(n, ByteBuffer.wrap(buffer, 0, read));
                at += read;
                jobs.progress(manifest.id(), manifest.title(), "fetching", before + at, manifest.bytes());
            }
            return at == size;
        } catch (HttpTimeoutException | SocketException e) {
            LOG.debug("Segment {} of {} broke off", n, manifest.id(), e);
            return false;
        }
    }

    private byte[] bytes(URI uri) throws IOException, InterruptedException {
        HttpResponse<byte[]> response = http.send(request(uri).build(), HttpResponse.BodyHandlers.ofByteArray());
        requireOk(response.statusCode(), uri);
        return response.body();
    }

    private HttpRequest.Builder request(URI uri) {
        return HttpRequest.newBuilder(uri).timeout(PATIENCE).header("Authorization", "Bearer " + token.own());
    }

    private static void requireOk(int status, URI uri) throws IOException {
        if (status != 200 && status != 206) {
            throw new IOException(uri + " answered " + status
                    + (status == 401 || status == 403 ? ": this engine's token was not accepted" : ""));
        }
    }

    @Override
    public void close() {
        worker.shutdownNow();
    }
}
