package io.mediachassis.sim.console;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.blade.ts.TsPacket;
import io.mediachassis.sim.console.Receptions.Receiving;
import io.mediachassis.sim.console.beginning.Joint;
import io.mediachassis.sim.console.description.DescriptionException;
import io.mediachassis.sim.console.description.MediaDescription;
import io.mediachassis.sim.console.description.StreamChoice;
import io.mediachassis.sim.console.order.Control;
import io.mediachassis.sim.console.order.Order;
import io.mediachassis.sim.console.output.Playlist;
import io.mediachassis.sim.console.output.Stretch;
import io.mediachassis.sim.console.rtsp.RtspPlay;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One play, by as many streams as it takes, under the orders of who watches:
 *
 * <pre>
 * MULTICAST --buffer full--> LEFT --player goes on, a stream comes there--> MULTICAST
 *     |  '--seek beyond the buffer, jump, scale--> UNICAST --a stream ahead, what lies between has come--> MULTICAST
 *     |                                            |  '--pause at another scale--> STILL --play--> UNICAST
 *     '--the play's end--> DRAINING --all is written--> over
 * </pre>
 *
 * <p>What is held and near stays: a jump within it needs nobody. One thread; {@link #control} takes orders on any.
 */
final class OrderedPlay {
    /** An order waits for so long at most. */
    private static final int IDLE_MS = 10;
    private static final int AHEAD_MS = 2;
    private static final long DRAIN_NS = 20_000_000L;
    /** No two places of a program have so many in common. */
    private static final int JOINT_PACKETS = 14;
    /** Sent once more, so that the last packets that are held come again. */
    private static final Duration OVERLAP = Duration.ofSeconds(1);

    private final Tuner tuner;
    private final ConsoleSettings settings;
    private final Playlist playlist;
    private final Receptions receptions;
    private final Supplier<Stretch> stretches;
    private final Control control;
    private final PlayFigures figures;
    private final Clock clock;
    private final Progress progress;
    private final List<MediaDescription> set;
    private final @Nullable URI program;
    private final Runnable flushed;

    private volatile @Nullable Receiving main;
    private @Nullable Receiving ahead;
    private StreamChoice.@Nullable Chosen aheadOf;
    private boolean jointKnown;
    private long aheadMs;
    private @Nullable Receiving left;
    private @Nullable Rejoining rejoining;
    private Returning returning;
    private double scale = 1;
    private boolean paused;
    private boolean still;
    private long stillMs;
    private long orderedNs;
    private long firstNs;
    private boolean draining;
    private boolean cutOff;
    private boolean ended;

    /**
     * @param first as tuned; is closed by this
     * @param stretches makes empty ones
     * @param flushed is called when what was held has been dropped
     */
    OrderedPlay(Tuner tuner, ConsoleSettings settings, Playlist playlist, Receptions receptions, Receiving first,
            Supplier<Stretch> stretches, Control control, PlayFigures figures, Clock clock, Progress progress,
            Runnable flushed) {
        this.tuner = tuner;
        this.settings = settings;
        this.playlist = playlist;
        this.receptions = receptions;
        this.stretches = stretches;
        this.control = control;
        this.figures = figures;
        this.clock = clock;
        this.progress = progress;
        this.flushed = flushed;
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

    /**
     * Plays to the end.
     *
     * @param stopped whether nothing more is wanted
     * @param written whether all has been written
     */
    Received run(BooleanSupplier stopped, BooleanSupplier written) throws IOException, InterruptedException {
        try {
            while (!ended && !stopped.getAsBoolean()) {
                for (Control.Asked asked = control.next(); asked != null; asked = control.next()) {
                    asked.answer().complete(carriedOut(asked));
                }
                step(written);
            }
        } finally {
            control.over("The play is over");
            close();
        }
        return cutOff ? receptions.received().cutOff() : receptions.received();
    }

    private void close() {
        for (Receiving one : new Receiving[] {main, ahead}) {
            if (one != null) {
                one.reception().end();
                receptions.end(one);
            }
        }
        main = null;
        ahead = null;
    }

    // ---- receiving ---------------------------------------------------------------------------------------------

    private void step(BooleanSupplier written) throws IOException, InterruptedException {
        Receiving now = main;
        if (draining) {
            ended = written.getAsBoolean();
            if (!ended) {
                Thread.sleep(Duration.ofNanos(DRAIN_NS).toMillis());
            }
        } else if (rejoining != null) {
            rejoin(rejoining);
        } else if (now == null) {
            Thread.sleep(IDLE_MS);
        } else {
            now.reception().step(ahead == null ? IDLE_MS : AHEAD_MS);
            firstNs = firstNs == 0 ? now.reception().firstNs() : firstNs;
            Receiving joined = ahead;
            if (joined != null && bridge(now, joined)) {
                return;
            } else if (joined == null && now.unicast() && scale == 1 && !set.isEmpty()) {
                lookAhead(now);
            }
            outcome(now);
        }
    }

    private void outcome(Receiving now) throws IOException {
        Duration most = settings.duration();
        boolean enough = most != null && firstNs != 0 && clock.nanoTime() - firstNs >= most.toNanos();
        if (now.reception().left()) {
            leave(now);
        } else if (enough || now.reception().over()) {
            now.reception().end();
            receptions.end(now);
            main = null;
            dropAhead();
            if (scale < 0 && !enough) {
                progress.say("Back at the beginning");
                move(Duration.ZERO, 1, clock.nanoTime());
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
        progress.say("Paused with the buffer full, " + seconds(now.held().position().toMillis()) + " into the program; left "
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
            Thread.sleep(IDLE_MS);
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

    // ---- orders ------------------------------------------------------------------------------------------------

    private String carriedOut(Control.Asked asked) throws IOException {
        figures.ordered();
        Order order = asked.order();
        long position = still ? stillMs : playlist.positionMs();
        if (order instanceof Order.Pause) {
            return pause(position);
        } else if (order instanceof Order.Play) {
            return scale == 1 && !still ? goOn(position, asked.atNs()) : move(Duration.ofMillis(position), 1, asked.atNs());
        } else if (order instanceof Order.Scale wanted) {
            return wanted.scale() == 1 && scale == 1 && !still ? goOn(position, asked.atNs())
                    : move(Duration.ofMillis(position), wanted.scale(), asked.atNs());
        } else if (order instanceof Order.Seek seek) {
            return seek(seek.to(), asked.atNs());
        } else if (order instanceof Order.Jump jump) {
            Duration to = Duration.ofMillis(position).plus(jump.by());
            return seek(to.isNegative() ? Duration.ZERO : to, asked.atNs());
        } else if (order instanceof Order.Where) {
            return where(position);
        }
        ended = true;
        playlist.drop();
        return "stopped at " + seconds(position);
    }

    private String pause(long position) {
        if (paused || still) {
            return "paused already, at " + seconds(position);
        }
        if (scale != 1) {
            // Pictures of another speed are nothing to keep: play begins anew from here.
            Receiving now = main;
            if (now != null) {
                receptions.end(now);
                main = null;
            }
            still = true;
            stillMs = position;
        }
        paused = true;
        long unused = playlist.hold(true);
        return "paused at " + seconds(position);
    }

    private String goOn(long position, long atNs) {
        if (!paused) {
            return "playing already, at " + seconds(position);
        }
        paused = false;
        figures.broke(playlist.hold(false), atNs);
        return "playing from " + seconds(position);
    }

    private String seek(Duration to, long atNs) throws IOException {
        if (scale == 1 && !still) {
            long number = playlist.seek(to.toMillis());
            if (number >= 0) {
                long unused = playlist.hold(false);
                paused = false;
                figures.broke(number, atNs);
                return "playing from " + seconds(playlist.positionMs()) + ", which was held";
            }
        }
        return move(to, 1, atNs);
    }

    /** Has the program from there by unicast, instead of what is held and received. */
    private String move(Duration to, double wanted, long atNs) throws IOException {
        URI from = program;
        if (from == null) {
            return "not done: nobody says where the program is to be had by unicast; pause, play, where and stop are possible";
        }
        Receiving next;
        try {
            next = receptions.begin(tuner.unicast(from, to, wanted), stretches.get(), new HeldEnd());
        } catch (IOException | DescriptionException e) {
            return "not done: " + e.getMessage();
        }
        flushed.run();
        Receiving before = main;
        dropAhead();
        if (before != null) {
            receptions.end(before);
        }
        main = next;
        rejoining = null;
        draining = false;
        still = false;
        Tuned.Unicast granted = Objects.requireNonNull(next.tuned().unicast());
        scale = granted.scale();
        returning = new Returning(set, settings.buffer());
        orderedNs = atNs;
        figures.broke(playlist.replace(next.stretch()), atNs);
        paused = false;
        long unused = playlist.hold(false);
        String instead = scale == wanted ? "" : ", which is what the station has instead of scale " + text(wanted);
        return "playing from " + seconds(granted.fromMs()) + speed() + instead + ", by unicast" + ever();
    }

    /** Whether it can come back, where that is certain. */
    private String ever() {
        if (scale != 1 || set.isEmpty()) {
            return "";
        }
        return set.stream().allMatch(MediaDescription::rtp) ? ""
                : "; it stays so, since nothing tells one plain UDP packet from another: coming back needs a set by RTP";
    }

    private String where(long position) {
        Receiving now = main;
        String source = draining ? "all of it has come"
                : rejoining != null ? "the buffer is full, and no stream is received"
                : now == null ? "no stream is received"
                : now.unicast() && ahead != null ? "by unicast, up to where " + ahead.tuned().described() + " was joined"
                : "from " + now.tuned().described();
        return "at " + seconds(position) + (paused ? ", paused" : ", playing") + speed() + ", " + source;
    }

    private String speed() {
        return scale == 1 ? "" : String.format(Locale.ROOT, " at scale %s", text(scale));
    }

    private static String text(double value) {
        return String.format(Locale.ROOT, "%.3f", value).replaceFirst("\\.?0+$", "");
    }

    private static String seconds(long ms) {
        return String.format(Locale.ROOT, "%.1f s", ms / 1000.0);
    }
}
