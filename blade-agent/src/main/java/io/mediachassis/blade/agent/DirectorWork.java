package io.mediachassis.blade.agent;

import io.mediachassis.backplane.link.Link;
import io.mediachassis.backplane.proto.Envelope;
import io.mediachassis.backplane.proto.Fault;
import io.mediachassis.backplane.proto.FetchProgram;
import io.mediachassis.backplane.term.Term;
import io.mediachassis.blade.director.ProgramAdmission;
import io.mediachassis.blade.director.ReplicaPlanner;
import io.mediachassis.blade.director.ReplicaPlanner.FetchOrder;
import io.mediachassis.blade.director.SegmentPlacement;
import io.mediachassis.blade.engine.Copies;
import java.time.Duration;
import java.util.Optional;
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

    private final DirectorOffice office;
    private final Copies ownCopies;
    private final ReplicaPlanner planner;
    private final ProgramAdmission admission;
    private Runnable also = () -> {};

    public DirectorWork(
            DirectorOffice office, Copies ownCopies, SegmentPlacement placement, ProgramAdmission admission) {
        this.office = office;
        this.ownCopies = ownCopies;
        this.planner = new ReplicaPlanner(placement, COPY_TIMEOUT_NS);
        this.admission = admission;
    }

    /** What else is done whenever an engine tells what it holds, and each second. */
    void also(Runnable work) {
        also = work;
    }

    /** Whether a program is announced to be delivered to this station. */
    boolean takesIn(String programId) {
        return admission.takenInBy(programId) != 0;
    }

    /** Orders what is missing; called each second and after every change of the table. */
    public void plan() {
        office.mayOrder().ifPresent(term -> {
            admission.heard(office.table(), office.nowNs());
            planner.plan(office.table(), office.nowNs()).forEach(order -> order(order, term));
        });
        also.run();
    }

    /** A controller asks where a new program is to be delivered. */
    void onPublish(Link controller, Envelope request) {
        if (office.mayOrder().isEmpty()) {
            controller.fault(
                    request, Fault.Code.NOT_ACTIVE, "Blade " + office.slot() + " does not act as director now");
            return;
        }
        ProgramAdmission.Decision decision =
                admission.decide(request.getPublishRequest(), office.table(), office.nowNs());
        if (decision instanceof ProgramAdmission.Decision.Deliver deliver) {
            controller.reply(request, Envelope.newBuilder().setPublishReply(deliver.reply()));
        } else if (decision instanceof ProgramAdmission.Decision.Refused refused) {
            controller.fault(request, Fault.Code.REFUSED, refused.text());
        }
    }

    private void order(FetchOrder order, Term term) {
        String source = office.table().engine(order.sourceSlot()).map(e -> e.load().getHttpUrl()).orElse("");
        LOG.info("Blade {} is to copy {} segments of {} from blade {}", order.targetSlot(), order.segments().size(),
                order.programId(), order.sourceSlot());
        if (order.targetSlot() == office.slot()) {
            String refusal = ownCopies.fetch(order.programId(), order.segments(), source);
            if (!refusal.isEmpty()) {
                planner.refused(order, office.nowNs());
            }
            return;
        }
        Optional<Link> link = office.peers().link(order.targetSlot());
        if (link.isEmpty()) {
            planner.refused(order, office.nowNs());
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
                planner.refused(order, office.nowNs());
            }
        });
    }
}
