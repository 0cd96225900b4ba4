package io.mediachassis.blade.agent;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.proto.Envelope;
import io.mediachassis.backplane.proto.RtcpRelay;
import io.mediachassis.backplane.proto.StreamTaken;
import io.mediachassis.backplane.proto.StreamsPush;
import io.mediachassis.backplane.term.Term;
import io.mediachassis.blade.director.StreamTable;
import io.mediachassis.blade.engine.EngineLine;
import io.mediachassis.blade.engine.EngineStreams;
import io.mediachassis.blade.engine.Isolation;
import io.mediachassis.blade.engine.Rivals;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Keeps streams alive beyond the engine that sends them: tells the other blades of this engine's, and as director has
 * those of a dead engine sent on by others. Control loop.
 */
public final class StreamKeeper {
    private static final long KEEP_NS = 10_000_000_000L;
    private static final long SOON_MS = 20;

    private final int slot;
    private final ScheduledExecutorService control;
    private final Clock clock;
    private final StreamTable streams;
    private final Rivals rivals;
    private final Isolation isolation = new Isolation();
    private final BiConsumer<Integer, StreamsPush> anchored;
    private final StationTable table;
    private final Supplier<Optional<Term>> acting;
    private final EngineStreams own;
    private final StreamRescues rescues;
    private final EngineLine line;
    private final Consumer<Envelope.Builder> everybody;
    private boolean pushing;

    /**
     * @param streams what the engines tell of their streams, which this keeps
     * @param rescues what is done as director
     * @param acting the term in which this blade acts as director now, else empty
     * @param anchored hears what an engine, this one too, tells of its streams
     */
    public StreamKeeper(
            int slot,
            ScheduledExecutorService control,
            Clock clock,
            StreamTable streams,
            StationTable table,
            Supplier<Optional<Term>> acting,
            EngineStreams own,
            StreamRescues rescues,
            Rivals rivals,
            EngineLine line,
            Consumer<Envelope.Builder> everybody,
            BiConsumer<Integer, StreamsPush> anchored) {
        this.slot = slot;
        this.control = control;
        this.clock = clock;
        this.streams = streams;
        this.table = table;
        this.acting = acting;
        this.own = own;
        this.rescues = rescues;
        this.line = line;
        this.everybody = everybody;
        this.anchored = anchored;
        this.rivals = rivals;
    }

    /** A stream is another than the others know: they are told soon, of all that change together. */
    public void pushSoon() {
        if (!pushing) {
            pushing = true;
            control.schedule(this::push, SOON_MS, TimeUnit.MILLISECONDS);
        }
    }

    /** Tells everybody of all streams; each second. */
    public void push() {
        pushing = false;
        if (acting.get().isEmpty() && isolation.cutOff(clock.nanoTime())) {
            own.stopMovable("nobody of this station was heard for a while, so others send it");
        }
        StreamsPush push = StreamsPush.newBuilder()
                .addAllStreams(own.records())
                .setWhole(true)
                .build();
        streams.onPush(slot, push, clock.nanoTime());
        anchored.accept(slot, push);
        streams.forgetBefore(clock.nanoTime() - KEEP_NS);
        everybody.accept(Envelope.newBuilder().setStreamsPush(push));
    }

    public void onPush(int engine, StreamsPush push) {
        isolation.onBlade(engine, clock.nanoTime());
        streams.onPush(engine, push, clock.nanoTime());
        for (long session : rivals.onPush(engine, push, own::rescuesOfPlaying, clock.nanoTime())) {
            own.stopSending(session, engine);
        }
        anchored.accept(engine, push);
    }

    /** The active controller's heartbeat came. */
    public void onControllerHeard() {
        isolation.onController(clock.nanoTime());
    }

    /** The link to a blade ended. */
    public void onPeerDown(int blade) {
        isolation.onBladeGone(blade, clock.nanoTime());
        // Behind what has come from others at the same time, such as that they took its streams over.
        control.execute(() -> onEngineGone(blade));
    }

    /** An engine has a stream, or is directed to go on with it. */
    public void onTaken(StreamTaken taken) {
        streams.onTaken(taken, clock.nanoTime());
        own.onTaken(taken);
        int engine = taken.getEngineSlot();
        if (taken.getDirected() && table.get().engine(engine).filter(e -> !e.reachable()).isPresent()) {
            // It went while the other did not know.
            onEngineGone(engine);
        }
    }

    /** This engine directs another to go on with a stream: whoever is director shall know, should that one die just now. */
    public void onDirected(StreamTaken directed) {
        onTaken(directed);
        everybody.accept(Envelope.newBuilder().setStreamTaken(directed));
    }

    /**
     * The active controller hears these blades no more. One that was stopped hears that of itself when it goes on, and is
     * not gone for all that; and no stream of one is to go to another that is silent, too.
     *
     * @param slots bit n-1 for slot n
     */
    public void onSilent(int slots) {
        List<Integer> silent = IntStream.rangeClosed(1, Integer.SIZE)
                .filter(engine -> (slots & (1 << (engine - 1))) != 0 && engine != slot)
                .boxed()
                .toList();
        silent.forEach(engine -> table.reachable(engine, false));
        silent.forEach(this::onEngineGone);
    }

    /** An engine is dead, cut off or silent. */
    public void onEngineGone(int engine) {
        rescues.rescueAll(engine);
    }

    /** A new director looks after what the old one, or another, left behind. */
    public void onDirector() {
        table.get().engines().stream()
                .filter(engine -> !engine.reachable())
                .forEach(engine -> rescues.rescueAll(engine.slot()));
    }

    /** A console whose conversation nobody holds any more is heard: the engine that sends to it shall know. */
    public void onOrphanHeard(int ssrc, RtcpRelay report) {
        streams.bySsrc(ssrc).ifPresent(entry -> {
            if (entry.engine() == slot) {
                own.forgotten().onHeard(ssrc);
            } else {
                line.send(entry.engine(), Envelope.newBuilder().setRtcpRelay(report));
            }
        });
    }
}
