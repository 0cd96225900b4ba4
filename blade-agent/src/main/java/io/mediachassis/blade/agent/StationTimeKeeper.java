package io.mediachassis.blade.agent;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.counter.Counts;
import io.mediachassis.backplane.link.Link;
import io.mediachassis.backplane.proto.Envelope;
import io.mediachassis.backplane.proto.StationTime;
import io.mediachassis.blade.engine.EngineLine;
import io.mediachassis.blade.engine.NvodCounter;
import io.mediachassis.blade.nvod.StationClock;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.IntSupplier;

/** Asks other blades for the station's time and answers them: the shell of {@link StationClock}. Control loop. */
final class StationTimeKeeper {
    /** So often that some of the {@link StationClock}'s answers had a short way, on busy lines too. */
    private static final long ASK_NS = 500_000_000L;
    private static final long ASK_SOON_NS = 100_000_000L;
    /** A director without a time takes it that no other blade has one. */
    private static final long ALONE_NS = 1_000_000_000L;
    private static final long BILLION = 1_000_000_000L;

    private final int slot;
    private final StationClock station = new StationClock();
    private final Clock clock;
    private final IntSupplier director;
    private final EngineLine line;
    private final Consumer<Envelope.Builder> everybody;
    private final BooleanSupplier inUse;
    private final Counts<NvodCounter> counts;
    private int followed;
    private long askNextNs;
    private boolean seeking;
    private long seekingSinceNs;

    /**
     * @param director the slot that acts as director as far as this blade knows; 0 none
     * @param inUse whether something is sent by this time
     */
    StationTimeKeeper(
            int slot, Clock clock, IntSupplier director, EngineLine line, Consumer<Envelope.Builder> everybody,
            BooleanSupplier inUse, Counts<NvodCounter> counts) {
        this.slot = slot;
        this.clock = clock;
        this.director = director;
        this.line = line;
        this.everybody = everybody;
        this.inUse = inUse;
        this.counts = counts;
        this.askNextNs = clock.nanoTime();
    }

    StationClock station() {
        return station;
    }

    /** Asks when it is time. */
    void tick() {
        long nowNs = clock.nanoTime();
        if (nowNs - askNextNs < 0) {
            return;
        }
        askNextNs = nowNs + (station.known() ? ASK_NS : ASK_SOON_NS);
        int asked = director.getAsInt();
        if (asked != followed) {
            followed = asked;
            station.forgetAnswers();
        }
        Envelope.Builder question =
                Envelope.newBuilder().setStationTime(StationTime.newBuilder().setAskedNs(nowNs));
        if (asked == slot && (station.known() || alone(nowNs))) {
            station.lead(wallNs(), !inUse.getAsBoolean(), nowNs);
        } else if (!station.known()) {
            everybody.accept(question);
        } else if (asked != 0) {
            line.send(asked, question);
        }
    }

    private boolean alone(long nowNs) {
        if (!seeking) {
            seeking = true;
            seekingSinceNs = nowNs;
        }
        return nowNs - seekingSinceNs >= ALONE_NS;
    }

    void onMessage(Link link, StationTime message) {
        long nowNs = clock.nanoTime();
        if (!message.getAnswer()) {
            link.send(Envelope.newBuilder().setStationTime(message.toBuilder()
                    .setAnswer(true)
                    .setStationNs(station.at(nowNs).orElse(0))));
        } else if (message.getStationNs() != 0 && (link.peer().getNumber() == followed || !station.known())) {
            counts.add(NvodCounter.CLOCK_ANSWERS);
            station.onAnswer(message.getAskedNs(), message.getStationNs(), !inUse.getAsBoolean(), nowNs);
        }
    }

    private long wallNs() {
        Instant wall = clock.now();
        return wall.getEpochSecond() * BILLION + wall.getNano();
    }
}
