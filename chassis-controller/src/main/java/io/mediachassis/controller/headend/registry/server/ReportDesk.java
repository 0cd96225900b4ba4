package io.mediachassis.controller.headend.registry.server;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.counter.Counts;
import io.mediachassis.backplane.proto.Envelope;
import io.mediachassis.backplane.proto.RegistryReply;
import io.mediachassis.backplane.proto.RegistryReport;
import io.mediachassis.backplane.proto.StationAlive;
import io.mediachassis.backplane.proto.StationAliveReply;
import io.mediachassis.backplane.registry.RegistryMessages;
import io.mediachassis.backplane.registry.ReportReply;
import io.mediachassis.backplane.registry.ReportReply.Outcome;
import io.mediachassis.backplane.registry.StationReport;
import io.mediachassis.backplane.registry.StationReport.Leave;
import io.mediachassis.backplane.registry.StationReport.Page;
import io.mediachassis.backplane.term.Term;
import io.mediachassis.controller.eventlog.NewEvent;
import io.mediachassis.controller.headend.registry.Registry.Welcome;
import io.mediachassis.controller.headend.registry.StoreException;
import io.mediachassis.controller.headend.registry.server.RegistryServer.Serving;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Answers what stations tell, and counts it. Blocks for the store; what one station tells comes on one thread at a time. */
final class ReportDesk {
    private final RegistrySettings settings;
    private final Clock clock;
    private final Counts<RegistryCounter> counts;
    private final Consumer<NewEvent> events;
    private final StationFacts facts;

    ReportDesk(
            RegistrySettings settings, Clock clock, Counts<RegistryCounter> counts, Consumer<NewEvent> events,
            StationFacts facts) {
        this.settings = settings;
        this.clock = clock;
        this.counts = counts;
        this.events = events;
        this.facts = facts;
    }

    /**
     * Applies a report.
     *
     * @param now null while the store is not open
     * @param trouble why that is so
     */
    Envelope.Builder report(@Nullable Serving now, RegistryReport message, String trouble) {
        StationReport report;
        try {
            report = RegistryMessages.of(message);
        } catch (IllegalArgumentException e) {
            counts.add(RegistryCounter.REFUSED);
            return Envelope.newBuilder().setRegistryReply(RegistryReply.newBuilder()
                    .setOutcome(RegistryReply.Outcome.REFUSED)
                    .setTerm(message.getTerm())
                    .setSequence(message.getSequence())
                    .setText(String.valueOf(e.getMessage())));
        }
        ReportReply reply = now == null
                ? ReportReply.plain(report, Outcome.UNAVAILABLE, trouble)
                : apply(now, report);
        count(report, reply);
        return Envelope.newBuilder().setRegistryReply(RegistryMessages.toProto(reply));
    }

    private ReportReply apply(Serving now, StationReport report) {
        try {
            if (report.body() instanceof Page page && page.first()) {
                now.drift().begins(report.station(), now.registry().station(report.station()));
            }
        } catch (StoreException e) {
            return ReportReply.plain(report, Outcome.UNAVAILABLE, String.valueOf(e.getMessage()));
        }
        ReportReply reply = now.registry().report(now.reign().withoutLeave(report, clock.nanoTime()));
        if (report.body() instanceof Page page && reply.outcome() == Outcome.APPLIED) {
            now.drift().covered(report.station(), reply.mended(), page.last(), clock.nanoTime()).ifPresent(events);
        }
        return reply;
    }

    private void count(StationReport report, ReportReply reply) {
        counts.add(RegistryCounter.REPORTS);
        switch (reply.outcome()) {
            case APPLIED -> { }
            case KNOWN -> counts.add(RegistryCounter.REPEATED);
            case RECONCILE -> counts.add(RegistryCounter.RECONCILES);
            case SUPERSEDED -> counts.add(RegistryCounter.SUPERSEDED);
            case UNAVAILABLE -> counts.add(RegistryCounter.UNAVAILABLE);
            case REFUSED -> counts.add(RegistryCounter.REFUSED);
        }
        if (reply.outcome() == Outcome.APPLIED && report.body() instanceof Leave leave) {
            counts.add(RegistryCounter.LEAVE_ASKED, leave.segments().count());
            counts.add(RegistryCounter.LEAVE_GIVEN, reply.granted().count());
        }
        reply.mended().forEach(mended -> counts.add(
                RegistryCounter.MENDED, mended.added().count() + mended.removed().count()));
    }

    /**
     * A station says that it is there.
     *
     * @param plan number of what it is to hold
     */
    Envelope.Builder alive(@Nullable Serving now, StationAlive message, long plan) {
        StationAliveReply.Builder reply = StationAliveReply.newBuilder()
                .setLifetimeMs((int) settings.stationLifetime().toMillis())
                .setPlanNumber(plan);
        try {
            if (now == null) {
                reply.setUnavailable(true);
            } else {
                Welcome welcome = now.registry().alive(message.getStation(), Term.of(message.getTerm()));
                reply.setReconcile(welcome == Welcome.RECONCILE).setSuperseded(welcome == Welcome.SUPERSEDED);
                if (welcome != Welcome.SUPERSEDED) {
                    facts.heard(message, clock.nanoTime());
                }
            }
        } catch (StoreException e) {
            reply.setUnavailable(true);
        }
        if (reply.getUnavailable()) {
            counts.add(RegistryCounter.UNAVAILABLE);
        }
        if (reply.getReconcile()) {
            counts.add(RegistryCounter.RECONCILES);
        }
        return Envelope.newBuilder().setStationAliveReply(reply);
    }
}
