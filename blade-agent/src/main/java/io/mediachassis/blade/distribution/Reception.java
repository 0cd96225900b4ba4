package io.mediachassis.blade.distribution;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The receiving side of a distribution: what its input's thread brings is cut into pieces and stored. It takes the
 * distribution's lock, the monitor of {@link DistributionState}, for what that thread brings; whoever ticks or closes it
 * has it.
 */
final class Reception implements InputSink {
    private static final Logger LOG = LoggerFactory.getLogger(Reception.class);
    private static final int HELD_MS = 50;

    private final DistributionState state;
    private final StoredPieces pieces;
    private final OnwardSenders senders;
    private final Distribution.Setting setting;
    private final Supplier<List<DistributionRules.Existing>> others;
    private @Nullable Intake intake;

    /** @param others all other distributions; asked without the lock, since they have theirs */
    Reception(
            DistributionState state, StoredPieces pieces, OnwardSenders senders, Distribution.Setting setting,
            Supplier<List<DistributionRules.Existing>> others, long nowNs) {
        this.state = state;
        this.pieces = pieces;
        this.senders = senders;
        this.setting = setting;
        this.others = others;
        if (state.begun()) {
            intake = intake(nowNs);
        }
    }

    private Intake intake(long nowNs) {
        Order order = state.order();
        return new Intake(
                order.input().live(), order.stall(), pieces.shelf().endTicks(), state.ticks(nowNs), this::store,
                setting.counts());
    }

    // ---- the input's thread -------------------------------------------------------------------------------------

    @Override
    public void packets(ByteBuffer packets) throws IOException {
        synchronized (state) {
            awaitRoom();
            if (!wanted()) {
                throw new IOException("the input of " + state.order().id() + " is over");
            }
            long nowNs = setting.clock().nanoTime();
            Intake to = intake;
            try {
                if (to == null) {
                    state.begin(nowNs);
                    to = intake(nowNs);
                    intake = to;
                    state.save();
                }
                to.accept(packets, state.ticks(nowNs));
            } catch (IOException e) {
                unstored(e);
                throw e;
            }
        }
    }

    private void unstored(IOException e) {
        state.fail("what comes can't be stored: " + e.getMessage());
    }

    /** An input that could come faster than it is sent waits for the store; what is held up is not silent. */
    private void awaitRoom() throws IOException {
        boolean counted = false;
        while (!state.order().input().live() && !state.order().keepsAll()
                && pieces.shelf().bytes() >= setting.storeLimit() && wanted()) {
            if (!counted) {
                counted = true;
                setting.counts().add(DistributionCounter.STORE_FULL);
            }
            if (intake != null) {
                intake.held(state.ticks(setting.clock().nanoTime()));
            }
            try {
                state.wait(HELD_MS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            }
        }
    }

    /** The next piece, with the lock. */
    private void store(ByteBuffer packets, long startTicks, long endTicks, boolean filler) throws IOException {
        pieces.add(packets, startTicks, endTicks, filler);
        PieceShelf shelf = pieces.shelf();
        long limit = setting.storeLimit();
        Order order = state.order();
        if (shelf.bytes() > limit && order.keepsAll()) {
            setting.counts().add(DistributionCounter.STORE_FULL);
            trouble("the store is at its limit of " + (limit >> 20) + " MB, so the input was ended");
            state.finish();
        }
        while (shelf.bytes() > limit && order.input().live() && !order.keepsAll() && shelf.end() - shelf.first() > 1) {
            trouble("the store's limit of " + (limit >> 20) + " MB is less than its largest offset needs");
            pieces.dropFirst();
        }
    }

    @Override
    public void connected() {
        synchronized (state) {
            if (intake != null) {
                intake.reconnected();
            }
        }
    }

    @Override
    public void onward(List<Onward> streams) throws DistributionRefused {
        if (streams.isEmpty()) {
            return;
        }
        List<DistributionRules.Existing> known = others.get();
        synchronized (state) {
            Order before = state.order();
            Order wider = setting.rules().withOnward(before, streams, known);
            state.widen(wider);
            wider.onward().stream().filter(onward -> !before.onward().contains(onward)).forEach(senders::add);
            try {
                state.save();
            } catch (IOException e) {
                LOG.warn("Onward streams of {} can't be written to disk, so a restart forgets them: {}", wider.id(),
                        e.getMessage());
            }
        }
    }

    @Override
    public void trouble(String text) {
        state.trouble(text);
    }

    @Override
    public void over() {
        synchronized (state) {
            try {
                finishIntake();
                state.finish();
            } catch (IOException e) {
                unstored(e);
            }
        }
    }

    /** What came last becomes a piece. */
    private void finishIntake() throws IOException {
        if (!state.ended() && intake != null) {
            intake.finish();
        }
    }

    @Override
    public void failed(String text) {
        synchronized (state) {
            if (wanted()) {
                state.fail(text);
            }
        }
    }

    @Override
    public boolean wanted() {
        return state.wanted();
    }

    // ---- with the lock ------------------------------------------------------------------------------------------

    /** Time passed. */
    void tick(long nowNs) {
        Intake from = intake;
        if (from == null || state.ended()) {
            return;
        }
        try {
            if (!from.tick(state.ticks(nowNs))) {
                trouble("the input was silent for " + state.order().stall().giveUpMs() + " ms");
                from.finish();
                state.finish();
            }
        } catch (IOException e) {
            unstored(e);
        }
    }

    /** What takes the input in; null before its first packet. */
    @Nullable Intake intake() {
        return intake;
    }

    /** What came last is worth a piece, as the agent may only be restarted. */
    void close() {
        try {
            finishIntake();
        } catch (IOException e) {
            LOG.debug("The last of {} is not stored", state.order().id(), e);
        }
    }
}
