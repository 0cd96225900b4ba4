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
import io.mediachassis.blade.registry.OutboxAction.Send;
import io.mediachassis.blade.registry.OutboxAction.Superseded;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.function.Predicate;

/**
 * A director's reports to the registry: numbered, on the disk before they are sent, sent in order, and kept until they
 * are acknowledged, whatever is lost in between. Too many of them, a gap that the registry sees, or a new term turn into
 * one full picture. A director that was started again sends what the one before it left, then its picture. Pure.
 */
public final class ReportOutbox {
    /** Sent and not yet answered; beyond, the next wait. */
    static final int WINDOW = 16;
    /** What is not answered for so long is sent again. */
    static final long AGAIN_NS = 2_000_000_000L;

    private final String station;
    private final int bound;
    private final int pageSize;
    private final List<Entry> queue = new ArrayList<>();
    private Term term = Term.NONE;
    private long lastSequence;
    private boolean acting;
    private boolean connected;
    private boolean pictureDue;

    private static final class Entry {
        final StationReport report;
        boolean onDisk;
        boolean sent;
        long sentNs;

        Entry(StationReport report, boolean onDisk) {
            this.report = report;
            this.onDisk = onDisk;
        }

        boolean isKept() {
            return report.body() instanceof Changes;
        }
    }

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
        left.stream()
                .sorted(Comparator.comparing(StationReport::term).thenComparing(StationReport::sequence))
                .forEach(report -> queue.add(new Entry(report, true)));
    }

    /**
     * This blade is director.
     *
     * @throws IllegalArgumentException when the term is not later than every one before
     */
    public void begin(Term newTerm) {
        boolean later = term.isOlderThan(newTerm)
                && queue.stream().allMatch(entry -> entry.report.term().isOlderThan(newTerm));
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
            if (queue.stream().filter(Entry::isKept).count() >= bound) {
                fallBack(actions, entry -> true);
            } else {
                List<HoldingChange> some = changes.subList(i, Math.min(i + Changes.MAX_CHANGES, changes.size()));
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
            pages(everything, pageSize).forEach(page -> add(page, true));
            send(actions, nowNs);
        }
        return actions;
    }

    private static List<Page> pages(List<StationHolding> everything, int pageSize) {
        List<StationHolding> byId = everything.stream()
                .filter(holding -> !holding.segments().isEmpty())
                .sorted(Comparator.comparing(StationHolding::program))
                .toList();
        List<Page> pages = new ArrayList<>();
        String after = "";
        int at = 0;
        while (byId.size() - at > pageSize) {
            List<StationHolding> some = byId.subList(at, at + pageSize);
            String through = some.get(some.size() - 1).program();
            pages.add(new Page(after, through, some));
            after = through;
            at += some.size();
        }
        pages.add(new Page(after, "", byId.subList(at, byId.size())));
        return pages;
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
        queue.stream().filter(entry -> entry.report.equals(report)).forEach(entry -> entry.onDisk = true);
        List<OutboxAction> actions = new ArrayList<>();
        send(actions, nowNs);
        return actions;
    }

    /** The registry is in reach: all that is not acknowledged is sent, again where need be. */
    public List<OutboxAction> connected(long nowNs) {
        connected = true;
        queue.forEach(entry -> entry.sent = false);
        List<OutboxAction> actions = new ArrayList<>();
        send(actions, nowNs);
        return actions;
    }

    public void disconnected() {
        connected = false;
    }

    /** To be called a few times a second. */
    public List<OutboxAction> tick(long nowNs) {
        // One that was lost on its way leaves a gap for all that follow it.
        if (queue.stream().anyMatch(entry -> entry.sent && nowNs - entry.sentNs >= AGAIN_NS)) {
            queue.forEach(entry -> entry.sent = false);
        }
        List<OutboxAction> actions = new ArrayList<>();
        send(actions, nowNs);
        return actions;
    }

    /** The registry wants a picture, and said so apart from any report. */
    public List<OutboxAction> reconcile() {
        List<OutboxAction> actions = new ArrayList<>();
        boolean coming = queue.stream().anyMatch(entry -> entry.report.body() instanceof Page);
        if (acting && !coming) {
            fallBack(actions, entry -> true);
        }
        return actions;
    }

    /** The registry's answer; one to a report that is not waited for any more is of no interest. */
    public List<OutboxAction> replied(ReportReply reply, long nowNs) {
        List<OutboxAction> actions = new ArrayList<>();
        Entry entry = queue.stream()
                .filter(e -> e.report.term().equals(reply.term()) && e.report.sequence() == reply.sequence())
                .findFirst()
                .orElse(null);
        if (entry == null) {
            return actions;
        }
        switch (reply.outcome()) {
            case APPLIED, KNOWN -> acknowledged(entry, reply, actions);
            case SUPERSEDED -> superseded(entry, actions);
            case RECONCILE -> {
                if (isFirst(entry)) {
                    fallBack(actions, e -> e.report.term().equals(entry.report.term()));
                } // else one before it was lost on its way, and both are sent again in time
            }
            case REFUSED -> {
                actions.add(new Refused(entry.report, reply.text()));
                fallBack(actions, e -> e.report.term().equals(entry.report.term()));
            }
            case UNAVAILABLE -> {} // sent again in time
        }
        send(actions, nowNs);
        return actions;
    }

    /** Whether every report before it is acknowledged: a gap before it is none that is left to fill. */
    private boolean isFirst(Entry entry) {
        return queue.stream()
                .filter(e -> e.report.term().equals(entry.report.term()))
                .findFirst()
                .filter(e -> e == entry)
                .isPresent();
    }

    private void acknowledged(Entry entry, ReportReply reply, List<OutboxAction> actions) {
        drop(entry, actions);
        if (entry.report.body() instanceof Leave leave) {
            actions.add(new LeaveAnswered(leave, reply.granted()));
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
        for (Entry entry : queue) {
            if (entry.report.body() instanceof Leave leave && leave.program().equals(leaving.program())) {
                left = left.minus(leave.segments());
            }
        }
        return new StationHolding(leaving.program(), leaving.manifest(), leaving.total(), left);
    }

    private void superseded(Entry entry, List<OutboxAction> actions) {
        if (entry.report.term().isOlderThan(term)) {
            drop(entry, actions); // this blade's own picture of the later term says it all
        } else {
            acting = false;
            clear(actions, e -> true);
            actions.add(new Superseded(entry.report.term()));
        }
    }

    /** A picture in the place of reports that can't be told one by one; what is left of an earlier term needs none. */
    private void fallBack(List<OutboxAction> actions, Predicate<Entry> which) {
        pictureDue |= queue.stream().noneMatch(e -> e.report.term().equals(term)) || clearsOwn(which);
        clear(actions, which);
    }

    private boolean clearsOwn(Predicate<Entry> which) {
        return queue.stream().anyMatch(e -> e.report.term().equals(term) && which.test(e));
    }

    private void clear(List<OutboxAction> actions, Predicate<Entry> which) {
        for (Iterator<Entry> entries = queue.iterator(); entries.hasNext(); ) {
            Entry entry = entries.next();
            if (which.test(entry)) {
                entries.remove();
                gone(entry, actions);
                if (entry.report.body() instanceof Leave leave) {
                    actions.add(new LeaveUnknown(leave));
                }
            }
        }
    }

    private void drop(Entry entry, List<OutboxAction> actions) {
        queue.remove(entry);
        gone(entry, actions);
    }

    private static void gone(Entry entry, List<OutboxAction> actions) {
        if (entry.isKept()) {
            actions.add(new Forget(entry.report));
        }
    }

    private StationReport add(Body body, boolean onDisk) {
        StationReport report = new StationReport(station, term, ++lastSequence, body);
        queue.add(new Entry(report, onDisk));
        return report;
    }

    /** In order, up to the first that is not on the disk yet. */
    private void send(List<OutboxAction> actions, long nowNs) {
        int waiting = 0;
        for (Entry entry : queue) {
            if (!acting || !connected || !entry.onDisk || ++waiting > WINDOW) {
                return;
            }
            if (!entry.sent) {
                entry.sent = true;
                entry.sentNs = nowNs;
                actions.add(new Send(entry.report));
            }
        }
    }

    /** Reports that are not acknowledged. */
    public int waiting() {
        return queue.size();
    }
}
