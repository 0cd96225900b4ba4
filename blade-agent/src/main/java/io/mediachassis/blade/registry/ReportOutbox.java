package io.mediachassis.blade.registry;

import io.mediachassis.backplane.registry.HoldingChange;
import io.mediachassis.backplane.registry.ReportReply;
import io.mediachassis.backplane.registry.ReportReply.Outcome;
import io.mediachassis.backplane.registry.SegmentRanges;
import io.mediachassis.backplane.registry.StationHolding;
import io.mediachassis.backplane.registry.StationReport;
import io.mediachassis.backplane.registry.StationReport.Body;
import io.mediachassis.backplane.registry.StationReport.Changes;
import io.mediachassis.backplane.registry.StationReport.Leave;
import io.mediachassis.backplane.registry.StationReport.Page;
import io.mediachassis.backplane.term.Term;
import io.mediachassis.blade.registry.OutboxAction.DriftMended;
import io.mediachassis.blade.registry.OutboxAction.Forget;
import io.mediachassis.blade.registry.OutboxAction.Keep;
import io.mediachassis.blade.registry.OutboxAction.LeaveAnswered;
import io.mediachassis.blade.registry.OutboxAction.LeaveStands;
import io.mediachassis.blade.registry.OutboxAction.LeaveUnknown;
import io.mediachassis.blade.registry.OutboxAction.Refused;
import io.mediachassis.blade.registry.OutboxAction.Superseded;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * A director's reports to the registry: numbered, on the disk before they are sent, sent in order, and kept until they
 * are acknowledged, whatever is lost in between. Too many of them, a gap that the registry sees, or a new term turn into
 * one full picture. A director that was started again sends what the one before it left, then its picture. Pure.
 */
public final class ReportOutbox {
    /** What is not answered for so long is sent again. */
    static final long AGAIN_NS = 2_000_000_000L;

    private final String station;
    private final int bound;
    private final int pageSize;
    private final ReportQueue queue;
    private Term term = Term.NONE;
    private long lastSequence;
    private boolean acting;
    private boolean connected;
    private boolean pictureDue;

    /**
     * An outbox with nothing but what is left from before.
     *
     * @param bound reports that are kept, at least 1; more turn into a picture
     * @param pageSize programs on a page of a picture, 1 to {@link Page#MAX_HOLDINGS}
     * @param left by the director that was this blade before, from the disk
     */
    public ReportOutbox(String station, int bound, int pageSize, List<StationReport> left) {
        this.station = StationHolding.checkName(station);
        this.bound = bound;
        this.pageSize = pageSize;
        this.queue = new ReportQueue(left);
    }

    /**
     * This blade is director.
     *
     * @throws IllegalArgumentException when the term is not later than every one before
     */
    public void begin(Term newTerm) {
        boolean later = term.isOlderThan(newTerm)
                && queue.reports().allMatch(report -> report.term().isOlderThan(newTerm));
        if (!later) {
            throw new IllegalArgumentException("term " + newTerm + " is not later than those reported in");
        }
        term = newTerm;
        lastSequence = 0;
        acting = true;
        pictureDue = true;
    }

    /** It is no more: nothing is sent until it is again. */
    public void resign() {
        acting = false;
    }

    /** The director shall give a {@link #picture} once it knows what all engines hold. */
    public boolean pictureDue() {
        return acting && pictureDue;
    }

    /** Copies and deletions; while a picture is due they will be in that. */
    public List<OutboxAction> changed(List<HoldingChange> changes, long nowNs) {
        List<OutboxAction> actions = new ArrayList<>();
        for (int i = 0; i < changes.size() && acting && !pictureDue; i += Changes.MAX_CHANGES) {
            if (queue.changes() >= bound) {
                fallBack(actions, report -> true);
            } else {
                List<HoldingChange> some = changes.subList(i, Math.min(i + Changes.MAX_CHANGES, changes.size()));
                some.forEach(queue::withdraw);
                actions.add(new Keep(add(new Changes(some), false)));
            }
        }
        send(actions, nowNs);
        return actions;
    }

    /** Nothing in the station acts on the leave for these any more, and they stay. */
    public List<OutboxAction> giveBack(StationHolding stays, long nowNs) {
        return changed(List.of(HoldingChange.kept(stays)), nowNs);
    }

    /** The whole of what the station holds, at this moment. */
    public List<OutboxAction> picture(List<StationHolding> everything, long nowNs) {
        List<OutboxAction> actions = new ArrayList<>();
        if (pictureDue()) {
            pictureDue = false;
            PicturePages.of(everything, pageSize).forEach(page -> add(page, true));
            send(actions, nowNs);
        }
        return actions;
    }

    /** May these be dropped? Answered by {@link LeaveAnswered} or {@link LeaveUnknown}. */
    public List<OutboxAction> askLeave(Leave leave, long nowNs) {
        List<OutboxAction> actions = new ArrayList<>();
        if (!acting || pictureDue) {
            actions.add(new LeaveAnswered(leave, SegmentRanges.NONE));
        } else {
            add(leave, true);
            send(actions, nowNs);
        }
        return actions;
    }

    /** A report is on the disk. */
    public List<OutboxAction> kept(StationReport report, long nowNs) {
        queue.kept(report);
        List<OutboxAction> actions = new ArrayList<>();
        send(actions, nowNs);
        return actions;
    }

    /** The registry is in reach: all that is not acknowledged is sent, again where need be. */
    public List<OutboxAction> connected(long nowNs) {
        connected = true;
        queue.unsend();
        List<OutboxAction> actions = new ArrayList<>();
        send(actions, nowNs);
        return actions;
    }

    public void disconnected() {
        connected = false;
    }

    /** To be called a few times a second. */
    public List<OutboxAction> tick(long nowNs) {
        queue.unsendLate(nowNs, AGAIN_NS);
        List<OutboxAction> actions = new ArrayList<>();
        send(actions, nowNs);
        return actions;
    }

    /** The registry wants a picture, and said so apart from any report. */
    public List<OutboxAction> reconcile() {
        List<OutboxAction> actions = new ArrayList<>();
        boolean coming = queue.reports().anyMatch(report -> report.body() instanceof Page);
        if (acting && !coming) {
            fallBack(actions, report -> true);
        }
        return actions;
    }

    /** The registry's answer; one to a report that is not waited for any more is of no interest. */
    public List<OutboxAction> replied(ReportReply reply, long nowNs) {
        List<OutboxAction> actions = new ArrayList<>();
        StationReport report = queue.answered(reply).orElse(null);
        if (report == null) {
            return actions;
        }
        switch (reply.outcome()) {
            case APPLIED, KNOWN -> acknowledged(report, reply, actions);
            case SUPERSEDED -> superseded(report, actions);
            case RECONCILE -> {
                if (queue.isFirst(report)) {
                    fallBack(actions, other -> other.term().equals(report.term()));
                } // else one before it was lost on its way, and both are sent again in time
            }
            case REFUSED -> {
                actions.add(new Refused(report, reply.text()));
                fallBack(actions, other -> other.term().equals(report.term()));
            }
            case UNAVAILABLE -> {} // sent again in time
        }
        send(actions, nowNs);
        return actions;
    }

    private void acknowledged(StationReport report, ReportReply reply, List<OutboxAction> actions) {
        SegmentRanges withdrawn = queue.withdrawn(report);
        drop(report, actions);
        if (report.body() instanceof Leave leave) {
            // Sent again, it is answered by what there is leave for now, which a later report may end.
            actions.add(new LeaveAnswered(leave, reply.granted().minus(withdrawn)));
        }
        List<StationHolding> leaving = reply.leaving().stream()
                .map(this::notAskedFor)
                .filter(holding -> !holding.segments().isEmpty())
                .toList();
        if (!leaving.isEmpty()) {
            actions.add(new LeaveStands(leaving));
        }
        if (!reply.mended().isEmpty()) {
            actions.add(new DriftMended(reply.mended()));
        }
    }

    /** What is asked for just now may have been granted, and the answer be on its way. */
    private StationHolding notAskedFor(StationHolding leaving) {
        SegmentRanges left = leaving.segments();
        for (StationReport report : queue.reports().toList()) {
            if (report.body() instanceof Leave leave && leave.program().equals(leaving.program())) {
                left = left.minus(leave.segments());
            }
        }
        return new StationHolding(leaving.program(), leaving.manifest(), leaving.total(), left);
    }

    private void superseded(StationReport report, List<OutboxAction> actions) {
        if (report.term().isOlderThan(term)) {
            drop(report, actions); // this blade's own picture of the later term says it all
        } else {
            acting = false;
            clear(actions, other -> true);
            actions.add(new Superseded(report.term()));
        }
    }

    /** A picture in the place of reports that can't be told one by one; what is left of an earlier term needs none. */
    private void fallBack(List<OutboxAction> actions, Predicate<StationReport> which) {
        boolean own = queue.ofTerm(term).anyMatch(which);
        pictureDue |= own || queue.ofTerm(term).findAny().isEmpty();
        clear(actions, which);
    }

    private void clear(List<OutboxAction> actions, Predicate<StationReport> which) {
        for (StationReport report : queue.removeAll(which)) {
            forget(report, actions);
            if (report.body() instanceof Leave leave) {
                actions.add(new LeaveUnknown(leave));
            }
        }
    }

    private void drop(StationReport report, List<OutboxAction> actions) {
        queue.remove(report);
        forget(report, actions);
    }

    private static void forget(StationReport report, List<OutboxAction> actions) {
        if (report.body() instanceof Changes) {
            actions.add(new Forget(report));
        }
    }

    private StationReport add(Body body, boolean onDisk) {
        StationReport report = new StationReport(station, term, ++lastSequence, body);
        queue.add(report, onDisk);
        return report;
    }

    private void send(List<OutboxAction> actions, long nowNs) {
        if (acting && connected) {
            queue.send(actions, nowNs);
        }
    }

    /** Reports that are not acknowledged. */
    public int waiting() {
        return queue.size();
    }
}
