package io.mediachassis.blade.agent;

import io.mediachassis.backplane.link.Link;
import io.mediachassis.backplane.proto.Envelope;
import io.mediachassis.backplane.proto.PlanQuery;
import io.mediachassis.backplane.proto.PlannedProgram;
import io.mediachassis.blade.obtain.PlanBook;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads what the head-end has planned for this station: the shell around {@link PlanBook}. Control loop, but for
 * {@link #announced} and {@link #names}.
 */
final class PlanReading {
    private static final Logger LOG = LoggerFactory.getLogger(PlanReading.class);
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final DirectorOffice office;
    private final OtherStations others;
    private final PlanBook book = new PlanBook();
    private volatile Set<String> planned = Set.of();
    private volatile long announced;
    /** Of this director's time; answers to another one's questions come too late. */
    private int time;

    PlanReading(DirectorOffice office, OtherStations others) {
        this.office = office;
        this.others = others;
    }

    /** The number of the plan, by the head-end's word. Any thread. */
    void announced(long number) {
        announced = number;
    }

    /** Whether the plan names a program. Any thread. */
    boolean names(String programId) {
        return planned.contains(programId);
    }

    List<PlannedProgram> programs() {
        return book.programs();
    }

    /** This blade directs from now on, or no more. */
    void begin() {
        time++;
        book.begin();
    }

    /** A few times a second while this blade directs. */
    void step() {
        book.announced(announced);
        book.ask(office.nowNs()).ifPresent(this::ask);
        planned = book.ids();
    }

    private void ask(String after) {
        Optional<Link> link = others.headEnd();
        if (link.isEmpty()) {
            book.onFailed(office.nowNs());
            return;
        }
        int asked = time;
        PlanQuery query = PlanQuery.newBuilder().setStation(others.own()).setAfter(after).build();
        link.get().request(Envelope.newBuilder().setPlanQuery(query), PATIENCE).whenCompleteAsync((reply, error) -> {
            if (asked != time) {
                return;
            }
            if (error == null && reply.hasPlanPage()) {
                book.onPage(reply.getPlanPage(), office.nowNs());
            } else {
                LOG.debug("The head-end tells no plan", error);
                book.onFailed(office.nowNs());
            }
        }, office.control());
    }
}
