package io.mediachassis.blade.agent;

import io.mediachassis.backplane.link.Link;
import io.mediachassis.backplane.proto.DropSegments;
import io.mediachassis.backplane.proto.Envelope;
import io.mediachassis.backplane.proto.EvictionQuery;
import io.mediachassis.backplane.proto.EvictionReply;
import io.mediachassis.backplane.proto.Fault;
import io.mediachassis.backplane.term.Term;
import io.mediachassis.blade.director.DirectorCounter;
import io.mediachassis.blade.director.EvictionDesk;
import io.mediachassis.blade.director.EvictionPlanner.Candidate;
import io.mediachassis.blade.director.EvictionPlanner.Pressure;
import io.mediachassis.blade.director.SurplusDrops.DropOrder;
import io.mediachassis.blade.director.SurplusDrops;
import io.mediachassis.blade.engine.EngineLine;
import io.mediachassis.blade.engine.SegmentDrops;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the director lets engines drop, and how an engine asks for it. Control loop, but for {@link #ask}. */
public final class DropWork {
    private static final Logger LOG = LoggerFactory.getLogger(DropWork.class);

    private final DirectorOffice office;
    private final EngineLine line;
    private final IntSupplier director;
    private final SegmentDrops ownDrops;
    private final SurplusDrops surplus;
    private final EvictionDesk evictions;

    /**
     * @param line to the director
     * @param director the slot that acts as director as far as this blade knows; 0: none
     */
    public DropWork(
            DirectorOffice office,
            EngineLine line,
            IntSupplier director,
            SegmentDrops ownDrops,
            SurplusDrops surplus,
            EvictionDesk evictions) {
        this.office = office;
        this.line = line;
        this.director = director;
        this.ownDrops = ownDrops;
        this.surplus = surplus;
        this.evictions = evictions;
    }

    /** Each second: what is beyond the wanted copies, and cool, may go. */
    public void plan() {
        office.mayOrder().ifPresent(this::plan);
    }

    private void plan(Term term) {
        for (DropOrder order : surplus.plan(office.table(), office.headroom(), office.nowNs())) {
            LOG.info("Blade {} may drop segments {} of {}, which blade {} keeps", order.slot(), order.segments(),
                    order.programId(), order.keeper());
            office.counts().add(DirectorCounter.SURPLUS_DROPS, order.segments().size());
            DropSegments message = message(order, term);
            if (order.slot() == office.slot()) {
                ownDrops.drop(message);
            } else {
                office.peers().link(order.slot()).ifPresent(link ->
                        link.send(Envelope.newBuilder().setDropSegments(message)));
            }
        }
    }

    /** An engine needs room. */
    public void onEvictionQuery(Link engine, Envelope request) {
        Optional<EvictionReply> reply = decide(engine.peer().getNumber(), request.getEvictionQuery());
        if (reply.isPresent()) {
            engine.reply(request, Envelope.newBuilder().setEvictionReply(reply.get()));
        } else {
            engine.fault(request, Fault.Code.NOT_ACTIVE, "Blade " + office.slot() + " does not act as director now");
        }
    }

    /** This blade's own engine needs room; fails where the director can't be asked. Any thread. */
    public CompletionStage<EvictionReply> ask(EvictionQuery query) {
        int asked = director.getAsInt();
        if (asked == office.slot()) {
            return CompletableFuture.supplyAsync(() -> decide(office.slot(), query)
                    .orElseThrow(() -> new IllegalStateException("no director acts now")), office.control());
        }
        return line.request(asked, Envelope.newBuilder().setEvictionQuery(query)).thenApply(Envelope::getEvictionReply);
    }

    private Optional<EvictionReply> decide(int engine, EvictionQuery query) {
        return office.mayOrder().map(term -> decide(engine, query, term));
    }

    private EvictionReply decide(int engine, EvictionQuery query, Term term) {
        List<Candidate> held = query.getHeldList().stream()
                .map(c -> new Candidate(
                        c.getProgramId(), c.getSegment(), c.getBytes(), c.getLastUsedEpochMs(), false))
                .toList();
        EvictionReply.Builder reply = EvictionReply.newBuilder();
        for (DropOrder order : evictions.decide(
                new Pressure(engine, query.getExcessBytes(), held), office.table(), office.nowNs())) {
            LOG.info("Blade {} evicts segments {} of {}, which blade {} keeps", engine, order.segments(),
                    order.programId(), order.keeper());
            office.counts().add(DirectorCounter.EVICTIONS, order.segments().size());
            reply.addDrops(message(order, term));
        }
        return reply.build();
    }

    private static DropSegments message(DropOrder order, Term term) {
        return DropSegments.newBuilder()
                .setTerm(term.toProto())
                .setProgramId(order.programId())
                .addAllSegments(order.segments())
                .setKeeperSlot(order.keeper())
                .build();
    }
}
