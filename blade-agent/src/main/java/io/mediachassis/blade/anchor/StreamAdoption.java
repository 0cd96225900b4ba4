package io.mediachassis.blade.anchor;

import com.google.protobuf.InvalidProtocolBufferException;
import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.proto.ControlStream;
import io.mediachassis.backplane.proto.KeptStream;
import io.mediachassis.backplane.proto.NextSegmentQuery;
import io.mediachassis.backplane.proto.StartStream;
import io.mediachassis.backplane.proto.StreamIdentity;
import io.mediachassis.backplane.proto.StreamPoint;
import io.mediachassis.backplane.proto.StreamReply;
import io.mediachassis.backplane.proto.StreamTaken;
import io.mediachassis.blade.engine.NextEngine;
import io.mediachassis.blade.rtsp.MediaException;
import io.mediachassis.blade.rtsp.StreamHandle;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongToIntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes streams in hand again that the agent before this one anchored. Other engines tell of what they send as soon as
 * their links are up: the one that sends the stream, or has sent it on meanwhile, is told that its anchor is back. A
 * stream that nobody tells of for a while was this blade's own and nobody else could send it: it is opened anew from what
 * was left of it. Any thread.
 *
 * <pre>
 *   listening --an engine tells of it, and answers--> found
 *   listening --silence for the while--> opening: here --else--> where its segment is --> found, or lost
 * </pre>
 */
public final class StreamAdoption {
    private static final Logger LOG = LoggerFactory.getLogger(StreamAdoption.class);
    private static final long LOOK_NS = 50_000_000L;
    /** More than the rescues of one stream while an agent is started anew. */
    private static final int MISSED = 16;
    private static final int TRIES = 3;

    private final int slot;
    private final Anchors anchors;
    private final NextEngine director;
    private final LongToIntFunction sender;
    private final Consumer<StreamTaken> everybody;
    private final BooleanSupplier allHeard;
    private final ScheduledExecutorService control;
    private final Clock clock;
    private final ListeningTime listening = new ListeningTime();

    /** A stream on its way back. */
    private record Returning(
            KeptStream kept, AnchoredStream stream, CompletableFuture<StreamHandle> found, long sinceNs) {}

    /**
     * @param sender the slot of the engine that tells of a session, 0: none; asked on the control loop
     * @param everybody tells all blades of a stream that this one sends again
     * @param allHeard whether all blades that are there have been heard; asked on the control loop
     */
    public StreamAdoption(
            int slot, Anchors anchors, NextEngine director, LongToIntFunction sender, Consumer<StreamTaken> everybody,
            BooleanSupplier allHeard, ScheduledExecutorService control, Clock clock) {
        this.slot = slot;
        this.anchors = anchors;
        this.director = director;
        this.sender = sender;
        this.everybody = everybody;
        this.allHeard = allHeard;
        this.control = control;
        this.clock = clock;
    }

    /** Finds the stream of a {@link StreamHandle#memento}; fails with {@link MediaException}. */
    public CompletionStage<StreamHandle> adopt(byte[] memento) {
        CompletableFuture<StreamHandle> found = new CompletableFuture<>();
        KeptStream kept;
        try {
            kept = KeptStream.parseFrom(memento);
        } catch (InvalidProtocolBufferException e) {
            found.completeExceptionally(new MediaException(500, "What was left of a stream can't be read"));
            return found;
        }
        Optional<AnchoredStream> stream = anchors.returned(kept);
        if (stream.isEmpty()) {
            found.completeExceptionally(new MediaException(503, "The stream is here already"));
            return found;
        }
        Returning returning = new Returning(kept, stream.get(), found, clock.nanoTime());
        control.execute(() -> look(returning));
        return found;
    }

    private void look(Returning returning) {
        int engine = sender.applyAsInt(returning.stream().session());
        if (engine != 0) {
            ControlStream back = ControlStream.newBuilder()
                    .setSession(returning.stream().session())
                    .setVerb(ControlStream.Verb.ANCHOR)
                    .build();
            anchors.senders().control(engine, back).thenAcceptAsync(reply -> {
                if (reply.getOk()) {
                    found(returning, engine, "is sent");
                } else {
                    lookAgain(returning);
                }
            }, control);
        } else {
            lookAgain(returning);
        }
    }

    private void lookAgain(Returning returning) {
        long nowNs = clock.nanoTime();
        if (!listening.over(allHeard.getAsBoolean(), returning.sinceNs(), nowNs)) {
            control.schedule(() -> look(returning), LOOK_NS, TimeUnit.NANOSECONDS);
            return;
        }
        Optional<StreamPoint> point = Mementos.pointAt(returning.kept(), nowNs);
        if (point.isEmpty()) {
            lost(returning, "nobody sends it, and where it was is not known");
            return;
        }
        boolean playing = returning.kept().getRecord().getPlaying();
        StreamIdentity known = returning.stream().identity();
        StartStream order = StartStream.newBuilder()
                // Should another send it after all, it is the older one, however often others went on for one another
                // while no agent was here to hear of it.
                .setStream(playing ? known.toBuilder().setRescues(known.getRescues() + MISSED).build() : known)
                .setPoint(point.get())
                .setRescue(playing)
                .build();
        open(returning, order, slot, TRIES);
    }

    private void open(Returning returning, StartStream order, int engine, int tries) {
        anchors.senders().start(engine, order, null).thenAcceptAsync(reply -> {
            if (reply.getOk()) {
                if (order.getRescue() && engine == slot) {
                    everybody.accept(StreamTaken.newBuilder()
                            .setSession(returning.stream().session())
                            .setEngineSlot(slot)
                            .setRescues(order.getStream().getRescues())
                            .setPoint(order.getPoint())
                            .build());
                }
                returning.stream().takenBy(engine, order.getStream().getRescues());
                found(returning, engine, "goes on");
            } else if (tries == 0) {
                lost(returning, reply.getText());
            } else {
                openElsewhere(returning, order, engine, reply, tries);
            }
        }, control);
    }

    private void openElsewhere(Returning returning, StartStream order, int engine, StreamReply refusal, int tries) {
        NextSegmentQuery query = NextSegmentQuery.newBuilder()
                .setSession(returning.stream().session())
                .setProgramId(returning.stream().identity().getProgramId())
                .setSegment(refusal.getElsewhereSegment())
                .setSendingSlot(engine)
                .addExcludedSlots(engine)
                .build();
        director.ask(query).thenAcceptAsync(next -> {
            if (next.getEngineSlot() == 0) {
                lost(returning, next.getText());
            } else {
                open(returning, order, next.getEngineSlot(), tries - 1);
            }
        }, control);
    }

    private void found(Returning returning, int engine, String how) {
        returning.stream().movedTo(engine);
        LOG.info("Stream {} {} by blade {}, and is held here again", Long.toHexString(returning.stream().session()), how,
                engine);
        if (!returning.found().complete(returning.stream())) {
            returning.stream().close("nobody waits for it any more");
        }
    }

    private void lost(Returning returning, String why) {
        anchors.forget(returning.stream());
        returning.found().completeExceptionally(new MediaException(454, why));
    }
}
