package io.mediachassis.blade.distribution;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.counter.Counts;
import io.mediachassis.backplane.proto.DistributionRecord;
import io.mediachassis.backplane.proto.DistributionStatus;
import io.mediachassis.blade.playout.ChunkReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One distribution: {@link Reception} stores what its input's thread brings, {@link OnwardSenders} send what is stored, and
 * {@link DistributionState} knows how far it is. The input's thread and the one that ticks it share the state's monitor as
 * their lock, under which pieces are written; {@link #status} takes none.
 */
final class Distribution {
    private final PieceStore store;
    private final StoredPieces pieces;
    private final Setting setting;
    private final DistributionState state;
    private final OnwardSenders senders;
    private final Reception reception;
    private volatile DistributionStatus status;
    private volatile @Nullable Input input;

    /**
     * What it has of its blade.
     *
     * @param reader of what is stored
     * @param storeLimit bytes that its pieces may take
     * @param registry the other distributions, and what becomes of this one
     */
    record Setting(
            Clock clock, DistributionRules rules, Sending sending, ChunkReader reader, long storeLimit, Registry registry,
            Counts<DistributionCounter> counts) {}

    /** Whom a distribution asks and tells. */
    interface Registry {
        /** All that are not done, but for that one; null: all of them. */
        List<DistributionRules.Existing> others(@Nullable Distribution than);

        /** Its input is over: these files, in order, are to become a program; {@link Distribution#published} follows. */
        void publish(Distribution of, String title, List<Path> files);
    }

    /** @param recovered its pieces, where it goes on after a restart */
    Distribution(
            Order order, DistributionRecord record, List<PieceShelf.Stored> recovered, PieceStore store, Setting setting) {
        this.store = store;
        this.setting = setting;
        long nowNs = setting.clock().nanoTime();
        pieces = new StoredPieces(recovered, store, setting.reader(), setting.counts());
        state = new DistributionState(order, record, store, pieces.shelf(), setting.clock(), nowNs);
        senders = new OnwardSenders(state, pieces, setting, record.getSeed());
        order.onward().forEach(senders::add);
        reception = new Reception(state, pieces, senders, setting, () -> setting.registry().others(this), nowNs);
        status = statusNow();
    }

    private DistributionStatus statusNow() {
        return state.status(reception.intake(), senders.over(), senders.statuses());
    }

    // ---- its ticks ----------------------------------------------------------------------------------------------

    /** Some times a second. */
    void tick() {
        long nowNs = setting.clock().nanoTime();
        Input receiving = input;
        if (receiving != null) {
            receiving.tick(nowNs);
        }
        synchronized (state) {
            if (state.closed()) {
                return;
            }
            reception.tick(nowNs);
            Intake from = reception.intake();
            senders.step(nowNs, from == null ? 0 : from.bitRate());
            if (state.publishes()) {
                setting.registry().publish(this, state.order().title(), pieces.files());
            }
            status = statusNow();
        }
    }

    /**
     * What became of it as a program. Any thread.
     *
     * @param problem empty: it is one now
     */
    void published(String problem) {
        synchronized (state) {
            if (problem.isEmpty()) {
                state.published();
                setting.counts().add(DistributionCounter.PUBLISHED);
            } else {
                state.unpublished(problem);
            }
        }
    }

    // ---- for the registry ----------------------------------------------------------------------------------------

    /** Where its input's thread puts what it receives. */
    InputSink sink() {
        return reception;
    }

    void receiveBy(Input by) {
        input = by;
    }

    @Nullable Input input() {
        return input;
    }

    String id() {
        return order().id();
    }

    Order order() {
        return state.order();
    }

    boolean ended() {
        return state.ended();
    }

    /** Whether nothing more is to be done. */
    boolean done() {
        return state.done(senders.over());
    }

    /** As far as loops concern. */
    DistributionRules.Existing existing() {
        return setting.rules().existing(order());
    }

    /** Bytes of the input that are stored, from its first on; 0 where its beginning is gone. */
    long storedFromStart() {
        return pieces.bytesFromStart();
    }

    /** As it was at the last tick. Any thread. */
    DistributionStatus status() {
        return status;
    }

    /** Stops; its files stay. */
    void close() {
        state.close();
        Input receiving = input;
        if (receiving != null) {
            receiving.close();
        }
        synchronized (state) {
            // Who waits for room in the store.
            state.notifyAll();
            senders.close();
            reception.close();
        }
    }

    /** All that it stored goes. Blocks. */
    void deleteAll() throws IOException {
        store.deleteAll();
    }
}
