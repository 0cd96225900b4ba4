package io.mediachassis.blade.engine;

import io.mediachassis.blade.storage.Manifest;
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
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies single segments from another engine by HTTP range requests with this engine's token (seed 002 claims 12 and
 * 24): resumable, checked by hash, and playable while they arrive. Blocks; any thread.
 */
public final class SegmentCopier {
    private static final Logger LOG = LoggerFactory.getLogger(SegmentCopier.class);
    private static final int BUFFER = 256 << 10;
    private static final int TRIES = 3;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final EngineToken token;
    private final ArrivingSegments arriving;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(3))
            .build();
    private final Set<String> underWay = ConcurrentHashMap.newKeySet();

    public SegmentCopier(EngineToken token, ArrivingSegments arriving) {
        this.token = token;
        this.arriving = arriving;
    }

    /** @param source HTTP address of the engine that holds it, ending in a slash */
    Manifest manifest(String programId, URI source) throws IOException, InterruptedException {
        Manifest manifest = Manifest.fromJson(bytes(base(source, programId).resolve("manifest.json")));
        if (!manifest.id().equals(programId)) {
            throw new IOException("it offers " + manifest.id() + " under that name");
        }
        return manifest;
    }

    /**
     * Copies one segment unless it is here already or another copy of it is under way.
     *
     * @param progress hears how many bytes of it are here
     */
    void copy(SegmentReceiver receiver, int n, URI source, LongConsumer progress)
            throws IOException, InterruptedException {
        Manifest manifest = receiver.manifest();
        String key = manifest.id() + "/" + n;
        if (receiver.has(n) || !underWay.add(key)) {
            return;
        }
        URI base = base(source, manifest.id());
        try {
            receiver.sidecar(n, bytes(base.resolve("segments/" + n + ".idx")));
            receiver.growing(n).ifPresent(growing -> arriving.add(manifest, n, growing));
            for (int attempt = 1; !part(receiver, n, base, progress); attempt++) {
                if (attempt == TRIES) {
                    throw new IOException("segment " + n + " broke off " + TRIES + " times");
                }
            }
            receiver.finishSegment(n);
        } finally {
            arriving.remove(manifest.id(), n);
            underWay.remove(key);
        }
    }

    /** From where it broke off; false when it broke off again. */
    private boolean part(SegmentReceiver receiver, int n, URI base, LongConsumer progress)
            throws IOException, InterruptedException {
        long from = receiver.bytesHave(n);
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
                progress.accept(at);
            }
            return at == receiver.manifest().segments().get(n).bytes();
        } catch (HttpTimeoutException | SocketException e) {
            LOG.debug("Segment {} of {} broke off", n, receiver.manifest().id(), e);
            return false;
        }
    }

    private static URI base(URI source, String programId) {
        return source.resolve("programs/" + programId + "/");
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
}
