package io.mediachassis.blade.agent;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.blade.announce.AnnouncedSet;
import io.mediachassis.blade.announce.SapSchedule;
import io.mediachassis.blade.announce.SapWriter;
import io.mediachassis.blade.announce.SdpWriter;
import io.mediachassis.blade.announce.dvb.ServiceInformation;
import io.mediachassis.blade.announce.dvb.SiNumbers;
import io.mediachassis.blade.os.AlignedBuffer;
import io.mediachassis.blade.os.Ipv4Endpoint;
import io.mediachassis.blade.os.SendBatch;
import io.mediachassis.blade.os.UdpSocket;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Announces the sets in groups while this blade is director: sessions by SAP, service information by DVB's tables, as far
 * as configured. A thread of its own, which {@link #put} tells what there is.
 */
final class Announcing implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Announcing.class);
    private static final int TICK_MS = 50;
    private static final int MOST_BYTES = 1500;
    private static final int BATCH = 64;
    private static final int DAYS = 1;
    private static final String PROVIDER = "Mediachassis";

    private final Clock clock;
    private final @Nullable SapAnnouncer sap;
    private final @Nullable SiAnnouncer si;
    private final SendBatch batch;
    private final AlignedBuffer memory = new AlignedBuffer(BATCH * MOST_BYTES);
    private final ByteBuffer buffer = memory.view(0, BATCH * MOST_BYTES);
    private final int source;
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(Agent.daemon("announcements"));
    private volatile State state = new State(false, List.of(), 0, 0);
    private @Nullable State done;
    private int waiting;

    /** @param aheadNs station time less this machine's monotonic time */
    private record State(boolean acting, List<AnnouncedSet> sets, long revision, long aheadNs) {
        boolean says(State other) {
            return acting == other.acting && revision == other.revision && sets.equals(other.sets);
        }
    }

    /** @param station the station address, from which all of it comes */
    Announcing(
            AgentConfig.Nvod config, InetAddress station, SdpWriter descriptions, UdpSocket groups,
            RandomGenerator random, Clock clock) {
        this.clock = clock;
        batch = new SendBatch(groups, BATCH, false);
        source = Ipv4Endpoint.toInt(station);
        sap = config.sap()
                ? new SapAnnouncer(
                        new SapSchedule(SapSchedule.DEFAULT_LIMIT_BPS, random), new SapWriter(station), descriptions,
                        this::send)
                : null;
        si = config.si() || !config.siGroup().isEmpty()
                ? new SiAnnouncer(
                        new ServiceInformation(SiNumbers.unregistered(), config.siNetwork(), PROVIDER, 0, DAYS),
                        config.si(), config.siTarget(), this::send)
                : null;
        if (sap != null || si != null) {
            var unused = thread.scheduleWithFixedDelay(this::tick, TICK_MS, TICK_MS, TimeUnit.MILLISECONDS);
        }
    }

    /** What there is to announce, and whether this blade does. Any one thread. */
    void put(boolean acting, List<AnnouncedSet> sets, long revision, long stationNs) {
        state = new State(acting, sets, revision, stationNs - clock.nanoTime());
    }

    private void tick() {
        try {
            announce(state);
        } catch (RuntimeException e) {
            LOG.warn("Something of the sets could not be announced", e);
        }
        flush();
    }

    private void announce(State now) {
        long nowNs = clock.nanoTime();
        Instant stationTime = Instant.ofEpochSecond(0, nowNs + now.aheadNs());
        if (!now.acting()) {
            done = now;
            forget();
            return;
        }
        if (done == null || !now.says(done)) {
            done = now;
            if (sap != null) {
                sap.put(now.sets(), nowNs);
            }
            if (si != null) {
                si.put(now.sets(), now.revision(), stationTime, nowNs);
            }
        }
        if (sap != null) {
            sap.tick(nowNs);
        }
        if (si != null) {
            si.tick(stationTime, nowNs);
        }
    }

    private void forget() {
        if (sap != null) {
            sap.forget();
        }
        if (si != null) {
            si.forget();
        }
    }

    private void send(int group, int port, byte[] datagram) {
        if (waiting == BATCH) {
            flush();
        }
        int at = waiting++ * MOST_BYTES;
        buffer.put(at, datagram, 0, Math.min(datagram.length, MOST_BYTES));
        batch.begin(new Ipv4Endpoint(group, port), source);
        batch.plain(memory.address() + at, Math.min(datagram.length, MOST_BYTES));
        batch.end();
    }

    private void flush() {
        batch.flush();
        waiting = 0;
    }

    @Override
    public void close() {
        thread.shutdownNow();
        try {
            // What it sends from is freed behind it.
            if (thread.awaitTermination(1, TimeUnit.SECONDS)) {
                memory.close();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
