package io.mediachassis.sim.console;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.blade.ts.TsPacket;
import io.mediachassis.sim.console.Receptions.Receiving;
import io.mediachassis.sim.console.beginning.Joint;
import io.mediachassis.sim.console.description.DescriptionException;
import io.mediachassis.sim.console.description.MediaDescription;
import io.mediachassis.sim.console.description.StreamChoice;
import io.mediachassis.sim.console.output.Playlist;
import io.mediachassis.sim.console.output.Stretch;
import io.mediachassis.sim.console.rtsp.RtspPlay;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The streams of one play, of which each brings what follows the one before, or what was asked for instead:
 *
 * <pre>
 * MULTICAST --buffer full--> LEFT --player goes on, a stream comes there--> MULTICAST
 *     |  '--moved--> UNICAST --a stream ahead, what lies between has come--> MULTICAST
 *     '--the play's end--> DRAINING --all is written--> over
 * any --rest--> none --moved--> UNICAST
 * </pre>
 *
 * <p>What it decides it asks {@link Rejoining} and {@link Returning}. One thread; {@link #talking} is for any.
 */
final class StreamCourse {
    /** An order waits for so long at most. */
    private static final int IDLE_MS = 10;
    private static final int AHEAD_MS = 2;
    private static final long IDLE_NS = TimeUnit.MILLISECONDS.toNanos(IDLE_MS);
    private static final long DRAIN_NS = TimeUnit.MILLISECONDS.toNanos(20);
    /** No two places of a program have so many in common. */
    private static final int JOINT_PACKETS = 14;
    /** Sent once more, so that the last packets that are held come again. */
    private static final Duration OVERLAP = Duration.ofSeconds(1);

    private final Tuner tuner;
    private final ConsoleSettings settings;
    private final Playlist playlist;
    private final Receptions receptions;
    private final Supplier<Stretch> stretches;
    private final PlayFigures figures;
    private final Clock clock;
    private final Progress progress;
    private final List<MediaDescription> set;
    private final @Nullable URI program;

    private volatile @Nullable Receiving main;
    private @Nullable Receiving ahead;
    private StreamChoice.@Nullable Chosen aheadOf;
    private boolean jointKnown;
    private long aheadMs;
    private @Nullable Receiving left;
    private @Nullable Rejoining rejoining;
    private Returning returning;
    private double scale = 1;
    private long orderedNs;
    private long firstNs;
    private boolean draining;
    private boolean cutOff;

    /**
     * Begins with a stream.
     *
     * @param first as tuned; is closed by this
     * @param stretches makes empty ones
     */
    StreamCourse(Tuner tuner, ConsoleSettings settings, Playlist playlist, Receptions receptions, Receiving first,
            Supplier<Stretch> stretches, PlayFigures figures, Clock clock, Progress progress) {
        this.tuner = tuner;
        this.settings = settings;
        this.playlist = playlist;
        this.receptions = receptions;
        this.stretches = stretches;
        this.figures = figures;
        this.clock = clock;
        this.progress = progress;
        set = first.tuned().set();
        program = first.tuned().program();
        main = first;
        returning = new Returning(set, settings.buffer());
        orderedNs = clock.nanoTime();
    }

    /** The conversation that has to be kept alive; null when there is none. */
    @Nullable RtspPlay talking() {
        Receiving now = main;
        return now == null ? null : now.tuned().rtsp();
    }

    /** At which it plays. */
    double scale() {
        return scale;
    }

    /** Where in the program the stream begins that it was moved to, milliseconds; 0 on any other. */
    long placeMs() {
        Receiving now = main;
        Tuned.Unicast unicast = now == null ? null : now.tuned().unicast();
        return unicast == null ? 0 : unicast.fromMs();
    }

    /** Whether it may come back to multicast. */
    boolean mayReturn() {
        return set.stream().allMatch(MediaDescription::rtp);
    }

    // ---- receiving ---------------------------------------------------------------------------------------------

    /**
     * Receives for some ms.
     *
     * @param written whether all that came has been written
     * @return whether the play is over
     */
    boolean step(BooleanSupplier written) throws IOException, InterruptedException {
        Receiving now = main;
        if (draining) {
            boolean over = written.getAsBoolean();
            if (!over) {
                playlist.pause(DRAIN_NS);
            }
            return over;
        } else if (rejoining != null) {
            rejoin(rejoining);
        } else if (now == null) {
            playlist.pause(IDLE_NS);
        } else {
            now.reception().step(ahead == null ? IDLE_MS : AHEAD_MS);
            firstNs = firstNs == 0 ? now.reception().firstNs() : firstNs;
            Receiving joined = ahead;
            if (joined != null && bridge(now, joined)) {
                return false;
            } else if (joined == null && now.unicast() && scale == 1 && !set.isEmpty()) {
                lookAhead(now);
            }
            outcome(now);
        }
        return false;
    }

    private void outcome(Receiving now) throws IOException {
        Duration most = settings.duration();
        boolean enough = most != null && firstNs != 0 && clock.nanoTime() - firstNs >= most.toNanos();
        if (now.reception().left()) {
            leave(now);
        } else if (enough || now.reception().over()) {
            now.reception().end(!now.reception().over());
            receptions.end(now);
            main = null;
            dropAhead();
            if (scale < 0 && !enough) {
                progress.say("Back at the beginning");
                again();
            } else {
                draining = true;
                playlist.finish();
            }
        }
    }

    /** The buffer is full: what follows comes from elsewhere, once there is room. */
    private void leave(Receiving now) {
        dropAhead();
        receptions.end(now);
        main = null;
        left = now;
        progress.say("Paused with the buffer full, " + now.held().position().toSeconds() + " s into the program; left "
                + now.tuned().described());
        rejoining = new Rejoining(set, now.held().position(), playlist.held());
    }

    private void rejoin(Rejoining how) throws IOException, InterruptedException {
        Receiving before = Objects.requireNonNull(left);
        Rejoining.Step step = how.next(playlist.held(), clock.now());
        if (step instanceof Rejoining.Step.Join join) {
            main = receptions.begin(tuner.rejoin(set, join.stream()), before.stretch(), before.held());
            figures.rejoined(how.tookSeconds(clock.now()));
            progress.say("Joined " + Objects.requireNonNull(main).tuned().described());
            rejoining = null;
        } else if (step instanceof Rejoining.Step.None) {
            rejoining = null;
            goOnByUnicast(before);
        } else {
            if (step instanceof Rejoining.Step.Await await) {
                progress.countDown("Stream " + (await.stream().index() + 1) + ", which is to go on where the buffer ends,",
                        Duration.between(clock.now(), await.joinAt()));
            }
            playlist.pause(IDLE_NS);
        }
    }

    private void goOnByUnicast(Receiving before) {
        URI from = program;
        try {
            if (from == null) {
                throw new IOException("no stream of the set comes there any more");
            }
            Duration back = before.held().position().minus(OVERLAP);
            main = receptions.begin(tuner.unicast(from, back.isNegative() ? Duration.ZERO : back, 1), before.stretch(),
                    before.held());
            returning = new Returning(set, settings.buffer());
            orderedNs = clock.nanoTime();
        } catch (IOException | DescriptionException e) {
            progress.say("The rest can't be had: " + e.getMessage());
            cutOff = true;
            draining = true;
            playlist.finish();
        }
    }

    // ---- back to the set ---------------------------------------------------------------------------------------

    private void lookAhead(Receiving now) throws IOException {
        Duration position = now.held().position();
        if (position.isZero()) {
            return;
        }
        StreamChoice.Chosen chosen = returning.look(position, clock.now()).orElse(null);
        if (chosen != null) {
            ahead = receptions.begin(tuner.joinAhead(set, chosen), stretches.get(), new HeldEnd());
            aheadOf = chosen;
            jointKnown = false;
        } else if (returning.none()) {
            progress.say("No stream of the set is within reach; going on by unicast");
        }
    }

    /** True once the other one has taken its place. */
    private boolean bridge(Receiving now, Receiving joined) throws IOException, InterruptedException {
        joined.reception().step(0);
        byte[] first = new byte[JOINT_PACKETS * TsPacket.SIZE];
        if (!jointKnown && joined.stretch().peek(first, 0)) {
            jointKnown = true;
            aheadMs = joined.stretch().endMs();
            now.reception().upTo(new Joint(first));
        }
        if (now.reception().met()) {
            playlist.append(joined.stretch());
            now.stretch().end();
            receptions.end(now);
            main = joined;
            ahead = null;
            figures.returned((clock.nanoTime() - orderedNs) / 1e9);
            progress.say("Back on multicast: " + joined.tuned().described());
            return true;
        }
        if (joined.reception().left() || joined.reception().over()
                || returning.hopeless(jointKnown, Duration.ofMillis(aheadMs), now.held().position(), clock.now())) {
            dropAhead();
            now.reception().onAndOn();
        }
        return false;
    }

    private void dropAhead() {
        Receiving joined = ahead;
        StreamChoice.Chosen chosen = aheadOf;
        if (joined != null && chosen != null) {
            returning.failed(chosen);
            receptions.end(joined);
            ahead = null;
        }
    }

    // ---- elsewhere ---------------------------------------------------------------------------------------------

    /** From the beginning, at normal speed: as far back as it could be wound. */
    private void again() {
        try {
            figures.broke(move(Duration.ZERO, 1, clock.nanoTime()), clock.nanoTime());
        } catch (IOException | DescriptionException e) {
            progress.say("The beginning can't be had: " + e.getMessage());
            draining = true;
            playlist.finish();
        }
    }

    /**
     * Has the program from there by unicast, instead of what is held and received.
     *
     * @param wanted scale; what is played may be another one
     * @param atNs when that was ordered
     * @return number of the break
     * @throws IOException where it can't be had; then all is as it was
     */
    long move(Duration to, double wanted, long atNs) throws IOException, DescriptionException {
        URI from = program;
        if (from == null) {
            throw new IOException(
                    "nobody says where the program is to be had by unicast; pause, play, where and stop are possible");
        }
        Receiving next = receptions.begin(tuner.unicast(from, to, wanted), stretches.get(), new HeldEnd());
        rest();
        main = next;
        scale = Objects.requireNonNull(next.tuned().unicast()).scale();
        returning = new Returning(set, settings.buffer());
        orderedNs = atNs;
        draining = false;
        return playlist.replace(next.stretch());
    }

    /** Nothing is received any more, for now. */
    void rest() {
        Receiving before = main;
        dropAhead();
        if (before != null) {
            receptions.end(before);
        }
        main = null;
        rejoining = null;
    }

    /** Nothing is received any more. */
    void close() {
        for (Receiving one : new Receiving[] {main, ahead}) {
            if (one != null) {
                one.reception().end(true);
                receptions.end(one);
            }
        }
        main = null;
        ahead = null;
    }

    /** What came, once it is closed. */
    Received received() {
        return cutOff ? receptions.received().cutOff() : receptions.received();
    }

    /** Where what is played comes from, for people. */
    String source() {
        Receiving now = main;
        Receiving joined = ahead;
        return draining ? "all of it has come"
                : rejoining != null ? "the buffer is full, and no stream is received"
                : now == null ? "no stream is received"
                : joined != null ? "by unicast, up to where " + joined.tuned().described() + " was joined"
                : "from " + now.tuned().described();
    }
}
