package io.mediachassis.blade.engine;

import io.mediachassis.backplane.counter.Counts;
import io.mediachassis.backplane.proto.StartStream;
import io.mediachassis.backplane.proto.Swap;
import io.mediachassis.blade.engine.SwapExchange.Answer;
import io.mediachassis.blade.engine.SwapExchange.Own;
import io.mediachassis.blade.playout.StreamMetrics;
import io.mediachassis.blade.playout.StreamState;
import io.mediachassis.blade.rtsp.MediaException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes consoles in swaps, and returns others where this engine has no room ({@link SwapExchange} decides). Control loop.
 */
public final class SwapDesk {
    private static final Logger LOG = LoggerFactory.getLogger(SwapDesk.class);
    private final EngineStreams streams;
    private final HandOvers handOvers;
    private final Swaps swaps;
    private final Holders holders;
    private final Counts<StreamCounter> counts;
    private final Set<Long> leaving = new HashSet<>();

    /** Who holds what. */
    @FunctionalInterface
    public interface Holders {
        /** Whether that engine holds a segment, whole. */
        boolean holds(int slot, String programId, int segment);
    }

    /**
     * How an order to open a stream is taken.
     *
     * @param beyond streams that may be open beyond the capacity
     * @param returns the console that goes in exchange, 0 none
     */
    record Terms(int beyond, long returns) {}

    public SwapDesk(
            EngineStreams streams, HandOvers handOvers, Swaps swaps, Holders holders, Counts<StreamCounter> counts) {
        this.streams = streams;
        this.handOvers = handOvers;
        this.swaps = swaps;
        this.holders = holders;
        this.counts = counts;
    }

    /** Fails with 453 where there is no room for it. */
    Terms admit(StartStream order) throws MediaException {
        if (!order.hasSwap()) {
            return new Terms(0, 0);
        }
        Swap swap = order.getSwap();
        leaving.removeIf(session -> streams.stream(session).isEmpty());
        if (swap.getReturned()) {
            return new Terms(swaps.expects(swap.getFromSlot()) ? EngineStreams.SWAPPED_AT_MOST : 0, 0);
        }
        boolean full = streams.full() || swap.getExchange();
        Answer answer = leaving.size() >= EngineStreams.SWAPPED_AT_MOST
                ? new Answer.Refuse()
                : SwapExchange.answer(swap, order.getStream().getProgramId(), full, consoles(),
                        (program, segment) -> holders.holds(swap.getFromSlot(), program, segment));
        if (answer instanceof Answer.Exchange exchange) {
            leaving.add(exchange.session());
            return new Terms(EngineStreams.SWAPPED_AT_MOST, exchange.session());
        } else if (answer instanceof Answer.Refuse) {
            counts.add(StreamCounter.SWAPS_REFUSED);
            throw new MediaException(453, "This engine is full, and blade " + swap.getFromSlot()
                    + " could take none of its consoles");
        }
        return new Terms(0, 0);
    }

    private List<Own> consoles() {
        List<Own> list = new ArrayList<>();
        for (SentStream stream : streams.all()) {
            StreamMetrics.Snapshot m = stream.metrics();
            list.add(new Own(
                    stream.session(),
                    stream.identity().getProgramId(),
                    stream.source().segmentAt(m.positionTicks()),
                    m.positionTicks(),
                    stream.pace(),
                    stream.movable() && stream.alive() && m.state() == StreamState.PLAYING
                            && !leaving.contains(stream.session())));
        }
        return list;
    }

    /** The stream is open and waits; what goes in exchange goes now. */
    void opened(StartStream order, SentStream stream, Terms terms) {
        int from = order.getSwap().getFromSlot();
        stream.care().swappedFrom(from);
        counts.add(StreamCounter.SWAPS_IN);
        if (terms.returns() != 0) {
            streams.stream(terms.returns()).ifPresent(other -> {
                LOG.info("Stream {} goes to blade {} in exchange for stream {}", Long.toHexString(other.session()), from,
                        Long.toHexString(stream.session()));
                counts.add(StreamCounter.SWAPS_RETURNED);
                handOvers.move(other, from, false);
            });
        }
    }

    /** A stream that waited here was handed over. */
    void onTaken(long session) {
        swaps.onTaken(session);
    }
}
