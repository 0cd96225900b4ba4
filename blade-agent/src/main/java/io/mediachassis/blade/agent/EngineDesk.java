package io.mediachassis.blade.agent;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.link.Link;
import io.mediachassis.backplane.proto.DropSegments;
import io.mediachassis.backplane.proto.Envelope;
import io.mediachassis.backplane.proto.Fault;
import io.mediachassis.backplane.proto.FetchProgram;
import io.mediachassis.backplane.proto.FetchReply;
import io.mediachassis.backplane.proto.RescueQuery;
import io.mediachassis.backplane.proto.StartStream;
import io.mediachassis.backplane.proto.StreamReply;
import io.mediachassis.backplane.proto.StreamTaken;
import io.mediachassis.backplane.proto.TakeOver;
import io.mediachassis.backplane.term.Term;
import io.mediachassis.blade.director.StreamRescue;
import io.mediachassis.blade.director.StreamTable;
import io.mediachassis.blade.engine.Copies;
import io.mediachassis.blade.engine.EngineLine;
import io.mediachassis.blade.engine.EngineStreams;
import io.mediachassis.blade.engine.SegmentBringer;
import io.mediachassis.blade.engine.SegmentDrops;
import io.mediachassis.blade.engine.StreamOrders;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What other blades ask of this engine over the link: streams that they anchor or hand over, and copies. Orders of a
 * director's term lower than the highest seen are refused. Called on the control loop; answers come from any thread.
 */
public final class EngineDesk {
    private static final Logger LOG = LoggerFactory.getLogger(EngineDesk.class);

    private final int slot;
    private final EngineStreams streams;
    private final StreamOrders orders;
    private final Copies copies;
    private final SegmentBringer fetches;
    private final SegmentDrops drops;
    private final EngineLine line;
    private final Executor control;
    private final IntSupplier director;
    private final Consumer<StreamTaken> toAnchorHere;
    private final Supplier<Term> highest;
    private final Consumer<Envelope.Builder> everybody;
    private final StreamTable told;
    private final Clock clock;
    private Function<FetchProgram, String> farCopies = order -> "this engine copies nothing from other stations";

    /**
     * @param director the slot that acts as director as far as this blade knows; 0 none
     * @param highest term that this blade has seen
     * @param told what the engines tell of their streams
     */
    public EngineDesk(
            int slot,
            EngineStreams streams,
            StreamOrders orders,
            Copies copies,
            SegmentBringer fetches,
            SegmentDrops drops,
            EngineLine line,
            Executor control,
            IntSupplier director,
            Consumer<StreamTaken> toAnchorHere,
            Supplier<Term> highest,
            Consumer<Envelope.Builder> everybody,
            StreamTable told,
            Clock clock) {
        this.slot = slot;
        this.streams = streams;
        this.orders = orders;
        this.copies = copies;
        this.fetches = fetches;
        this.drops = drops;
        this.line = line;
        this.control = control;
        this.director = director;
        this.toAnchorHere = toAnchorHere;
        this.highest = highest;
        this.everybody = everybody;
        this.told = told;
        this.clock = clock;
    }

    /**
     * Who copies from other stations; before the first order.
     *
     * @param fetches starts a copy; empty, or why not
     */
    public void farCopies(Function<FetchProgram, String> fetches) {
        farCopies = fetches;
    }

    public void onStartStream(Link peer, Envelope request) {
        StartStream order = request.getStartStream();
        if (order.hasTerm() && isStale(peer, request, Term.of(order.getTerm()))) {
            return;
        }
        if (!order.getRescue()) {
            reply(peer, request, orders.start(order, null));
            return;
        }
        StartStream newest = told.of(order.getStream().getSession())
                .map(heard -> StreamRescue.newest(order, heard, clock.nanoTime()))
                .orElse(order);
        CompletionStage<StreamReply> done = orders.start(newest, null, () -> stands(peer, order));
        done.thenAccept(answer -> rescued(newest, answer));
        reply(peer, request, done);
    }

    /** Whether the director still wants what it ordered: its order may have been long on its way. */
    private CompletionStage<Boolean> stands(Link director, StartStream order) {
        if (!order.hasTerm()) {
            return CompletableFuture.completedFuture(true);
        }
        long askedNs = clock.nanoTime();
        RescueQuery query = RescueQuery.newBuilder()
                .setSession(order.getStream().getSession())
                .setRescues(order.getStream().getRescues())
                .build();
        return director.request(Envelope.newBuilder().setRescueQuery(query), StreamRescues.VALID)
                .handle((answer, error) -> error == null && answer.getRescueReply().getStands()
                        && clock.nanoTime() - askedNs < StreamRescues.VALID.toNanos());
    }

    /** Everybody is told: the anchor, the director, and the engine that may not be dead after all. */
    public void rescued(StartStream order, StreamReply answer) {
        if (answer.getOk()) {
            StreamTaken taken = StreamTaken.newBuilder()
                    .setSession(order.getStream().getSession())
                    .setEngineSlot(slot)
                    .setRescues(order.getStream().getRescues())
                    .setPoint(order.getPoint())
                    .build();
            toAnchorHere.accept(taken);
            everybody.accept(Envelope.newBuilder().setStreamTaken(taken));
        }
    }

    public void onControlStream(Link peer, Envelope request) {
        reply(peer, request, orders.control(request.getControlStream()));
    }

    /** The director and the anchor are told who has the stream now (seed 002 claim 17). */
    public void onTakeOver(TakeOver order) {
        if (order.getRescues() < told.rescues(order.getSession(), clock.nanoTime())) {
            LOG.info("Stream {} is not taken over: another went on for the blade that hands it over",
                    Long.toHexString(order.getSession()));
            orders.stopStale(order);
            return;
        }
        orders.takeOver(order).ifPresent(segment -> streams.stream(order.getSession()).ifPresent(stream -> {
            StreamTaken taken = StreamTaken.newBuilder()
                    .setSession(order.getSession())
                    .setEngineSlot(slot)
                    .setSegment(segment)
                    .setRescues(order.getRescues())
                    .build();
            int anchor = stream.identity().getAnchorSlot();
            tell(anchor, taken);
            if (director.getAsInt() != anchor) {
                tell(director.getAsInt(), taken);
            }
        }));
    }

    private void tell(int blade, StreamTaken taken) {
        if (blade == slot) {
            toAnchorHere.accept(taken);
        } else {
            line.send(blade, Envelope.newBuilder().setStreamTaken(taken));
        }
    }

    public void onFetchProgram(Link director, Envelope request) {
        FetchProgram order = request.getFetchProgram();
        if (isStale(director, request, Term.of(order.getTerm()))) {
            return;
        }
        if (order.getFarSourceUrlsCount() > 0) {
            String why = farCopies.apply(order);
            director.reply(request, Envelope.newBuilder()
                    .setFetchReply(FetchReply.newBuilder().setAccepted(why.isEmpty()).setText(why)));
            return;
        }
        if (order.getHot() && order.getSegmentsCount() == 1) {
            fetchHot(director, request, order);
            return;
        }
        String refusal = copies.fetch(order.getProgramId(), order.getSegmentsList(), order.getSourceUrl());
        director.reply(request, Envelope.newBuilder()
                .setFetchReply(FetchReply.newBuilder().setAccepted(refusal.isEmpty()).setText(refusal)));
    }

    /** Answered once consoles can be sent here. */
    private void fetchHot(Link director, Envelope request, FetchProgram order) {
        List<Integer> sources = new ArrayList<>(List.of(order.getSourceSlot()));
        sources.addAll(order.getOtherSourceSlotsList());
        fetches.bring(order.getProgramId(), order.getSegments(0), sources).whenCompleteAsync((here, error) ->
                director.reply(request, Envelope.newBuilder().setFetchReply(FetchReply.newBuilder()
                        .setAccepted(error == null)
                        .setText(error == null ? "" : String.valueOf(error.getMessage())))),
                // Behind the news to this blade itself that the segment arrives.
                control);
    }

    /** Another engine asks for this one's word before it drops something. */
    public void onKeepSegments(Link engine, Envelope request) {
        engine.reply(request, Envelope.newBuilder().setKeepReply(drops.keep(request.getKeepSegments())));
    }

    public void onDropSegments(DropSegments order) {
        Term term = Term.of(order.getTerm());
        if (term.isOlderThan(highest.get())) {
            LOG.info("An order of term {} to drop segments is ignored; the highest seen is {}", term, highest.get());
            return;
        }
        drops.drop(order);
    }

    private boolean isStale(Link director, Envelope request, Term term) {
        if (term.isOlderThan(highest.get())) {
            director.fault(request, Fault.Code.STALE_TERM,
                    "Term " + term + " is over; the highest seen here is " + highest.get());
            return true;
        }
        return false;
    }

    private static void reply(Link peer, Envelope request, CompletionStage<StreamReply> stage) {
        stage.thenAccept(answer -> {
            if (request.getRequestId() != 0) {
                peer.reply(request, Envelope.newBuilder().setStreamReply(answer));
            }
        });
    }
}
