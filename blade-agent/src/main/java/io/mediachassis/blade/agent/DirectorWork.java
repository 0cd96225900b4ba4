package io.mediachassis.blade.agent;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.link.Link;
import io.mediachassis.backplane.proto.Envelope;
import io.mediachassis.backplane.proto.Fault;
import io.mediachassis.backplane.proto.FetchProgram;
import io.mediachassis.backplane.term.Term;
import io.mediachassis.blade.director.Peers;
import io.mediachassis.blade.director.ProgramAdmission;
import io.mediachassis.blade.director.ReplicaPlanner;
import io.mediachassis.blade.director.ReplicaPlanner.FetchOrder;
import io.mediachassis.blade.director.SegmentLocationTable;
import io.mediachassis.blade.director.SegmentPlacement;
import io.mediachassis.blade.engine.Copies;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the director does besides answering consoles: keeps the wanted number of copies, and says where a new program
 * goes. Control loop.
 */
public final class DirectorWork {
    private static final Logger LOG = LoggerFactory.getLogger(DirectorWork.class);
    private static final long COPY_TIMEOUT_NS = 600_000_000_000L;
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final int slot;
    private final Supplier<Optional<Term>> acting;
    private final BooleanSupplier mayOrder;
    private final Peers peers;
    private final Copies ownCopies;
    private final Supplier<SegmentLocationTable> table;
    private final ReplicaPlanner planner;
    private final ProgramAdmission admission;
    private final Clock clock;

    /**
     * @param acting the term in which this blade acts as director now, else empty
     * @param mayOrder whether it may order copies now: not as caretaker
     */
    public DirectorWork(
            int slot,
            Supplier<Optional<Term>> acting,
            BooleanSupplier mayOrder,
            Peers peers,
            Copies ownCopies,
            Supplier<SegmentLocationTable> table,
            SegmentPlacement placement,
            ProgramAdmission admission,
            Clock clock) {
        this.slot = slot;
        this.acting = acting;
        this.mayOrder = mayOrder;
        this.peers = peers;
        this.ownCopies = ownCopies;
        this.table = table;
        this.admission = admission;
        this.planner = new ReplicaPlanner(placement, COPY_TIMEOUT_NS);
        this.clock = clock;
    }

    /** Orders what is missing; called each second and after every change of the table. */
    public void plan() {
        Optional<Term> term = acting.get();
        if (term.isEmpty() || !mayOrder.getAsBoolean()) {
            return;
        }
        admission.arrived(table.get());
        for (FetchOrder order : planner.plan(table.get(), clock.nanoTime())) {
            order(order, term.get());
        }
    }

    /** A controller asks where a new program is to be delivered. */
    void onPublish(Link controller, Envelope request) {
        if (!mayOrder.getAsBoolean()) {
            controller.fault(request, Fault.Code.NOT_ACTIVE, "Blade " + slot + " does not act as director now");
            return;
        }
        ProgramAdmission.Decision decision =
                admission.decide(request.getPublishRequest(), table.get(), clock.nanoTime());
        if (decision instanceof ProgramAdmission.Decision.Deliver deliver) {
            controller.reply(request, Envelope.newBuilder().setPublishReply(deliver.reply()));
        } else if (decision instanceof ProgramAdmission.Decision.Refused refused) {
            controller.fault(request, Fault.Code.REFUSED, refused.text());
        }
    }

    private void order(FetchOrder order, Term term) {
        String source = table.get().engine(order.sourceSlot()).map(e -> e.load().getHttpUrl()).orElse("");
        LOG.info("Blade {} is to copy {} segments of {} from blade {}", order.targetSlot(), order.segments().size(),
                order.programId(), order.sourceSlot());
        if (order.targetSlot() == slot) {
            String refusal = ownCopies.fetch(order.programId(), order.segments(), source);
            if (!refusal.isEmpty()) {
                planner.refused(order, clock.nanoTime());
            }
            return;
        }
        Optional<Link> link = peers.link(order.targetSlot());
        if (link.isEmpty()) {
            planner.refused(order, clock.nanoTime());
            return;
        }
        Envelope.Builder message = Envelope.newBuilder()
                .setFetchProgram(FetchProgram.newBuilder()
                        .setTerm(term.toProto())
                        .setProgramId(order.programId())
                        .addAllSegments(order.segments())
                        .setSourceSlot(order.sourceSlot())
                        .setSourceUrl(source));
        // Completes on the link's loop, which is this one.
        link.get().request(message, PATIENCE).whenComplete((reply, error) -> {
            if (error != null || !reply.getFetchReply().getAccepted()) {
                LOG.info("Blade {} does not copy {}: {}", order.targetSlot(), order.programId(),
                        error != null ? error.getMessage() : reply.getFetchReply().getText());
                planner.refused(order, clock.nanoTime());
            }
        });
    }
}
