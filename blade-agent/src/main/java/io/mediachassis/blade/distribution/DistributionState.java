package io.mediachassis.blade.distribution;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.proto.DistributionRecord;
import io.mediachassis.backplane.proto.DistributionStatus;
import io.mediachassis.backplane.proto.OnwardStatus;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How far one distribution is: what is told of it, and what a restart finds on the disk. Its monitor is the distribution's
 * lock, which is held where something changes; what is volatile any thread asks without it.
 *
 * <pre>
 *             first packet            over, given up, store full            all plays over
 *   WAITING ---------------> RECEIVING -------------------------> ENDED ------------------> OVER
 *                            (STALLED while it is silent)
 * </pre>
 */
final class DistributionState {
    private static final Logger LOG = LoggerFactory.getLogger(DistributionState.class);
    private static final long NS_PER_MS = 1_000_000;

    private final PieceStore store;
    private final PieceShelf pieces;
    private final Clock clock;
    private final long seed;
    private volatile Order order;
    private long beganEpochMs;
    private long epochNs;
    private volatile boolean published;
    private boolean publishing;
    private volatile boolean unpublished;
    private volatile boolean ended;
    private volatile boolean failed;
    private volatile boolean closed;
    private volatile String trouble = "";

    /**
     * Waits for its input, or goes on after a restart.
     *
     * @param pieces those that are stored already
     */
    DistributionState(
            Order order, DistributionRecord record, PieceStore store, PieceShelf pieces, Clock clock, long nowNs) {
        this.order = order;
        this.store = store;
        this.pieces = pieces;
        this.clock = clock;
        this.seed = record.getSeed();
        this.published = record.getPublished();
        this.ended = record.getEnded();
        if (record.getBeganEpochMs() != 0 && !pieces.isEmpty()) {
            beganEpochMs = record.getBeganEpochMs();
            // Not before what is stored, however the date was changed meanwhile.
            long sinceNs = (clock.now().toEpochMilli() - beganEpochMs) * NS_PER_MS;
            boolean changed = order.input().live() && sinceNs < pieces.endTicks() / 27 * 1000;
            epochNs = nowNs - (changed ? pieces.endTicks() / 27 * 1000 : Math.max(0, sinceNs));
        }
        if (ended) {
            pieces.ended();
        }
    }

    // ---- changes, with the lock ---------------------------------------------------------------------------------

    /** The input's first packet is here. */
    void begin(long nowNs) {
        epochNs = nowNs;
        beganEpochMs = clock.now().toEpochMilli();
    }

    /** Its content server named more onward streams. */
    void widen(Order wider) {
        order = wider;
    }

    /** The input is over; on the disk when this returns. */
    void finish() throws IOException {
        if (!ended) {
            ended = true;
            pieces.ended();
            save();
            LOG.info("The input of distribution {} is over after {} s", order.id(), pieces.endTicks() / InputClock.SECOND);
        }
    }

    /** The input can't be taken in any more; what was received is kept and sent. */
    void fail(String text) {
        LOG.info("Distribution {}: {}", order.id(), text);
        trouble = text;
        failed = pieces.isEmpty();
        ended = true;
        pieces.ended();
        try {
            save();
        } catch (IOException e) {
            LOG.debug("Nor can its order", e);
        }
    }

    /** Whether it is to become a program now; true once. */
    boolean publishes() {
        if (!ended || published || publishing || !titled() || pieces.isEmpty()) {
            return false;
        }
        publishing = true;
        return true;
    }

    /** It is a program; a restart does not make it another time. */
    void published() {
        published = true;
        try {
            save();
        } catch (IOException e) {
            LOG.debug("It is said again after a restart", e);
        }
    }

    /** No program can be made of it. */
    void unpublished(String problem) {
        trouble = "no program was made of it: " + problem;
        unpublished = true;
    }

    /** On the disk when this returns. */
    void save() throws IOException {
        store.save(DistributionRecord.newBuilder()
                .setOrder(order.toProto())
                .setBeganEpochMs(beganEpochMs)
                .setEnded(ended)
                .setSeed(seed)
                .setPublished(published)
                .build());
    }

    /**
     * What is to be told now.
     *
     * @param from what takes the input in; null before its first packet
     * @param sent whether no onward stream has anything more to send
     */
    DistributionStatus status(@Nullable Intake from, boolean sent, List<OnwardStatus> onward) {
        DistributionStatus.State state = failed ? DistributionStatus.State.FAILED
                : done(sent) ? DistributionStatus.State.OVER
                : ended ? DistributionStatus.State.ENDED
                : from == null ? DistributionStatus.State.WAITING
                : from.stalled() ? DistributionStatus.State.STALLED : DistributionStatus.State.RECEIVING;
        return DistributionStatus.newBuilder()
                .setId(order.id())
                .setInput(order.inputText())
                .setState(state)
                .setTrouble(trouble)
                .setBeganEpochMs(beganEpochMs)
                .setDurationMs(pieces.endTicks() / (InputClock.SECOND / 1000))
                .setReceivedBytes(from == null ? 0 : from.received())
                .setStoredBytes(pieces.bytes())
                .setBitRate(from == null ? 0 : from.bitRate())
                .setStalls(from == null ? 0 : from.stalls())
                .setJumps(from == null ? 0 : from.jumps())
                .addAllOnward(onward)
                .setTitle(order.title())
                .setOnStall(order.stall().policy())
                .build();
    }

    /** Whether the input's first packet came. */
    boolean begun() {
        return beganEpochMs != 0;
    }

    /** When the input's first packet came, or would have come without a restart. */
    long epochNs() {
        return epochNs;
    }

    /** Time since the input's first packet, 27 MHz. */
    long ticks(long nowNs) {
        return Math.max(0, nowNs - epochNs) / 1000 * 27;
    }

    // ---- any thread ---------------------------------------------------------------------------------------------

    /** What is wrong now, a sentence; empty: nothing. */
    void trouble(String text) {
        trouble = text;
    }

    /** Nothing more is to be done; its files stay. */
    void close() {
        closed = true;
    }

    boolean closed() {
        return closed;
    }

    Order order() {
        return order;
    }

    boolean ended() {
        return ended;
    }

    /** Whether its input is wanted. */
    boolean wanted() {
        return !closed && !ended;
    }

    /**
     * Whether nothing more is to be done.
     *
     * @param sent whether no onward stream has anything more to send
     */
    boolean done(boolean sent) {
        return ended && sent && (!titled() || published || unpublished || failed);
    }

    private boolean titled() {
        return !order.title().isEmpty();
    }
}
