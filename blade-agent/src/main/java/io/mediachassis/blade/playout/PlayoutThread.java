package io.mediachassis.blade.playout;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.blade.os.SendCounters;
import io.mediachassis.blade.playout.StreamListener.StreamFailure;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.AtomicHistogram;
import org.jctools.queues.MpscArrayQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Owns its streams and sends what is due for all of them at each tick, with few system calls. {@link #doWork} is the
 * thread's own (or a test's, which steps the clock); everyone else goes through {@link #proxy()} and
 * {@link #snapshot()}.
 */
public final class PlayoutThread implements Runnable, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PlayoutThread.class);
    private static final int COMMANDS_PER_DUTY = 256;
    private static final long IDLE_NS = 200_000_000;
    private static final long PUBLISH_NS = 1_000_000_000;
    private static final long HIGHEST_MICROS = 60_000_000;

    private final String name;
    private final PlayoutSettings settings;
    private final Clock clock;
    private final ChunkPool pool;
    private final MediaSender sender;
    private final MpscArrayQueue<PlayoutCommand> commands;
    private final PlayoutProxy proxy;
    private final List<PacedStream> streams = new ArrayList<>();
    private final Map<Long, PacedStream> byId = new HashMap<>();
    /** Closed in this turn: those that were given up are told so after the flush. */
    private final List<PacedStream> leaving = new ArrayList<>();
    private final AtomicBoolean idle = new AtomicBoolean();
    private final AtomicHistogram tickLateMicros = new AtomicHistogram(HIGHEST_MICROS, 1);
    private volatile boolean stopping;
    private volatile @Nullable Thread thread;
    private volatile SendCounters sent;
    private volatile int openStreams;
    private volatile long busy;
    // A stream is worked once a tick, and half of them half a tick later than the others: a long tick makes full
    // messages, and this keeps bursts as short as those of a tick of half the length.
    private final int phases;
    private int phase;
    private long opened;
    private boolean ticking;
    private long nextTickNs;
    private long nextPublishNs;

    /**
     * Makes it; {@link #start()} gives it its thread. Pool and sender are used by this thread only.
     *
     * @param name of the thread, and in messages
     */
    public PlayoutThread(String name, PlayoutSettings settings, Clock clock, ChunkPool pool, MediaSender sender) {
        this.name = name;
        this.settings = settings;
        this.clock = clock;
        this.pool = pool;
        this.sender = sender;
        commands = new MpscArrayQueue<>(settings.commandLimit());
        proxy = new PlayoutProxy(commands, this::wake);
        sent = sender.counters();
        phases = settings.tickNs() > PlayoutSettings.WHOLE_TICK_NS ? 2 : 1;
    }

    /**
     * Figures of the thread.
     *
     * @param streams open now
     * @param busy streams refused because as many were open as are allowed
     * @param commandsRefused commands that found the queue full
     * @param poolExhausted times that a stream found no free memory
     * @param tickLateP999Micros how late ticks were, 99.9 percentile
     * @param tickLateMaxMicros how late at most
     * @param sent the sender's counters, up to a second old
     */
    public record Snapshot(int streams, long busy, long commandsRefused, long poolExhausted, long tickLateP999Micros,
            long tickLateMaxMicros, SendCounters sent) {}

    public PlayoutProxy proxy() {
        return proxy;
    }

    /** The figures now. Any thread. */
    public Snapshot snapshot() {
        return new Snapshot(openStreams, busy, proxy.refused(), pool.exhausted(),
                tickLateMicros.getValueAtPercentile(99.9), tickLateMicros.getMaxValue(), sent);
    }

    /** Starts the thread. */
    public void start() {
        Thread t = new Thread(this, name);
        t.setDaemon(true);
        thread = t;
        t.start();
    }

    private void wake() {
        if (idle.get() && idle.compareAndSet(true, false)) {
            LockSupport.unpark(thread);
        }
    }

    @Override
    public void run() {
        while (!stopping) {
            long now = clock.nanoTime();
            boolean active = doWork(now);
            if (active) {
                long left = nextTickNs - clock.nanoTime();
                if (left > 0) {
                    LockSupport.parkNanos(this, left);
                }
            } else {
                idle.set(true);
                if (commands.isEmpty() && !stopping) {
                    LockSupport.parkNanos(this, IDLE_NS);
                }
                idle.set(false);
            }
        }
        long now = clock.nanoTime();
        for (PacedStream stream : streams) {
            stream.close(false, now);
        }
        streams.clear();
        sender.flush();
        pool.reclaim();
    }

    /**
     * One turn of duty: takes commands, and at a tick sends what is due.
     *
     * @return whether a stream plays, so that the next tick matters
     */
    public boolean doWork(long nowNs) {
        for (int i = 0; i < COMMANDS_PER_DUTY; i++) {
            PlayoutCommand command = commands.relaxedPoll();
            if (command == null) {
                break;
            }
            try {
                take(command, nowNs);
            } catch (RuntimeException e) {
                LOG.warn("{}: {} failed", name, command, e);
            }
        }
        boolean active = false;
        if (!ticking || nowNs - nextTickNs >= 0) {
            if (ticking) {
                tickLateMicros.recordValue(Math.min(HIGHEST_MICROS, (nowNs - nextTickNs) / 1000));
            }
            active = tick(nowNs);
            long stepNs = settings.tickNs() / phases;
            long next = nextTickNs + stepNs;
            // Ticks keep their grid; those that were missed are left out.
            nextTickNs = ticking && next - nowNs > 0 ? next : nowNs + stepNs;
            ticking = active;
        } else {
            active = true;
        }
        sender.flush();
        pool.reclaim();
        if (!leaving.isEmpty()) {
            long flushedNs = clock.nanoTime();
            leaving.forEach(stream -> stream.tellYielded(flushedNs));
            leaving.clear();
        }
        if (nowNs - nextPublishNs >= 0 || nextPublishNs == 0) {
            nextPublishNs = nowNs + PUBLISH_NS;
            sent = sender.counters();
        }
        return active;
    }

    private boolean tick(long nowNs) {
        boolean active = false;
        phase = (phase + 1) % phases;
        for (int i = streams.size() - 1; i >= 0; i--) {
            PacedStream stream = streams.get(i);
            try {
                if (stream.phase() % phases == phase) {
                    stream.work(nowNs);
                }
            } catch (RuntimeException e) {
                LOG.warn("{}: stream {} failed", name, stream.spec().id(), e);
                stream.fail(StreamFailure.INTERNAL, String.valueOf(e.getMessage()));
            }
            if (stream.state() == StreamState.CLOSED) {
                remove(stream);
            }
            active |= stream.active();
        }
        return active;
    }

    private void take(PlayoutCommand command, long nowNs) {
        if (command instanceof PlayoutCommand.Open open) {
            open(open.spec());
            return;
        }
        PacedStream stream = byId.get(command.stream());
        if (stream == null) {
            LOG.debug("{}: {} for a stream that is gone", name, command);
        } else if (command instanceof PlayoutCommand.Play play) {
            stream.play(play, nowNs);
        } else if (command instanceof PlayoutCommand.Pause) {
            stream.pause(nowNs);
        } else if (command instanceof PlayoutCommand.Preload preload) {
            stream.preload(preload.positionTicks());
        } else if (command instanceof PlayoutCommand.TakeOver takeOver) {
            stream.takeOver(takeOver, nowNs);
        } else if (command instanceof PlayoutCommand.Yield yield) {
            stream.yieldAt(yield.segment(), nowNs);
            if (stream.state() == StreamState.CLOSED) {
                remove(stream);
            }
        } else if (command instanceof PlayoutCommand.Close close) {
            stream.close(close.bye(), nowNs);
            remove(stream);
        }
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // written by this thread only
    private void open(StreamSpec spec) {
        if (streams.size() >= settings.maxStreams() || byId.containsKey(spec.id())) {
            busy++;
            spec.listener().onFailed(spec.id(), StreamFailure.BUSY, byId.containsKey(spec.id())
                    ? "stream " + spec.id() + " is open already" : "as many streams are open as are allowed");
            return;
        }
        PacedStream stream = new PacedStream(spec, settings, clock, pool, sender, (int) (opened++ & 1));
        streams.add(stream);
        byId.put(spec.id(), stream);
        openStreams = streams.size();
    }

    private void remove(PacedStream stream) {
        leaving.add(stream);
        streams.remove(stream);
        byId.remove(stream.spec().id());
        openStreams = streams.size();
    }

    /** Ends the thread; its streams end without a BYE. Waits up to 5 s. */
    @Override
    public void close() {
        stopping = true;
        Thread t = thread;
        if (t == null) {
            return;
        }
        LockSupport.unpark(t);
        try {
            t.join(5_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
