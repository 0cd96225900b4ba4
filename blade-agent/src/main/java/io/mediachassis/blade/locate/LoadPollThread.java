package io.mediachassis.blade.locate;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.counter.Counts;
import io.mediachassis.backplane.proto.BladeDatagram;
import io.mediachassis.backplane.proto.LoadPoll;
import io.mediachassis.blade.director.Headroom;
import io.mediachassis.blade.director.SegmentLocationTable;
import io.mediachassis.blade.director.SegmentLocationTable.Engine;
import io.mediachassis.blade.os.Ipv4Endpoint;
import io.mediachassis.blade.os.ReceiveBatch;
import io.mediachassis.blade.os.SendBatch;
import io.mediachassis.blade.os.UdpSocket;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * While this blade is director, polls the load and status of every engine by datagram, four times a second, and puts the
 * answers into the load average queue (seed 003 claims 8 and 15).
 */
public final class LoadPollThread implements Runnable, AutoCloseable {
    private static final long INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(250);
    private static final int DATAGRAM_BYTES = 2048;
    private static final int BATCH = 32;

    private final UdpSocket socket;
    private final ReceiveBatch answers;
    private final SendBatch polls;
    private final LoadPolls open;
    private final Supplier<SegmentLocationTable> table;
    private final BooleanSupplier director;
    private final Headroom headroom;
    private final DatagramSeal seal;
    private final IntFunction<Ipv4Endpoint> engines;
    private final LoadAverageQueue queue;
    private final Clock clock;
    private final Counts<LocateCounter> counts;
    private volatile boolean stopping;

    /**
     * @param socket of its own, bound to this blade's address; closed at the end
     * @param engines where an engine takes datagrams of other blades, by slot
     * @param nonces cryptographically strong
     */
    public LoadPollThread(
            UdpSocket socket,
            Supplier<SegmentLocationTable> table,
            BooleanSupplier director,
            Headroom headroom,
            DatagramSeal seal,
            IntFunction<Ipv4Endpoint> engines,
            LoadAverageQueue queue,
            RandomGenerator nonces,
            Clock clock,
            Counts<LocateCounter> counts) {
        this.socket = socket;
        this.answers = new ReceiveBatch(socket, BATCH, DATAGRAM_BYTES);
        this.polls = new SendBatch(socket, BATCH, false);
        this.open = new LoadPolls(nonces);
        this.table = table;
        this.director = director;
        this.headroom = headroom;
        this.seal = seal;
        this.engines = engines;
        this.queue = queue;
        this.clock = clock;
        this.counts = counts;
    }

    public void start() {
        Thread thread = new Thread(this, "load-poll");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void run() {
        long nextNs = clock.nanoTime();
        boolean polling = false;
        while (!stopping) {
            long nowNs = clock.nanoTime();
            if (nowNs - nextNs >= 0) {
                nextNs = nowNs + INTERVAL_NS;
                if (director.getAsBoolean()) {
                    polling = true;
                    poll(nowNs);
                } else if (polling) {
                    polling = false;
                    open.forget();
                    headroom.onPollingEnded();
                }
            }
            answers.await((int) Math.max(1, TimeUnit.NANOSECONDS.toMillis(nextNs - nowNs)));
            take();
        }
        socket.close();
    }

    private void poll(long nowNs) {
        for (Engine engine : table.get().engines()) {
            int slot = engine.slot();
            if (!engine.reachable()) {
                continue;
            }
            if (open.isOpen(slot)) {
                counts.add(LocateCounter.LOAD_POLLS_UNANSWERED);
            }
            byte[] poll = seal.seal(BladeDatagram.newBuilder()
                    .setLoadPoll(LoadPoll.newBuilder().setNonce(open.ask(slot))));
            polls.begin(engines.apply(slot), 0);
            polls.copied(ByteBuffer.wrap(poll));
            polls.end();
            headroom.onPolled(slot, nowNs);
            counts.add(LocateCounter.LOAD_POLLS);
        }
        polls.flush();
    }

    private void take() {
        int received = answers.receive();
        for (int i = 0; i < received; i++) {
            ByteBuffer packet = answers.packet(i);
            byte[] bytes = new byte[packet.remaining()];
            packet.get(bytes);
            Optional<BladeDatagram> datagram = seal.open(bytes).filter(open::accept);
            if (datagram.isEmpty()) {
                counts.add(LocateCounter.FORGED);
            } else if (!queue.offer(datagram.get().getLoadAnswer())) {
                counts.add(LocateCounter.LOAD_QUEUE_FULL);
            }
        }
    }

    @Override
    public void close() {
        stopping = true;
    }
}
