package io.mediachassis.blade.engine;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.counter.Counts;
import io.mediachassis.blade.storage.DiskFull;
import io.mediachassis.blade.storage.Manifest;
import io.mediachassis.blade.storage.SegmentReceiver;
import io.mediachassis.blade.storage.StoreException;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies single segments from other engines by HTTP range requests with this engine's token (seed 002 claims 12 and 24):
 * resumable, from another engine where one fails, checked by hash, and playable while they arrive. Blocks; any thread.
 */
public final class SegmentCopier {
    private static final Logger LOG = LoggerFactory.getLogger(SegmentCopier.class);
    private static final int BUFFER = 256 << 10;
    /** Of a copy at a limited rate: fine enough for an even flow. */
    private static final int PACED_BUFFER = 32 << 10;
    private static final int TRIES = 3;
    private static final int CONNECT_MS = 3_000;
    private static final int SILENT_MS = 20_000;
    /** Of a manifest or an index. */
    private static final int MOST_BYTES = 64 << 20;
    /** What came in this time is written, so that a stream close behind can read it. */
    private static final long FLUSH_NS = 100_000_000;

    private final EngineToken token;
    private final ArrivingSegments arriving;
    private final CopyPace pace;
    private final Clock clock;
    private final Counts<EngineCounter> counts;

    /** @param rate of all copies together, bit/s; 0: as fast as it goes */
    public SegmentCopier(
            EngineToken token, ArrivingSegments arriving, long rate, Clock clock, Counts<EngineCounter> counts) {
        this.token = token;
        this.arriving = arriving;
        this.pace = new CopyPace(rate);
        this.clock = clock;
        this.counts = counts;
    }

    /**
     * Fetches a program's manifest.
     *
     * @param source HTTP address of the engine that holds it, ending in a slash
     */
    public Manifest manifest(String programId, URI source) throws IOException, InterruptedException {
        Manifest manifest = Manifest.fromJson(bytes(base(source, programId).resolve("manifest.json")));
        if (!manifest.id().equals(programId)) {
            throw new IOException("it offers " + manifest.id() + " under that name");
        }
        return manifest;
    }

    /**
     * Copies one segment unless it is here already or another copy of it is under way.
     *
     * @param sources HTTP addresses of engines that hold it, the one to begin with first
     * @param progress hears how many bytes of it are here
     */
    public void copy(SegmentReceiver receiver, int n, List<URI> sources, LongConsumer progress)
            throws IOException, InterruptedException {
        Manifest manifest = receiver.manifest();
        if (receiver.has(n) || !arriving.begin(manifest, n)) {
            return;
        }
        try {
            int tries = Math.max(TRIES, 2 * sources.size());
            for (int attempt = 0; !part(receiver, n, sources, attempt, progress); attempt++) {
                counts.add(EngineCounter.COPIES_BROKEN);
                if (attempt + 1 == tries) {
                    throw new IOException("segment " + n + " broke off " + tries + " times");
                }
            }
            receiver.finishSegment(n);
            counts.add(EngineCounter.SEGMENTS_COPIED);
        } finally {
            arriving.end(manifest, n, receiver.has(n));
        }
    }

    /** From where it broke off; false when it broke off again and another attempt makes sense. */
    private boolean part(SegmentReceiver receiver, int n, List<URI> sources, int attempt, LongConsumer progress)
            throws IOException, InterruptedException {
        URI base = base(sources.get(attempt % sources.size()), receiver.manifest().id());
        try {
            if (!receiver.hasSidecar(n)) {
                receiver.sidecar(n, bytes(base.resolve("segments/" + n + ".idx")));
            }
            return media(receiver, n, base.resolve("segments/" + n + ".ts"), progress);
        } catch (StoreException | DiskFull e) {
            throw e;
        } catch (IOException e) {
            if (sources.size() == 1 && e instanceof Refused) {
                throw e;
            }
            LOG.debug("Segment {} of {} broke off at {}", n, receiver.manifest().id(), base, e);
            return false;
        }
    }

    private boolean media(SegmentReceiver receiver, int n, URI uri, LongConsumer progress)
            throws IOException, InterruptedException {
        Manifest manifest = receiver.manifest();
        long at = receiver.bytesHave(n);
        HttpURLConnection connection = connect(uri);
        connection.setRequestProperty("Range", "bytes=" + at + "-");
        try (InputStream body = body(connection)) {
            byte[] buffer = new byte[pace.limits() ? PACED_BUFFER : BUFFER];
            long flushedNs = clock.nanoTime();
            for (int read; (read = body.read(buffer)) >= 0; ) {
                stopIfInterrupted();
                receiver.append(n, ByteBuffer.wrap(buffer, 0, read));
                at += read;
                long now = clock.nanoTime();
                if (now - flushedNs >= FLUSH_NS) {
                    receiver.flush(n);
                    flushedNs = now;
                }
                receiver.growing(n).ifPresent(growing -> arriving.progress(manifest, n, growing));
                progress.accept(at);
                pause(pace.onBytes(read, now));
            }
            return at == manifest.segments().get(n).bytes();
        }
    }

    /** Fetches a segment's index. */
    public byte[] index(String programId, int n, URI source) throws IOException, InterruptedException {
        return bytes(base(source, programId).resolve("segments/" + n + ".idx"));
    }

    /**
     * Fetches some of a segment's media, into memory.
     *
     * @param bytes at most 1 MiB
     */
    public byte[] some(String programId, int n, long from, int bytes, URI source) throws IOException {
        HttpURLConnection connection = connect(base(source, programId).resolve("segments/" + n + ".ts"));
        connection.setRequestProperty("Range", "bytes=" + from + "-" + (from + bytes - 1));
        try (InputStream body = body(connection)) {
            byte[] some = body.readNBytes(bytes);
            if (some.length < bytes || connection.getResponseCode() != 206) {
                throw new IOException(source + " gave " + some.length + " of " + bytes + " bytes");
            }
            return some;
        }
    }

    private void pause(long ns) {
        long until = clock.nanoTime() + ns;
        for (long left = ns; left > 0 && !Thread.currentThread().isInterrupted(); left = until - clock.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    private static URI base(URI source, String programId) {
        return source.resolve("programs/" + programId + "/");
    }

    private byte[] bytes(URI uri) throws IOException, InterruptedException {
        stopIfInterrupted();
        try (InputStream body = body(connect(uri))) {
            byte[] bytes = body.readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                throw new IOException(uri + " is over " + MOST_BYTES + " bytes: no manifest and no index is");
            }
            return bytes;
        }
    }

    private static void stopIfInterrupted() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("the copy was called off");
        }
    }

    /**
     * Java's old HTTP client, since it reads straight from the socket, as much as there is: the new one hands each 16 KiB
     * from thread to thread, and would be the slowest part of a copy.
     */
    private HttpURLConnection connect(URI uri) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection(Proxy.NO_PROXY);
        connection.setInstanceFollowRedirects(false);
        connection.setConnectTimeout(CONNECT_MS);
        connection.setReadTimeout(SILENT_MS);
        connection.setRequestProperty("Authorization", "Bearer " + token.own());
        return connection;
    }

    private static InputStream body(HttpURLConnection connection) throws IOException {
        int status = connection.getResponseCode();
        if (status != 200 && status != 206) {
            connection.disconnect();
            throw new Refused(connection.getURL() + " answered " + status
                    + (status == 401 || status == 403 ? ": this engine's token was not accepted" : ""));
        }
        return connection.getInputStream();
    }

    /** The source answered, and not with the segment. */
    private static final class Refused extends IOException {
        private static final long serialVersionUID = 1;

        Refused(String message) {
            super(message);
        }
    }
}
