package io.mediachassis.sim.console;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.sim.console.beginning.BeginningFetch;
import io.mediachassis.sim.console.description.DescriptionException;
import io.mediachassis.sim.console.description.Target;
import io.mediachassis.sim.console.order.Control;
import io.mediachassis.sim.console.output.MediaBuffer;
import io.mediachassis.sim.console.output.MediaWriter;
import io.mediachassis.sim.console.output.Playlist;
import io.mediachassis.sim.console.output.Stretch;
import io.mediachassis.sim.console.rtsp.RtspPlay;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;

/**
 * A media console: tunes in, receives on the calling thread, writes on another, and keeps an RTSP conversation alive on a
 * third. {@link #stop} is for any thread.
 */
public final class ConsolePlayer {
    private static final int MEMORY_BYTES = 16 << 20;
    private static final int LEAST_BYTES = 256 << 10;
    /** Of a stream whose rate nobody tells. */
    private static final long USUAL_BIT_RATE = 20_000_000;
    /** Rates are means, and a buffer is for the worst. */
    private static final double ROOM = 1.25;
    private static final long ALIVE_SECONDS = 15;

    private final ConsoleSettings settings;
    private final Clock clock;
    private final RandomGenerator random;
    private final Progress progress;
    private final Control control;
    private volatile boolean stopped;

    /** @param told what a person is told, as {@link System#err} */
    public ConsolePlayer(ConsoleSettings settings, Clock clock, RandomGenerator random, PrintStream told) {
        this.settings = settings;
        this.clock = clock;
        this.random = random;
        this.progress = new Progress(told);
        this.control = new Control(clock);
    }

    /**
     * Plays a target. Blocks until it is over, or stopped.
     *
     * @param to flushed, not closed
     * @param folder for the part of the buffer that is on disk
     * @throws DescriptionException for what can't be understood
     * @throws IOException for what can't be reached
     */
    public PlayResult play(Target target, OutputStream to, Path folder)
            throws IOException, DescriptionException, InterruptedException {
        Tuner tuner = new Tuner(settings.interfaceName(), clock);
        PlayFigures figures = new PlayFigures();
        try (Playlist playlist = new Playlist();
                Receptions receptions = new Receptions(settings, clock, random, progress, figures)) {
            Tuned tuned = tuner.tune(target, settings.reach());
            long bitRate = tuned.media().bitRate();
            progress.say("Playing " + tuned.described()
                    + (settings.paced() ? ", in the time of its PCR, " + settings.latency().toMillis() + " ms behind"
                            : ", as fast as it comes")
                    + (tuned.feedbackTo() == null ? ", without repair" : settings.repair() ? ", with repair" : ""));
            Stretch stream = stretch(bitRate, folder);
            BeginningFetch beginning = tuned.beginning() == null ? null : fetch(tuned, stream, playlist, folder);
            playlist.append(stream);
            MediaWriter writer = new MediaWriter(playlist, to, settings.paced(), settings.latency().toNanos(), clock,
                    number -> figures.out(number, clock.nanoTime()));
            Thread writing = new Thread(writer, "console-output");
            writing.setDaemon(true);
            writing.start();
            StreamCourse course = new StreamCourse(tuner, settings, playlist, receptions,
                    receptions.begin(tuned, stream, new HeldEnd()), () -> stretch(bitRate, folder), figures, clock, progress);
            OrderedPlay play = new OrderedPlay(
                    course, playlist, control, figures, beginning == null ? () -> { } : beginning::stop);
            ScheduledExecutorService alive = keepAlive(course);
            try {
                Received received = play.run(() -> stopped || !writer.error().isEmpty(), () -> !writing.isAlive());
                playlist.hurry();
                writing.join(ending().toMillis());
                String unjoined = beginning == null ? "" : beginning.error();
                return PlayResult.of(received, writer, playlist, figures, unjoined.isEmpty() ? writer.error() : unjoined);
            } finally {
                playlist.hurry();
                if (beginning != null) {
                    beginning.stop();
                }
                alive.shutdownNow();
            }
        }
    }

    /** Takes orders, on any thread, from before the play to its end. */
    public Control control() {
        return control;
    }

    private BeginningFetch fetch(Tuned tuned, Stretch stream, Playlist playlist, Path folder) {
        URI program = Objects.requireNonNull(tuned.beginning());
        progress.say("It began " + Duration.between(Objects.requireNonNull(tuned.start()), clock.now()).toSeconds()
                + " s ago; what was before is fetched from " + program);
        Stretch before = stretch(tuned.media().bitRate(), folder);
        playlist.append(before);
        BeginningFetch fetch = new BeginningFetch(program, stream, before, settings.patience());
        Thread fetching = new Thread(fetch, "console-beginning");
        fetching.setDaemon(true);
        fetching.start();
        return fetch;
    }

    /** As many bytes as the buffer's time is of the stream. */
    private Stretch stretch(long bitRate, Path folder) {
        double bytes = (bitRate > 0 ? bitRate : USUAL_BIT_RATE) / 8.0 * settings.buffer().toMillis() / 1000 * ROOM;
        int inMemory = (int) Math.min(MEMORY_BYTES, Math.max(LEAST_BYTES, bytes));
        return new Stretch(new MediaBuffer(inMemory, Math.max(0, (long) bytes - inMemory), folder));
    }

    /** A player that stands still may never take the rest. */
    private static Duration ending() {
        return Duration.ofSeconds(2);
    }

    private ScheduledExecutorService keepAlive(StreamCourse course) {
        ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread thread = new Thread(work, "console-rtsp");
            thread.setDaemon(true);
            return thread;
        });
        AtomicReference<RtspPlay> lost = new AtomicReference<>();
        Runnable sign = () -> {
            RtspPlay rtsp = course.talking();
            if (rtsp == null || rtsp == lost.get()) {
                return;
            }
            try {
                rtsp.keepAlive();
            } catch (IOException e) {
                // Seen by the stream's end, if the server ends it.
                lost.set(rtsp);
                if (course.talking() == rtsp) {
                    progress.say("The RTSP connection is gone (" + e.getMessage() + "); what still comes is played");
                }
            }
        };
        var unused = executor.scheduleAtFixedRate(sign, ALIVE_SECONDS, ALIVE_SECONDS, TimeUnit.SECONDS);
        return executor;
    }

    /** Ends a play early; what was received is written. */
    public void stop() {
        stopped = true;
    }
}
