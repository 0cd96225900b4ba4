package io.mediachassis.blade.relay;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.counter.Counts;
import io.mediachassis.blade.anchor.Relays;
import io.mediachassis.blade.engine.StreamRoom;
import io.mediachassis.blade.os.Ipv4Endpoint;
import io.mediachassis.blade.os.ReceiveBatch;
import io.mediachassis.blade.os.UdpSocket;
import io.mediachassis.blade.rtsp.InterleavedSink;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Receives what other engines send to consoles' connections of this blade, all by one socket and on one thread, which
 * begin with the first such stream. A relayed stream takes of this engine's capacity what one of its own would.
 */
public final class ConnectionRelay implements Relays, Runnable, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ConnectionRelay.class);
    private static final int RECEIVE_BUFFER = 8 << 20;
    private static final int SEND_BUFFER = 64 << 10;
    private static final int DATAGRAM_BYTES = 2048;
    private static final int BATCH = 128;
    private static final int WAIT_MS = 100;
    /** Packets come in batches then, and a console's buffer holds a thousand times as much. */
    private static final long PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(2);

    private final Ipv4Endpoint own;
    private final int station;
    private final long unreadNs;
    private final StreamRoom room;
    private final Clock clock;
    private final Counts<RelayCounter> counts;
    private final Map<Integer, Relayed> streams = new ConcurrentHashMap<>();
    private final Set<RelayedStream> touched = new LinkedHashSet<>();
    private @Nullable UdpSocket socket;
    private @Nullable Thread thread;
    private volatile boolean stopping;

    private record Relayed(RelayedStream stream, long bitRate, Consumer<String> ended) {}

    /**
     * Makes it; nothing is open before the first stream.
     *
     * @param own this blade's address, big-endian
     * @param station the address that all streams leave with
     * @param unreadNs how long a console may read nothing
     * @param room this engine's capacity
     */
    public ConnectionRelay(
            int own, int station, long unreadNs, StreamRoom room, Clock clock, Counts<RelayCounter> counts) {
        this.own = new Ipv4Endpoint(own, 0);
        this.station = station;
        this.unreadNs = unreadNs;
        this.room = room;
        this.clock = clock;
        this.counts = counts;
    }

    // ---- any thread --------------------------------------------------------------------------------------------

    @Override
    public Ipv4Endpoint begin(int ssrc, InterleavedSink connection, long bitRate, Consumer<String> ended)
            throws IOException {
        Ipv4Endpoint here = listen();
        end(ssrc);
        // It was admitted when it was opened, and is sent by another engine now: its place here is its own.
        boolean taken = bitRate > 0 && room.admit(bitRate).isEmpty();
        streams.put(ssrc, new Relayed(new RelayedStream(connection, unreadNs), taken ? bitRate : 0, ended));
        counts.add(RelayCounter.STREAMS);
        return here;
    }

    @Override
    public Optional<String> admit(int ssrc, long bitRate) {
        Optional<String> full = room.admit(bitRate);
        if (full.isEmpty() && streams.computeIfPresent(
                ssrc, (of, known) -> new Relayed(known.stream(), bitRate, known.ended())) == null) {
            // Its console left meanwhile.
            room.release(bitRate);
        }
        return full;
    }

    @Override
    public void end(int ssrc) {
        Relayed gone = streams.remove(ssrc);
        if (gone != null && gone.bitRate() > 0) {
            room.release(gone.bitRate());
        }
    }

    private synchronized Ipv4Endpoint listen() throws IOException {
        UdpSocket open = socket;
        if (open == null) {
            if (stopping) {
                throw new IOException("this blade stops");
            }
            open = new UdpSocket(own, SEND_BUFFER, RECEIVE_BUFFER);
            socket = open;
            Thread t = new Thread(this, "relay");
            t.setDaemon(true);
            thread = t;
            t.start();
        }
        return open.local();
    }

    private synchronized @Nullable UdpSocket socket() {
        return socket;
    }

    // ---- the thread's ------------------------------------------------------------------------------------------

    @Override
    public void run() {
        UdpSocket open = socket();
        if (open == null) {
            return;
        }
        ReceiveBatch batch = new ReceiveBatch(open, BATCH, DATAGRAM_BYTES);
        while (!stopping) {
            if (batch.await(WAIT_MS)) {
                take(batch);
                LockSupport.parkNanos(this, PAUSE_NS);
            }
        }
        open.close();
    }

    private void take(ReceiveBatch batch) {
        int count = BATCH;
        while (count == BATCH) {
            count = batch.receive();
            long nowNs = clock.nanoTime();
            for (int i = 0; i < count; i++) {
                take(batch.packet(i), batch.source(i), nowNs);
            }
            touched.forEach(RelayedStream::flush);
            touched.clear();
        }
    }

    private void take(ByteBuffer packet, Ipv4Endpoint from, long nowNs) {
        int ssrc = RelayedStream.ssrc(packet);
        Relayed relayed = from.address() == station ? streams.get(ssrc) : null;
        RelayedStream.Outcome outcome =
                relayed == null ? RelayedStream.Outcome.UNKNOWN : relayed.stream().packet(packet, nowNs);
        switch (outcome) {
            case TAKEN -> {
                counts.add(RelayCounter.PACKETS);
                if (relayed != null) {
                    touched.add(relayed.stream());
                }
            }
            case SKIPPED -> counts.add(RelayCounter.SKIPPED);
            case UNKNOWN -> counts.add(RelayCounter.STRANGE);
            case UNREAD -> {
                if (relayed != null) {
                    unread(ssrc, relayed);
                }
            }
        }
    }

    private void unread(int ssrc, Relayed relayed) {
        counts.add(RelayCounter.UNREAD);
        LOG.debug("The stream with SSRC {} is not read by its console", Integer.toHexString(ssrc));
        end(ssrc);
        relayed.ended().accept("its console reads nothing of it");
    }

    /** Ends the thread and closes the socket; waits up to 2 s. */
    @Override
    public void close() {
        Thread t;
        synchronized (this) {
            stopping = true;
            t = thread;
        }
        if (t == null) {
            return;
        }
        LockSupport.unpark(t);
        try {
            t.join(2_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
