package io.mediachassis.blade.registry;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.counter.Counts;
import io.mediachassis.backplane.link.Link;
import io.mediachassis.backplane.proto.Envelope;
import io.mediachassis.backplane.proto.StationAlive;
import io.mediachassis.backplane.registry.RegistryMessages;
import io.mediachassis.backplane.registry.SegmentRanges;
import io.mediachassis.backplane.registry.StationHolding;
import io.mediachassis.backplane.registry.StationReport;
import io.mediachassis.backplane.term.Term;
import io.mediachassis.blade.director.SegmentLocationTable;
import io.mediachassis.blade.registry.OutboxAction.DriftMended;
import io.mediachassis.blade.registry.OutboxAction.Forget;
import io.mediachassis.blade.registry.OutboxAction.Keep;
import io.mediachassis.blade.registry.OutboxAction.LeaveAnswered;
import io.mediachassis.blade.registry.OutboxAction.LeaveStands;
import io.mediachassis.blade.registry.OutboxAction.LeaveUnknown;
import io.mediachassis.blade.registry.OutboxAction.Refused;
import io.mediachassis.blade.registry.OutboxAction.Send;
import io.mediachassis.blade.registry.OutboxAction.Superseded;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the director tells the media location registry, and asks it: the shell around {@link ReportOutbox}. Everything runs
 * on a thread of its own, which may wait for the disk; {@link #askLeave} and {@link #trouble} may be called on any.
 */
public final class StationReporter implements LeaveDesk {
    private static final Logger LOG = LoggerFactory.getLogger(StationReporter.class);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    /** Reports of changes that wait; more become one picture. */
    private static final int BOUND = 1000;

    /** A blade that a controller names may be out of this one's reach for good. */
    private static final long ALL_HEARD_NS = 10_000_000_000L;

    /** A registry that refuses what this software sends is not asked again and again. */
    private static final long REFUSED_NS = 30_000_000_000L;

    private final String station;
    private final KeptReports kept;
    private final Executor thread;
    private final Clock clock;
    private final Counts<OutboxCounter> counts;
    private final HeadEndLine line;
    private final LeaveAsking leaves;
    private ReportOutbox outbox;
    private Map<String, StationHolding> reported = Map.of();
    private TableView seen = TableView.NOTHING;
    private boolean lookAgain;
    private Term term = Term.NONE;
    private boolean directs;
    private long beganNs;
    private long pictureFromNs;
    private @Nullable Link link;
    private boolean connected;
    private volatile Optional<String> trouble = Optional.empty();
    private volatile Supplier<StationAlive> presence = StationAlive::getDefaultInstance;
    private volatile LongConsumer plan = number -> {};

    /**
     * How it is with this blade now.
     *
     * @param directs the term in which it may give orders as director
     * @param table what the station holds
     * @param allHeard every blade that a controller names has told what it holds
     * @param headEnd the link to the controller that runs the head-end, while there is one
     */
    public record Standing(
            Optional<Term> directs, SegmentLocationTable table, boolean allHeard, Optional<Link> headEnd) {}

    /**
     * A reporter of what an agent before left, and of nothing yet.
     *
     * @param file null where the disk has none: what a report lost with its blade had is in the next director's picture
     * @param thread runs one thing after another
     */
    public StationReporter(
            String station, @Nullable OutboxFile file, Executor thread, Clock clock, Counts<OutboxCounter> counts) {
        this.station = station;
        this.kept = new KeptReports(file, counts);
        this.thread = thread;
        this.clock = clock;
        this.counts = counts;
        this.line = new HeadEndLine(clock.nanoTime());
        this.leaves = new LeaveAsking(counts);
        this.outbox = outbox(kept.left());
    }

    private ReportOutbox outbox(List<StationReport> left) {
        return new ReportOutbox(station, BOUND, StationReport.Page.MAX_HOLDINGS, left);
    }

    /**
     * What else is said and heard when the station says that it is there. Any thread.
     *
     * @param more where its director answers others, how busy it is, and what it measured; called on the reporter's thread
     * @param plans takes the number of the plan for this station, on that thread
     */
    public void presence(Supplier<StationAlive> more, LongConsumer plans) {
        presence = more;
        plan = plans;
    }

    /** A few times a second, on its thread. */
    public void step(Standing now) {
        long nowNs = clock.nanoTime();
        if (!directs) {
            line.begins(nowNs);
        }
        directs = now.directs().isPresent();
        if (!directs) {
            connect(null, nowNs);
            trouble = Optional.empty();
            return;
        }
        begin(now.directs().get(), nowNs);
        connect(now.headEnd().orElse(null), nowNs);
        if (link != null && line.due(nowNs)) {
            sayAlive(link);
        }
        perform(outbox.tick(nowNs));
        List<StationHolding> over = leaves.over(nowNs);
        lookAgain |= !over.isEmpty();
        Map<String, StationHolding> before = reported;
        tell(now, nowNs);
        giveBack(over, before, nowNs);
        trouble = line.trouble(nowNs);
    }

    private void begin(Term now, long nowNs) {
        if (now.equals(term)) {
            return;
        }
        try {
            outbox.begin(now);
        } catch (IllegalArgumentException e) {
            // Of another life of this chassis: its terms began anew, and nobody waits for these reports.
            LOG.warn("Reports of an earlier time are left out: {}", e.getMessage());
            kept.left().forEach(kept::forget);
            outbox = outbox(List.of());
            outbox.begin(now);
            connected = false;
        }
        leaves.abandon();
        term = now;
        beganNs = nowNs;
        reported = Map.of();
    }

    // ---- the head-end ------------------------------------------------------------------------------------------

    private void connect(@Nullable Link now, long nowNs) {
        if (now != link) {
            link = now;
            line.changed(now != null, nowNs);
        }
        if (connected && !line.welcomed()) {
            connected = false;
            outbox.disconnected();
        }
    }

    private void sayAlive(Link to) {
        ask(to, Envelope.newBuilder().setStationAlive(
                        presence.get().toBuilder().setStation(station).setTerm(term.toProto())), (reply, error) -> {
            if (to != link) {
                return;
            }
            long nowNs = clock.nanoTime();
            if (reply == null || !reply.hasStationAliveReply()) {
                line.failed(error, nowNs);
                return;
            }
            line.answered(reply.getStationAliveReply(), nowNs);
            if (line.welcomed()) {
                plan.accept(reply.getStationAliveReply().getPlanNumber());
            }
            if (line.welcomed() && !connected && directs) {
                connected = true;
                perform(outbox.connected(nowNs));
            }
            if (line.welcomed() && reply.getStationAliveReply().getReconcile()) {
                perform(outbox.reconcile());
            }
        });
    }

    private interface Answer {
        void on(@Nullable Envelope reply, @Nullable Throwable error);
    }

    private void ask(Link to, Envelope.Builder question, Answer then) {
        to.request(question, PATIENCE).whenComplete((reply, error) -> {
            try {
                thread.execute(() -> then.on(reply, error));
            } catch (RejectedExecutionException e) {
                LOG.debug("An answer of the head-end came at the end");
            }
        });
    }

    // ---- what the station holds --------------------------------------------------------------------------------

    private void tell(Standing now, long nowNs) {
        TableView sees = TableView.of(now.table());
        if (outbox.pictureDue()) {
            boolean knows = now.allHeard() || nowNs - beganNs >= ALL_HEARD_NS;
            if (connected && knows && pictureFromNs - nowNs <= 0) {
                seen = sees;
                reported = holdings(now.table());
                counts.add(OutboxCounter.PICTURES);
                LOG.info("The registry gets the full picture: {} programs", reported.size());
                perform(outbox.picture(new ArrayList<>(reported.values()), nowNs));
            }
        } else if (!sees.equals(seen) || lookAgain) {
            seen = sees;
            lookAgain = false;
            Map<String, StationHolding> held = holdings(now.table());
            var changes = HoldingDiff.of(reported, held);
            reported = held;
            if (!changes.isEmpty()) {
                perform(outbox.changed(changes, nowNs));
            }
        }
    }

    private Map<String, StationHolding> holdings(SegmentLocationTable table) {
        return leaves.book().settled(reported, StationHoldings.reachable(table), StationHoldings.known(table));
    }

    // ---- leave -------------------------------------------------------------------------------------------------

    @Override
    public CompletionStage<SegmentRanges> askLeave(StationHolding wanted) {
        CompletableFuture<SegmentRanges> answer = new CompletableFuture<>();
        try {
            thread.execute(() -> askLeave(wanted, answer));
        } catch (RejectedExecutionException e) {
            answer.complete(SegmentRanges.NONE);
        }
        return answer;
    }

    private void askLeave(StationHolding wanted, CompletableFuture<SegmentRanges> answer) {
        if (directs && connected) {
            leaves.question(wanted, answer).ifPresent(leave -> perform(outbox.askLeave(leave, clock.nanoTime())));
        } else {
            answer.complete(SegmentRanges.NONE);
        }
    }

    /** What nobody drops any more, and is still here: what only another engine was known to have is told as gone first. */
    private void giveBack(List<StationHolding> all, Map<String, StationHolding> before, long nowNs) {
        for (StationHolding over : all) {
            StationHolding was = before.get(over.program());
            StationHolding held = reported.get(over.program());
            if (was != null && was.manifest().equals(over.manifest())
                    && held != null && held.manifest().equals(over.manifest())) {
                SegmentRanges stays = held.segments().and(was.segments()).and(over.segments());
                if (!stays.isEmpty()) {
                    perform(outbox.giveBack(
                            new StationHolding(held.program(), held.manifest(), held.total(), stays), nowNs));
                }
            }
        }
    }

    // ---- what the outbox wants done ----------------------------------------------------------------------------

    private void perform(List<OutboxAction> actions) {
        for (OutboxAction action : actions) {
            perform(action);
        }
    }

    private void perform(OutboxAction action) {
        if (action instanceof Keep keep) {
            kept.keep(keep.report());
            perform(outbox.kept(keep.report(), clock.nanoTime()));
        } else if (action instanceof Forget forget) {
            kept.forget(forget.report());
        } else if (action instanceof Send send) {
            send(send.report());
        } else if (action instanceof LeaveAnswered answer) {
            leaves.answered(answer.leave(), answer.granted(), clock.nanoTime());
        } else if (action instanceof LeaveUnknown unknown) {
            leaves.answered(unknown.leave(), SegmentRanges.NONE, clock.nanoTime());
        } else if (action instanceof LeaveStands stands) {
            stands.leaving().forEach(leaving -> leaves.book().note(leaving, clock.nanoTime()));
        } else if (action instanceof DriftMended drift) {
            int segments = drift.mended().stream().mapToInt(m -> m.added().count() + m.removed().count()).sum();
            counts.add(OutboxCounter.MENDED, segments);
            LOG.info("The registry had believed otherwise of {} segments of {} programs", segments, drift.mended().size());
        } else if (action instanceof Superseded superseded) {
            LOG.warn("Reports of term {} are over: a director of a later term has reported", superseded.byReportOf());
        } else if (action instanceof Refused refused) {
            counts.add(OutboxCounter.REFUSED);
            pictureFromNs = clock.nanoTime() + REFUSED_NS;
            LOG.error("The registry takes report {} never: {}; a full picture follows in its place",
                    refused.report().sequence(), refused.why());
        }
    }

    private void send(StationReport report) {
        Link to = link;
        if (to != null) {
            counts.add(OutboxCounter.SENT);
            ask(to, Envelope.newBuilder().setRegistryReport(RegistryMessages.toProto(report)), this::replied);
        }
    }

    private void replied(@Nullable Envelope reply, @Nullable Throwable error) {
        if (reply == null || !reply.hasRegistryReply()) {
            return; // sent again in time
        }
        try {
            perform(outbox.replied(RegistryMessages.of(reply.getRegistryReply()), clock.nanoTime()));
        } catch (IllegalArgumentException e) {
            LOG.warn("The registry's reply can't be read: {}", e.getMessage());
        }
    }

    /** Why the registry takes no reports, for people; empty while it does, or while this blade directs nothing. */
    public Optional<String> trouble() {
        return Objects.requireNonNull(trouble);
    }
}
