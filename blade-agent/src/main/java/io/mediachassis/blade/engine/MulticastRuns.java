package io.mediachassis.blade.engine;

import io.mediachassis.backplane.counter.Counts;
import io.mediachassis.backplane.proto.StreamStatus;
import io.mediachassis.blade.nvod.NvodSchedule;
import io.mediachassis.blade.nvod.NvodSet;
import io.mediachassis.blade.nvod.SendingRuns.Run;
import io.mediachassis.blade.nvod.StationClock;
import io.mediachassis.blade.os.Ipv4Endpoint;
import io.mediachassis.blade.playout.ChunkReader;
import io.mediachassis.blade.playout.Destination;
import io.mediachassis.blade.playout.PlayoutCommand;
import io.mediachassis.blade.playout.PlayoutProxy;
import io.mediachassis.blade.playout.ScheduledRun;
import io.mediachassis.blade.playout.StreamMetrics;
import io.mediachassis.blade.playout.StreamSpec;
import io.mediachassis.blade.playout.TrickThread;
import io.mediachassis.blade.ts.ServiceIdentity;
import io.mediachassis.blade.ts.TableBreak;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The runs of staggered streams that this engine sends: reckons each one's numbers and times from the schedule, and gives
 * it to the playout. Control loop, but for what says otherwise.
 */
public final class MulticastRuns {
    private static final Logger LOG = LoggerFactory.getLogger(MulticastRuns.class);
    /**
     * A run that is joined in its midst begins so far back: what the engine before it may not have sent any more. RTP
     * receivers drop what they have twice; without numbers it would be a jump back, so there it begins with what is due.
     */
    private static final long BACK_NS = 300_000_000L;
    /** Less than what a stream that is late leaves out. */
    private static final long LONGEST_BACK_NS = 450_000_000L;
    /**
     * At a segment's start the packets that belong to it wait so long beyond the earliest time: another engine may still
     * send the end of the one in front, and the clocks of the two differ a little.
     */
    private static final long SEAM_NS = 10_000_000L;
    private static final long TICKS_PER_MS = EngineStreams.TICKS_PER_MS;

    private final int slot;
    private final PlayoutProxy playout;
    private final Executor control;
    private final StreamRoom room;
    private final int sourceAddress;
    private final long leadNs;
    private final Counts<NvodCounter> counts;
    private final Identities identities;
    private final ScheduledPrograms programs;
    private final Map<Long, MulticastRun> open = new ConcurrentHashMap<>();
    private LongConsumer onGone = id -> {};

    /** What streams say of themselves where service information is sent beside them. Any thread. */
    @FunctionalInterface
    public interface Identities {
        /** Of a stream of plain transport packets; null: what the program says. */
        @Nullable ServiceIdentity of(NvodSet set, int stream);
    }

    /**
     * @param worker reads indexes
     * @param sourceAddress that packets leave with (the station's), big-endian
     * @param leadNs how far ahead of its time the playout sends
     * @param identities of streams in whose groups there is service information
     */
    public MulticastRuns(
            int slot, HeldSegments segments, ChunkReader disk, TrickThread trick, Executor worker, PlayoutProxy playout,
            Executor control, StreamRoom room, int sourceAddress, long leadNs, Identities identities,
            Counts<NvodCounter> counts) {
        this.slot = slot;
        this.playout = playout;
        this.control = control;
        this.room = room;
        this.sourceAddress = sourceAddress;
        this.leadNs = leadNs;
        this.identities = identities;
        this.counts = counts;
        this.programs = new ScheduledPrograms(segments, disk, trick, worker);
    }

    /** Who hears of runs that ended by themselves, by their ids; on the control loop. */
    public void tell(LongConsumer listener) {
        onGone = listener;
    }

    /** The sets that there are now. */
    public void keep(Collection<NvodSet> sets) {
        programs.keep(sets);
    }

    /** Segments of a set's program came or went. */
    public void refresh(NvodSet set) {
        programs.refresh(set);
    }

    /** Whether this engine holds a segment, whole. */
    public boolean holds(NvodSet set, int segment) {
        return programs.find(set).filter(program -> program.holds(segment)).isPresent();
    }

    // ---- orders ------------------------------------------------------------------------------------------------

    /** Begins a run; where its first slot has begun already, in its midst. */
    public void open(Run run, long stationNs, StationClock clock) {
        NvodSet set = run.schedule().set();
        ScheduledPrograms.Known program = programs.find(set).orElse(null);
        Optional<String> full = program == null
                ? Optional.of("program " + set.programId() + " is not here any more")
                : room.admit(set.program().bitRate());
        if (program == null || full.isPresent()) {
            counts.add(NvodCounter.RUNS_REFUSED);
            LOG.debug("Stream {} of set {} is not sent: {}", run.stream(), set.id(), full.orElse(""));
            onGone.accept(run.id());
            return;
        }
        MulticastRun opened = new MulticastRun(run, program.source(), this::failed);
        open.put(run.id(), opened);
        ScheduledRun order = order(run, program, stationNs, clock);
        counts.add(NvodCounter.RUNS);
        if (order.packet() > 0) {
            counts.add(NvodCounter.TAKEN_OVER);
        }
        long sent = run.schedule().packetsBefore(run.from()) + order.packet();
        opened.metrics().continueFrom(
                sent, run.schedule().bytesBefore(run.from()) + order.packet() * ScheduledRun.PACKET_BYTES);
        StreamSpec spec = new StreamSpec(
                run.id(), program.source(), destination(set, run.stream()), run.schedule().ssrc(run.stream()),
                order.sequence(), order.timestamp(), "station@mediachassis", false, opened.metrics(), opened);
        if (!playout.offer(new PlayoutCommand.Schedule(spec, order))) {
            failed(opened, "the playout takes no more orders now");
        }
    }

    private ScheduledRun order(Run run, ScheduledPrograms.Known program, long stationNs, StationClock clock) {
        NvodSchedule schedule = run.schedule();
        NvodSet set = schedule.set();
        int stream = run.stream();
        int segment = schedule.segment(run.from());
        long start = schedule.startNs(stream, run.from());
        boolean joined = stationNs > start;
        // Of a window the packets that come last by number may leave first.
        long windowNs = schedule.windowNs();
        long backNs = set.rtp() ? Math.min(BACK_NS + windowNs, LONGEST_BACK_NS) : 0;
        long from = joined ? Math.max(start, stationNs - backNs) : start;
        long ticks = set.program().startTicks(segment) + (from - start) * 27 / 1000;
        long packet = program.source().segment(segment).timeLine().offsetAt(ticks) / ScheduledRun.PACKET_BYTES;
        boolean playBegins = segment == 0 && packet == 0;
        ByteBuffer opening = playBegins && !joined ? opening(program, set, stream) : null;
        if (playBegins && opening == null) {
            counts.add(NvodCounter.WITHOUT_OPENING);
        }
        long number = schedule.packetsBefore(run.from()) + packet - (opening == null ? 0 : 1);
        long notBeforeNs = clock.localNs(joined ? from : start) - leadNs - windowNs + (joined ? 0 : SEAM_NS);
        return new ScheduledRun(
                segment, packet, run.endSegment(), schedule.sequence(stream, number),
                schedule.timestamp(stream, schedule.play(run.from())), ticks, clock.localNs(from), notBeforeNs,
                playBegins, opening, number, schedule.interleaver(stream));
    }

    private @Nullable ByteBuffer opening(ScheduledPrograms.Known program, NvodSet set, int stream) {
        ByteBuffer opening = program.opening();
        return opening == null || identity(set, stream) == null ? opening : TableBreak.announced(opening);
    }

    private Destination destination(NvodSet set, int stream) {
        int group = set.group(stream);
        return new Destination.Multicast(
                new Ipv4Endpoint(group, set.port()), new Ipv4Endpoint(group, set.port() + 1), sourceAddress, set.rtp(),
                identity(set, stream));
    }

    /** RTP packets are the program's, whoever sends them: there is no service information in their groups. */
    private @Nullable ServiceIdentity identity(NvodSet set, int stream) {
        return set.rtp() ? null : identities.of(set, stream);
    }

    /** Tells a run where it ends and what time it is. */
    public void follow(Run run, long stationNs, StationClock clock) {
        NvodSchedule schedule = run.schedule();
        long start = schedule.startNs(run.stream(), run.from());
        long at = Math.max(start, stationNs);
        long ticks = schedule.set().program().startTicks(schedule.segment(run.from())) + (at - start) * 27 / 1000;
        if (!playout.offer(new PlayoutCommand.Follow(run.id(), run.endSegment(), ticks, clock.localNs(at)))) {
            LOG.debug("The playout takes no more orders now");
        }
    }

    /** Ends a run. */
    public void close(Run run) {
        if (gone(run.id()) != null && !playout.offer(new PlayoutCommand.Close(run.id(), false))) {
            LOG.warn("The playout takes no more orders: stream {} of set {} goes on to its segment's end", run.stream(),
                    run.schedule().set().id());
        }
    }

    private @Nullable MulticastRun gone(long id) {
        MulticastRun run = open.remove(id);
        if (run != null) {
            room.release(run.run().schedule().set().program().bitRate());
        }
        return run;
    }

    /** Any thread. */
    private void failed(MulticastRun run, String text) {
        control.execute(() -> {
            if (gone(run.run().id()) != null) {
                counts.add(NvodCounter.RUNS_FAILED);
                LOG.info("Stream {} of set {} broke off: {}", run.run().stream(), run.run().schedule().set().id(), text);
                onGone.accept(run.run().id());
            }
        });
    }

    // ---- what is sent; any thread ------------------------------------------------------------------------------

    /** How many are open. */
    public int count() {
        return open.size();
    }

    /** Which segments are being sent, or will be next. */
    public List<PlayedSegments.Played> played() {
        List<PlayedSegments.Played> played = new ArrayList<>();
        for (MulticastRun run : open.values()) {
            played.add(new PlayedSegments.Played(
                    run.run().schedule().set().programId(),
                    run.source().segmentAt(run.metrics().snapshot().positionTicks())));
        }
        return played;
    }

    /** For status. */
    public List<StreamStatus> statuses() {
        List<StreamStatus> list = new ArrayList<>();
        for (MulticastRun run : open.values()) {
            NvodSet set = run.run().schedule().set();
            StreamMetrics.Snapshot m = run.metrics().snapshot();
            list.add(StreamStatus.newBuilder()
                    .setSession(run.run().id())
                    .setProgramId(set.programId())
                    .setEngineSlot(slot)
                    .setClient(new Ipv4Endpoint(set.group(run.run().stream()), set.port()).toString())
                    .setTransport(set.rtp() ? "RTP/AVP/UDP;multicast" : "MP2T/UDP;multicast")
                    .setState(m.state().name().toLowerCase(Locale.ROOT))
                    .setPositionMs(m.positionTicks() / TICKS_PER_MS)
                    .setDurationMs(set.program().durationTicks() / TICKS_PER_MS)
                    .setPackets(m.packets())
                    .setBytes(m.bytes())
                    .setLatePackets(m.latePackets())
                    .setSsrc(run.run().schedule().ssrc(run.run().stream()))
                    .setScale(1)
                    .build());
        }
        return list;
    }
}
