package io.mediachassis.blade.interactive;

import io.mediachassis.backplane.counter.Counts;
import io.mediachassis.blade.repair.NackDesk;
import io.mediachassis.blade.repair.NackReader;
import io.mediachassis.blade.repair.RateLimit;
import io.mediachassis.blade.repair.RepairCounter;
import io.mediachassis.blade.rtcp.Rtcp;
import io.mediachassis.blade.rtcp.RtcpPacket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Decides which multicast streams are joined and cached, and what is sent again to whom (seed 000 claims 1 and 2). A
 * stream is joined when a console selects it, by RTSP or by its first RTCP, and left when none was heard for a while:
 *
 * <pre>
 *   SERVED --selected, and there is memory--> CACHED --nobody heard for a minute, or its set is over--> SERVED, or gone
 * </pre>
 *
 * <p>A console that asks at the feedback address is sent what it misses alone, when its address is proven
 * ({@link ProvenAddresses}); one that asks in the group's own RTCP session, as stock players do, has it sent to the group,
 * which gets at most a quarter more than the stream by that. Times are monotonic nanoseconds. Pure; one thread.
 */
public final class InteractiveServer {
    /** Consoles report every few seconds. */
    static final long IDLE_NS = 60_000_000_000L;
    private static final int FEEDBACK_PER_SECOND = 20_000;

    private final Settings settings;
    private final ProvenAddresses proven;
    private final Counts<InteractiveCounter> counts;
    private final RateLimit feedback = new RateLimit(FEEDBACK_PER_SECOND, FEEDBACK_PER_SECOND / 10);
    private final RateLimit repairs;
    private final Map<Integer, ServedStream> bySsrc = new HashMap<>();
    private final Map<Integer, CachedStream> cached = new HashMap<>();
    /** By the set's instance: what was done for streams that are left by now. */
    private final Map<String, Repaired> before = new HashMap<>();
    private final Counts<RepairCounter> total;
    private final Counts<RepairCounter> gone = new Counts<>(RepairCounter.class);
    private final Welcome welcome = new Welcome();
    private Counts<RepairCounter> published = new Counts<>(RepairCounter.class);
    private long bytes;
    /** When the RTCP came that is being read. */
    private long feedbackNs;

    /**
     * Its limits.
     *
     * @param memoryBytes for all caches
     * @param timeNs that a stream's cache covers, where there is memory
     * @param repairsPerSecond packets sent again to single consoles, all together, at most
     * @param secret unforeseeable number
     */
    public record Settings(long memoryBytes, long timeNs, int repairsPerSecond, long secret) {}

    /** What is to be done. */
    public sealed interface Action {
        ServedStream stream();

        record Join(ServedStream stream) implements Action {}

        record Leave(ServedStream stream) implements Action {}
    }

    /** Sends what a console or a group misses; the packet is in the stream's store. */
    public interface Sender {
        /**
         * To who asked.
         *
         * @param plain as it was, and no retransmission: it was sent one and asks again
         */
        void unicast(CachedStream stream, int address, int port, int sequence, boolean plain);

        /** To the group, as it was. */
        void multicast(CachedStream stream, int sequence);
    }

    /** @param total to which the repairs of all streams are added by {@link #publish} */
    public InteractiveServer(
            Settings settings, ProvenAddresses proven, Counts<InteractiveCounter> counts, Counts<RepairCounter> total) {
        this.settings = settings;
        this.proven = proven;
        this.counts = counts;
        this.total = total;
        this.repairs = new RateLimit(settings.repairsPerSecond(), Math.max(1, settings.repairsPerSecond() / 10));
    }

    // ---- which streams -----------------------------------------------------------------------------------------

    /** These are the streams that there are now. */
    public void serve(Collection<ServedStream> streams, Consumer<Action> actions) {
        bySsrc.clear();
        streams.forEach(stream -> bySsrc.put(stream.ssrc(), stream));
        for (CachedStream stream : List.copyOf(cached.values())) {
            if (!stream.served().equals(bySsrc.get(stream.served().ssrc()))) {
                leave(stream, actions);
            }
        }
        before.keySet().removeIf(instance -> streams.stream().noneMatch(s -> s.instance().equals(instance)));
    }

    /** A console selected a stream, or is still in it. */
    public void select(int ssrc, long nowNs, Consumer<Action> actions) {
        CachedStream there = cached.get(ssrc);
        ServedStream served = bySsrc.get(ssrc);
        if (there != null) {
            there.selected(nowNs);
        } else if (served != null) {
            join(served, nowNs, actions);
        }
    }

    private void join(ServedStream served, long nowNs, Consumer<Action> actions) {
        int packets = CachedStream.packets(served, settings.timeNs());
        if (bytes + CachedStream.bytes(packets) > settings.memoryBytes()) {
            counts.add(InteractiveCounter.NO_ROOM);
            return;
        }
        CachedStream stream = new CachedStream(served, packets, welcome, settings.secret(), counts, nowNs);
        bytes += stream.bytes();
        cached.put(served.ssrc(), stream);
        counts.add(InteractiveCounter.JOINS);
        actions.accept(new Action.Join(served));
    }

    /** A join failed: it is tried again when a console asks. */
    public void onRefused(ServedStream served) {
        CachedStream stream = cached.get(served.ssrc());
        if (stream != null) {
            counts.add(InteractiveCounter.JOINS_FAILED);
            forget(stream);
        }
    }

    /** Once a second: leaves what nobody is in. */
    public void tick(long nowNs, Consumer<Action> actions) {
        for (CachedStream stream : List.copyOf(cached.values())) {
            stream.losses().tick(nowNs);
            if (nowNs - stream.selectedNs() >= IDLE_NS) {
                leave(stream, actions);
            }
        }
    }

    private void leave(CachedStream stream, Consumer<Action> actions) {
        counts.add(InteractiveCounter.LEAVES);
        forget(stream);
        actions.accept(new Action.Leave(stream.served()));
    }

    private void forget(CachedStream stream) {
        before.merge(stream.served().instance(), Repaired.of(0, stream.counts(), stream.losses()), Repaired::plus);
        addTo(gone, stream.counts());
        bytes -= stream.bytes();
        cached.remove(stream.served().ssrc());
    }

    // ---- packets -----------------------------------------------------------------------------------------------

    /** A datagram came in a stream's group. */
    public void media(int ssrc, ByteBuffer packet) {
        CachedStream stream = cached.get(ssrc);
        boolean kept = stream != null && stream.put(packet);
        counts.add(kept ? InteractiveCounter.PACKETS : InteractiveCounter.FOREIGN);
    }

    /**
     * RTCP came (position to limit, left as it is).
     *
     * @param byGroup in a group's RTCP session; else at the feedback address
     */
    public void feedback(
            ByteBuffer datagram, int address, int port, boolean byGroup, long nowNs, Sender to,
            Consumer<Action> actions) {
        if (!feedback.take(nowNs)) {
            counts.add(InteractiveCounter.FLOOD);
            return;
        }
        counts.add(InteractiveCounter.FEEDBACK);
        feedbackNs = nowNs;
        boolean known = proven.contains(address, nowNs);
        if (known) {
            proven.refresh(address, nowNs);
        }
        List<RtcpPacket> parts = byGroup ? Rtcp.parse(datagram) : List.of();
        boolean hasty = HastyReceivers.contain(parts);
        int entries = NackReader.read(datagram, (sender, media, first, mask) -> {
            CachedStream stream = cached.get(media);
            if (stream == null) {
                if (known || byGroup) {
                    select(media, nowNs, actions);
                }
                total.add(bySsrc.containsKey(media) ? RepairCounter.GONE : RepairCounter.FOREIGN);
                return;
            }
            Repairs repairs = new Repairs(stream, to);
            if (byGroup) {
                stream.selected(nowNs);
                stream.desk().onGroupNack(media, first, mask, hasty ? stream.awaited() : 0, nowNs, repairs);
            } else {
                if (known) {
                    stream.selected(nowNs);
                }
                stream.desk().onNack(Integer.toUnsignedLong(address), port, sender, media, first, mask, nowNs, repairs);
            }
        });
        if (byGroup) {
            reports(parts, address, port, known, nowNs, actions);
        } else if (known && entries == 0) {
            // Questions come by the thousand, and those of who asks here have no report with them.
            reports(Rtcp.parse(datagram), address, port, true, nowNs, actions);
        }
    }

    /** Receiver reports tell who is in which stream; what is lost by them is believed of addresses that are proven. */
    private void reports(
            List<RtcpPacket> parts, int address, int port, boolean known, long nowNs, Consumer<Action> actions) {
        for (RtcpPacket part : parts) {
            if (part instanceof RtcpPacket.ReceiverReport report) {
                for (RtcpPacket.ReportBlock block : report.blocks()) {
                    select(block.source(), nowNs, actions);
                    CachedStream stream = cached.get(block.source());
                    if (known && stream != null) {
                        stream.losses().onReport(address, port, report.ssrc(), block, nowNs);
                    }
                }
            } else if (part instanceof RtcpPacket.ExtendedReport report) {
                for (RtcpPacket.LossCount count : report.lossCounts()) {
                    CachedStream stream = cached.get(count.source());
                    if (known && stream != null) {
                        stream.losses().onCount(address, port, report.ssrc(), count, nowNs);
                    }
                }
            }
        }
    }

    private record Repairs(CachedStream stream, Sender to) implements NackDesk.Repairs {
        @Override
        public void unicast(long address, int port, int sequence, boolean repeated) {
            to.unicast(stream, (int) address, port, sequence, repeated);
        }

        @Override
        public void multicast(int sequence) {
            to.multicast(stream, sequence);
        }
    }

    /** Who is answered alone. */
    private final class Welcome implements NackDesk.Requesters {
        @Override
        public boolean welcome(long address, int port, int ssrc) {
            return proven.contains((int) address, feedbackNs);
        }

        @Override
        public boolean room() {
            return repairs.take(feedbackNs);
        }
    }

    /** Shows what is kept of each stream. */
    void show(StreamTap tap, long nowNs) {
        cached.values().forEach(stream -> tap.look(stream.served(), stream.store(), nowNs));
    }

    // ---- figures -----------------------------------------------------------------------------------------------

    /** Adds what was repaired since the last time to the total. */
    public void publish() {
        Counts<RepairCounter> now = new Counts<>(RepairCounter.class);
        addTo(now, gone);
        cached.values().forEach(stream -> addTo(now, stream.counts()));
        for (RepairCounter counter : RepairCounter.values()) {
            total.add(counter, now.get(counter) - published.get(counter));
        }
        published = now;
    }

    private static void addTo(Counts<RepairCounter> to, Counts<RepairCounter> from) {
        for (RepairCounter counter : RepairCounter.values()) {
            to.add(counter, from.get(counter));
        }
    }

    /** By the instance of each set for which something was done. */
    public Map<String, Repaired> repaired() {
        Map<String, Repaired> all = new HashMap<>(before);
        for (CachedStream stream : cached.values()) {
            all.merge(stream.served().instance(), Repaired.of(1, stream.counts(), stream.losses()), Repaired::plus);
        }
        return all;
    }

    /** The streams that are cached. */
    public List<ServedStream> streams() {
        return new ArrayList<>(cached.values().stream().map(CachedStream::served).toList());
    }
}
