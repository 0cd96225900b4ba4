package io.mediachassis.blade.agent;

import io.mediachassis.backplane.link.Link;
import io.mediachassis.backplane.proto.DropSegments;
import io.mediachassis.backplane.proto.Envelope;
import io.mediachassis.backplane.proto.EvictionCandidate;
import io.mediachassis.backplane.proto.EvictionQuery;
import io.mediachassis.backplane.proto.EvictionReply;
import io.mediachassis.backplane.proto.Fault;
import io.mediachassis.backplane.registry.SegmentRanges;
import io.mediachassis.backplane.registry.StationHolding;
import io.mediachassis.backplane.term.Term;
import io.mediachassis.blade.director.DirectorCounter;
import io.mediachassis.blade.director.EvictionDesk;
import io.mediachassis.blade.director.EvictionPlanner.Candidate;
import io.mediachassis.blade.director.EvictionPlanner.Pressure;
import io.mediachassis.blade.director.LastCopies;
import io.mediachassis.blade.director.LeaveRefusals;
import io.mediachassis.blade.director.SurplusDrops.DropOrder;
import io.mediachassis.blade.director.SurplusDrops;
import io.mediachassis.blade.engine.EngineLine;
import io.mediachassis.blade.engine.SegmentDrops;
import io.mediachassis.blade.registry.LeaveDesk;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the director lets engines drop, and how an engine asks for it. Control loop, but for {@link #ask}. */
public final class DropWork {
    private static final Logger LOG = LoggerFactory.getLogger(DropWork.class);

    /** The engine waits a second for the director. */
    private static final long LEAVE_MS = 700;
    /** A thousand years. */
    private static final long PLANNED_MS = 31_557_600_000_000L;

    private final DirectorOffice office;
    private final EngineLine line;
    private final IntSupplier director;
    private final SegmentDrops ownDrops;
    private final SurplusDrops surplus;
    private final EvictionDesk evictions;
    private final LeaveDesk leaves;
    private final LeaveRefusals refusals = new LeaveRefusals();
    private Predicate<String> planned = program -> false;

    /**
     * @param line to the director
     * @param director the slot that acts as director as far as this blade knows; 0: none
     * @param leaves asks whether the station's last copy of something may go
     */
    public DropWork(
            DirectorOffice office,
            EngineLine line,
            IntSupplier director,
            SegmentDrops ownDrops,
            SurplusDrops surplus,
            EvictionDesk evictions,
            LeaveDesk leaves) {
        this.leaves = leaves;
        this.office = office;
        this.line = line;
        this.director = director;
        this.ownDrops = ownDrops;
        this.surplus = surplus;
        this.evictions = evictions;
    }

    /** @param programs what the head-end has planned for this station. Before the first question */
    void planned(Predicate<String> programs) {
        planned = programs;
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
        decide(engine.peer().getNumber(), request.getEvictionQuery()).whenComplete((reply, error) -> {
            if (error == null) {
                engine.reply(request, Envelope.newBuilder().setEvictionReply(reply));
            } else {
                engine.fault(request, Fault.Code.NOT_ACTIVE, "Blade " + office.slot() + " does not act as director now");
            }
        });
    }

    /** This blade's own engine needs room; fails where the director can't be asked. Any thread. */
    public CompletionStage<EvictionReply> ask(EvictionQuery query) {
        int asked = director.getAsInt();
        if (asked == office.slot()) {
            return CompletableFuture.supplyAsync(() -> decide(office.slot(), query), office.control())
                    .thenCompose(reply -> reply);
        }
        return line.request(asked, Envelope.newBuilder().setEvictionQuery(query)).thenApply(Envelope::getEvictionReply);
    }

    /** Fails where no director acts here now. */
    private CompletionStage<EvictionReply> decide(int engine, EvictionQuery query) {
        return office.mayOrder()
                .map(term -> decide(engine, query, term))
                .orElseGet(() -> CompletableFuture.failedFuture(new IllegalStateException("no director acts now")));
    }

    private CompletionStage<EvictionReply> decide(int engine, EvictionQuery query, Term term) {
        List<Candidate> held = query.getHeldList().stream()
                .map(c -> new Candidate(
                        c.getProgramId(), c.getSegment(), c.getBytes(), lastUsedMs(c), false))
                .toList();
        Pressure pressure = new Pressure(engine, query.getExcessBytes(), held);
        EvictionReply.Builder reply = EvictionReply.newBuilder();
        long bytes = 0;
        for (DropOrder order : evictions.decide(pressure, office.table(), office.nowNs())) {
            LOG.info("Blade {} evicts segments {} of {}, which blade {} keeps", engine, order.segments(),
                    order.programId(), order.keeper());
            office.counts().add(DirectorCounter.EVICTIONS, order.segments().size());
            reply.addDrops(message(order, term));
            bytes += bytes(order, held);
        }
        List<StationHolding> last = evictions.mayEvict() && leaves != LeaveDesk.NONE
                ? LastCopies.of(
                        new Pressure(engine, query.getExcessBytes(), refusals.without(held, office.nowNs())),
                        office.table(), query.getExcessBytes() - bytes)
                : List.of();
        return byLeave(engine, reply, last, term);
    }

    /** What the plan says that the station shall hold goes after everything else, as if it were used in a far future. */
    private long lastUsedMs(EvictionCandidate candidate) {
        return candidate.getLastUsedEpochMs() + (planned.test(candidate.getProgramId()) ? PLANNED_MS : 0);
    }

    private static long bytes(DropOrder order, List<Candidate> held) {
        return held.stream()
                .filter(c -> c.programId().equals(order.programId()) && order.segments().contains(c.segment()))
                .mapToLong(Candidate::bytes)
                .sum();
    }

    /** The orders, and those for which another station's copies are enough. */
    private CompletionStage<EvictionReply> byLeave(
            int engine, EvictionReply.Builder reply, List<StationHolding> last, Term term) {
        CompletionStage<EvictionReply.Builder> all = CompletableFuture.completedFuture(reply);
        for (StationHolding wanted : last) {
            CompletionStage<SegmentRanges> leave = leaves.askLeave(wanted)
                    .toCompletableFuture()
                    .copy()
                    .completeOnTimeout(SegmentRanges.NONE, LEAVE_MS, TimeUnit.MILLISECONDS)
                    .thenApplyAsync(granted -> answered(wanted, granted), office.control());
            all = all.thenCombine(leave, (orders, granted) -> granted.isEmpty()
                    ? orders
                    : orders.addDrops(dropByLeave(engine, wanted.program(), granted, term)));
        }
        return all.thenApply(EvictionReply.Builder::build);
    }

    private SegmentRanges answered(StationHolding wanted, SegmentRanges granted) {
        refusals.note(
                new StationHolding(
                        wanted.program(), wanted.manifest(), wanted.total(), wanted.segments().minus(granted)),
                office.nowNs());
        return granted;
    }

    private DropSegments dropByLeave(int engine, String program, SegmentRanges granted, Term term) {
        LOG.info("Blade {} may drop the station's last copies of segments {} of {}: another station holds them", engine,
                granted, program);
        office.counts().add(DirectorCounter.EVICTIONS_BY_LEAVE, granted.count());
        return DropSegments.newBuilder()
                .setTerm(term.toProto())
                .setProgramId(program)
                .addAllSegments(granted.numbers())
                .setByLeave(true)
                .build();
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
