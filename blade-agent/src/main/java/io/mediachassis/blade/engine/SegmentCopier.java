package io.mediachassis.blade.engine;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.counter.Counts;
import io.mediachassis.blade.storage.DiskFull;
import io.mediachassis.blade.storage.Manifest;
import io.mediachassis.blade.storage.SegmentReceiver;
import io.mediachassis.blade.storage.StoreException;
import io.mediachassis.blade.storage.WrongContent;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
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
    /** What came in this time is written, so that a stream close behind can read it. */
    private static final long FLUSH_NS = 100_000_000;

    private final CopyRequests requests;
    private final ArrivingSegments arriving;
    private final CopyPace pace;
    private final Clock clock;
    private final Counts<EngineCounter> counts;

    /** Hears of each connection that brought some of a segment, or should have, on the thread that copies; not of faults here. */
    @FunctionalInterface
    interface Transfers {
        /**
         * It is over.
         *
         * @param source as it was given
         * @param bytes that it brought
         * @param roundTripNs from the question to the answer's head; the bytes' own time is without it
         */
        void over(URI source, long bytes, long ns, long roundTripNs, boolean broken);

        /** What came was not what the manifest names, and is dropped: the segment comes anew from its beginning. */
        default void damaged() {}
    }

    /** @param rate of all copies together, bit/s; 0: as fast as it goes */
    public SegmentCopier(
            EngineToken token, ArrivingSegments arriving, long rate, Clock clock, Counts<EngineCounter> counts) {
        this(new CopyRequests(token::own), arriving, new CopyPace(rate), clock, counts);
    }

    private SegmentCopier(
            CopyRequests requests, ArrivingSegments arriving, CopyPace pace, Clock clock, Counts<EngineCounter> counts) {
        this.requests = requests;
        this.arriving = arriving;
        this.pace = pace;
        this.clock = clock;
        this.counts = counts;
    }

    /** The same with another token, such as engines of other stations ask for; at one rate with this one. */
    SegmentCopier showing(Supplier<String> other) {
        return new SegmentCopier(new CopyRequests(other), arriving, pace, clock, counts);
    }

    /**
     * Fetches a program's manifest.
     *
     * @param source HTTP address of the engine that holds it, ending in a slash
     */
    public Manifest manifest(String programId, URI source) throws IOException, InterruptedException {
        Manifest manifest = Manifest.fromJson(requests.bytes(base(source, programId).resolve("manifest.json")));
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
        copy(receiver, n, sources, progress, (source, bytes, ns, roundTripNs, broken) -> {}, source -> LeastRate.none());
    }

    /**
     * The same, and tells what each source gave.
     *
     * @param least what a source must give, over all its connections
     */
    void copy(
            SegmentReceiver receiver, int n, List<URI> sources, LongConsumer progress, Transfers transfers,
            Function<URI, LeastRate> least)
            throws IOException, InterruptedException {
        Manifest manifest = receiver.manifest();
        if (receiver.has(n) || !arriving.begin(manifest, n)) {
            return;
        }
        try {
            int tries = Math.max(TRIES, 2 * sources.size());
            List<URI> left = new ArrayList<>(sources);
            for (int attempt = 0; !part(receiver, n, left, attempt, progress, transfers, least); attempt++) {
                counts.add(EngineCounter.COPIES_BROKEN);
                if (attempt + 1 == tries) {
                    throw new IOException("segment " + n + " broke off " + tries + " times");
                }
            }
            counts.add(EngineCounter.SEGMENTS_COPIED);
        } finally {
            arriving.end(manifest, n, receiver.has(n));
        }
    }

    /**
     * From where it broke off; false when it broke off again and another attempt makes sense.
     *
     * @param sources of which one that sent wrong bytes, or trickles, is taken away
     */
    private boolean part(
            SegmentReceiver receiver, int n, List<URI> sources, int attempt, LongConsumer progress, Transfers transfers,
            Function<URI, LeastRate> least) throws IOException, InterruptedException {
        URI source = sources.get(attempt % sources.size());
        URI base = base(source, receiver.manifest().id());
        long from = receiver.bytesHave(n);
        Timing timing = new Timing(clock.nanoTime());
        boolean whole = false;
        boolean faultHere = false;
        long brought = 0;
        try {
            if (!receiver.hasSidecar(n)) {
                receiver.sidecar(n, requests.bytes(base.resolve("segments/" + n + ".idx")));
            }
            if (!media(receiver, n, base.resolve("segments/" + n + ".ts"), progress, timing,
                    (bytes, ns) -> least.apply(source).tooSlow(bytes, ns, sources.size() > 1))) {
                return false;
            }
            brought = receiver.bytesHave(n) - from;
            timing.ended(clock.nanoTime());
            receiver.finishSegment(n);
            whole = true;
            return true;
        } catch (WrongContent e) {
            brought = Math.max(brought, receiver.bytesHave(n) - from);
            if (from + brought > 0) {
                damaged(receiver, n, transfers);
            }
            // Where several sent some of it, nobody knows whose bytes were wrong.
            if (from == 0) {
                sources.remove(source);
            }
            if (sources.isEmpty()) {
                throw e;
            }
            LOG.debug("Segment {} of {} came damaged, at last from {}", n, receiver.manifest().id(), base, e);
            return false;
        } catch (StoreException | DiskFull e) {
            faultHere = true;
            throw e;
        } catch (IOException e) {
            if (receiver.ended()) {
                // The disk could not be written, which no other source mends.
                faultHere = true;
                throw e;
            }
            if (sources.size() == 1 && (e instanceof CopyRequests.Refused || e instanceof TooSlow)) {
                throw e;
            }
            if (e instanceof TooSlow) {
                sources.remove(source);
            }
            LOG.debug("Segment {} of {} broke off at {}", n, receiver.manifest().id(), base, e);
            return false;
        } finally {
            long bytes = Math.max(brought, receiver.bytesHave(n) - from);
            if (!faultHere) {
                transfers.over(source, bytes, timing.bytesNs(clock.nanoTime()), timing.roundTripNs, !whole);
            }
        }
    }

    /** Nothing of what came is gone on with, neither by this copy nor by streams that play it. */
    private void damaged(SegmentReceiver receiver, int n, Transfers transfers) {
        receiver.abandon(n);
        arriving.again(receiver.manifest(), n);
        transfers.damaged();
    }

    /** Judges a source by what it gave, and how long that was waited for. */
    @FunctionalInterface
    private interface Slow {
        boolean after(int bytes, long ns);
    }

    /** It gives something, and too little of it. */
    static final class TooSlow extends IOException {
        private static final long serialVersionUID = 1;

        TooSlow(String message) {
            super(message);
        }
    }

    /** Of one answer. */
    private static final class Timing {
        private long answeredNs;
        private long roundTripNs;
        private OptionalLong endedNs = OptionalLong.empty();

        Timing(long nowNs) {
            answeredNs = nowNs;
        }

        /** The last byte is here; what the disk takes after that is not the way's. */
        void ended(long nowNs) {
            endedNs = OptionalLong.of(nowNs);
        }

        /** That the bytes took on their way. */
        long bytesNs(long nowNs) {
            return endedNs.orElse(nowNs) - answeredNs;
        }
    }

    private boolean media(SegmentReceiver receiver, int n, URI uri, LongConsumer progress, Timing timing, Slow slow)
            throws IOException, InterruptedException {
        Manifest manifest = receiver.manifest();
        long at = receiver.bytesHave(n);
        HttpURLConnection connection = requests.connect(uri);
        connection.setRequestProperty("Range", "bytes=" + at + "-");
        long askedNs = clock.nanoTime();
        try (InputStream body = CopyRequests.body(connection)) {
            timing.answeredNs = clock.nanoTime();
            timing.roundTripNs = timing.answeredNs - askedNs;
            byte[] buffer = new byte[pace.limits() ? PACED_BUFFER : BUFFER];
            long flushedNs = clock.nanoTime();
            for (int read; (read = read(body, buffer, slow)) >= 0; ) {
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

    private int read(InputStream body, byte[] buffer, Slow slow) throws IOException {
        long waitsNs = clock.nanoTime();
        int read = 0;
        try {
            read = body.read(buffer);
        } catch (SocketTimeoutException silent) {
            throw slow.after(0, clock.nanoTime() - waitsNs) ? new TooSlow("the source gives next to nothing") : silent;
        }
        if (read > 0 && slow.after(read, clock.nanoTime() - waitsNs)) {
            throw new TooSlow("the source gives too little");
        }
        return read;
    }

    /** Fetches a segment's index. */
    public byte[] index(String programId, int n, URI source) throws IOException, InterruptedException {
        return requests.bytes(base(source, programId).resolve("segments/" + n + ".idx"));
    }

    /**
     * Fetches some of a segment's media, into memory.
     *
     * @param bytes at most 1 MiB
     */
    public byte[] some(String programId, int n, long from, int bytes, URI source) throws IOException {
        HttpURLConnection connection = requests.connect(base(source, programId).resolve("segments/" + n + ".ts"));
        connection.setRequestProperty("Range", "bytes=" + from + "-" + (from + bytes - 1));
        try (InputStream body = CopyRequests.body(connection)) {
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

    private static void stopIfInterrupted() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("the copy was called off");
        }
    }
}
