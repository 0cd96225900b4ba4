package io.mediachassis.blade.director;

import io.mediachassis.backplane.proto.ProgramHolding;
import io.mediachassis.backplane.proto.StartStream;
import io.mediachassis.backplane.proto.StreamPoint;
import io.mediachassis.backplane.proto.StreamRecord;
import io.mediachassis.backplane.term.Term;
import io.mediachassis.blade.director.EngineChoice.Choice;
import io.mediachassis.blade.director.EngineChoice.Chosen;
import io.mediachassis.blade.engine.StreamPoints;
import java.util.Optional;
import java.util.Set;

/** Where a stream goes on whose engine died, and who sends it. Pure. */
public final class StreamRescue {
    /** Engines tell of their streams each second: a director that has heard nothing for so long was cut off. */
    static final long STALE_NS = 1_500_000_000L;

    private StreamRescue() {}

    /** An order to an engine. */
    public record Order(int engine, StartStream start) {}

    /** The point at which a stream goes on now that was last heard of {@code silentNs} ago. */
    public static StreamPoint pointAfter(StreamRecord stream, long silentNs) {
        return StreamPoints.after(stream, silentNs, silentNs);
    }

    /** Whether a director that was cut off from the engine for a while has to ask others what became of the stream. */
    public static boolean isStale(StreamTable.Entry entry, long nowNs) {
        return nowNs - entry.heardNs() > STALE_NS;
    }

    /**
     * The stream by the latest word that the director or the anchor heard; empty: an engine sends it that the anchor
     * hears, though the director does not.
     *
     * @param heard what the anchor says
     * @param there whether the active controller hears the engine that is gone for the director
     */
    public static Optional<StreamTable.Entry> asHeard(
            StreamTable.Entry known, StreamTable.Entry heard, boolean there, long nowNs) {
        boolean sent = (there || heard.engine() != known.engine()) && !isStale(heard, nowNs);
        if (sent && !heard.isOlderThan(known)) {
            return Optional.empty();
        }
        boolean same = heard.engine() == known.engine() && !heard.isOlderThan(known);
        return Optional.of(same && heard.heardNs() - known.heardNs() > 0 ? heard : known);
    }

    /**
     * An order from the latest word of the engine that is gone. Whoever goes on for it may have heard more of it than a
     * director that was cut off for a while, such as that its console sought elsewhere.
     *
     * @param heard what the ordered engine knows of the stream
     */
    public static StartStream newest(StartStream order, StreamTable.Entry heard, long nowNs) {
        StreamRecord known = heard.stream();
        boolean ofTheOneGone = known.getPlaying()
                && known.getStream().getRescues() < order.getStream().getRescues();
        return ofTheOneGone && known.getPoint().getPackets() > order.getPoint().getPackets()
                ? order.toBuilder().setPoint(pointAfter(known, nowNs - heard.heardNs())).build()
                : order;
    }

    /**
     * Who shall send it on; empty when nobody can, or when its program has ended meanwhile.
     *
     * @param segment where its place lies if that is known; else it is reckoned from the program's length
     */
    public static Optional<Order> order(
            StreamTable.Entry entry, Optional<Integer> segment, Set<Integer> excluded, SegmentLocationTable table,
            Headroom headroom, Term term, long nowNs) {
        StreamRecord stream = entry.stream();
        StreamPoint point = pointAfter(stream, nowNs - entry.heardNs());
        String program = stream.getStream().getProgramId();
        if (!stream.getPlaying() || point.getPositionTicks() >= stream.getDurationTicks()) {
            return Optional.empty();
        }
        int total = table.program(program).map(ProgramHolding::getSegmentsTotal).orElse(0);
        int reckoned = (int) (point.getPositionTicks() * total / Math.max(1, stream.getDurationTicks()));
        Choice choice = EngineChoice.toSend(
                table, headroom, program, segment.orElse(reckoned), excluded, nowNs);
        if (!(choice instanceof Chosen chosen)) {
            return Optional.empty();
        }
        return Optional.of(new Order(chosen.engine().slot(), StartStream.newBuilder()
                .setTerm(term.toProto())
                .setStream(stream.getStream().toBuilder()
                        .setRescues(stream.getStream().getRescues() + 1))
                .setPoint(point)
                .setRescue(true)
                .build()));
    }
}
