package io.mediachassis.blade.obtain;

import io.mediachassis.backplane.proto.PlannedProgram;
import io.mediachassis.backplane.proto.SegmentCopied;
import io.mediachassis.backplane.proto.SegmentSourceReply;
import io.mediachassis.backplane.registry.SegmentRanges;
import io.mediachassis.backplane.source.SourceChoice;
import io.mediachassis.blade.director.SegmentLocationTable;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * All programs that come to this station from others: by demand, of which each is one fill however many ask (seed 002 claim
 * 14), and by plan, which waits where a fill is hungry. Pure; the director's control loop owns it.
 */
public final class Obtainings {
    private static final long SECOND = 1_000_000_000L;
    /** Programs that consoles watch, at a time. */
    static final int FILLS = 32;
    /** Those that nobody watches any more, which go on one after the other. */
    static final int BACKGROUND = 64;
    /** Planned programs that are worked on at a time. */
    private static final int PLANNED = 8;
    /** A fill that was given up is not begun again at once. */
    static final long AFTER_FAILURE_NS = 2 * SECOND;
    private static final long TURN_NS = SECOND;

    private final Targets targets;
    private final Supplier<SourceChoice> choices;
    private SourceChoice choice;
    private final Map<String, Obtaining> coming = new LinkedHashMap<>();
    private final UnknownPrograms unknown = new UnknownPrograms();
    private final Map<String, Long> failedUntilNs = new HashMap<>();
    private final Set<String> begun = new HashSet<>();
    private final PlanPauses pauses = new PlanPauses();
    private Set<String> planned = Set.of();
    /** All that the plan names, in its turn or not. */
    private Set<String> named = Set.of();
    /** What does not come, since another program goes by its id here. */
    private Set<String> blocked = Set.of();
    private Map<String, PlannedProgram> turn = Map.of();
    private long turnNs;
    private boolean turned;

    /** @param choices makes what chooses the stations, for a director's time */
    public Obtainings(Targets targets, Supplier<SourceChoice> choices) {
        this.targets = targets;
        this.choices = choices;
        this.choice = choices.get();
    }

    // ---- demand ------------------------------------------------------------------------------------------------

    /**
     * A console asks for a segment that no engine of this station holds, or comes near it.
     *
     * @param at the engine that is to have it; 0: any
     */
    public Outlook want(String programId, int segment, int at, long nowNs) {
        if (unknown.has(programId, nowNs)) {
            return Outlook.UNKNOWN;
        }
        Obtaining known = coming.get(programId);
        boolean counts = known == null || (known.demanded() && !known.watched(nowNs));
        if (counts && fills(nowNs) >= FILLS) {
            return Outlook.NOT_NOW;
        }
        if (known == null) {
            failedUntilNs.values().removeIf(until -> until - nowNs <= 0);
            if (failedUntilNs.containsKey(programId) || !unknown.mayAsk(nowNs)) {
                return Outlook.NOT_NOW;
            }
            known = new Obtaining(programId, "", "", choice, nowNs);
            coming.put(programId, known);
        }
        known.want(segment, at, nowNs);
        return Outlook.COMING;
    }

    /** Programs that consoles watch and that are on their way. */
    public int fills(long nowNs) {
        return (int) coming.values().stream().filter(program -> program.watched(nowNs)).count();
    }

    /** Fills that nobody watches any more, in the order in which they began: the first one goes on. */
    private List<Obtaining> background(long nowNs) {
        return coming.values().stream().filter(program -> program.demanded() && !program.watched(nowNs)).toList();
    }

    /** Those of them that rest; of too many the oldest are left. */
    private Set<Obtaining> resting(SegmentLocationTable table, long nowNs) {
        List<Obtaining> background = background(nowNs);
        int tooMany = Math.max(0, background.size() - BACKGROUND);
        background.subList(0, tooMany).forEach(program -> {
            coming.remove(program.programId());
            begun.remove(program.programId());
        });
        Set<Obtaining> resting = new HashSet<>(background.subList(
                Math.min(background.size(), tooMany + 1), background.size()));
        resting.forEach(program -> program.rest(table, nowNs));
        return resting;
    }

    /** Whether it comes, and what may be hoped for if not. */
    public Outlook outlook(String programId, long nowNs) {
        return coming.containsKey(programId) ? Outlook.COMING
                : unknown.has(programId, nowNs) ? Outlook.UNKNOWN : Outlook.NOT_NOW;
    }

    // ---- what was answered -------------------------------------------------------------------------------------

    /** The registry named stations; none: it knows of nobody. */
    public void onWhere(String programId, List<Offer> offers, long nowNs) {
        with(programId, program -> program.sources().onWhere(offers, nowNs));
    }

    /** It did not answer. */
    public void onWhereFailed(String programId, long nowNs) {
        with(programId, program -> program.sources().onWhereFailed(nowNs));
    }

    /** A station's director answered. */
    public void onAnswer(String programId, String station, SegmentSourceReply reply, long nowNs) {
        with(programId, program -> program.sources().onAnswer(station, reply, nowNs));
    }

    /** It could not be asked. */
    public void onStationFailed(String programId, String station, long nowNs) {
        with(programId, program -> program.sources().onFailed(station, nowNs));
    }

    /** An engine would not take an order. */
    public void onRefused(Order order, long nowNs) {
        with(order.programId(), program -> program.onRefused(order, nowNs));
    }

    /** A copy is over. */
    public void onCopied(SegmentCopied done, long nowNs) {
        with(done.getProgramId(), program -> program.onCopied(done, nowNs));
        if (done.getWhole()) {
            pauses.over(done.getProgramId());
        }
    }

    private void with(String programId, Consumer<Obtaining> then) {
        Obtaining known = coming.get(programId);
        if (known != null) {
            then.accept(known);
        }
    }

    // ---- what is to be done ------------------------------------------------------------------------------------

    /**
     * A few times a second, and after each answer.
     *
     * @param plan what the station shall hold
     * @param epochMs by the wall clock, of the plan's windows
     */
    public List<Act> step(Collection<PlannedProgram> plan, SegmentLocationTable table, long epochMs, long nowNs) {
        List<Act> acts = new ArrayList<>();
        takeTurns(plan, table, epochMs, nowNs, acts);
        Set<Obtaining> resting = resting(table, nowNs);
        for (Obtaining program : List.copyOf(coming.values())) {
            program.sources().takeDistrusted().forEach(one ->
                    acts.add(new Act.Distrust(one.station(), one.sources(), one.why())));
            program.sources().takeDifferent().forEach(one -> acts.add(new Act.Differs(
                    program.programId(), one.station(), program.sources().manifest(), one.manifest())));
            end(program, table, nowNs, acts);
            if (coming.containsKey(program.programId()) && !resting.contains(program)) {
                program.questions(table, nowNs).forEach(question -> acts.add(ask(program, question, table)));
            }
        }
        // Consoles first: what is planned takes the ways that they leave.
        Comparator<Obtaining> watchedFirst = Comparator.comparing(program -> !program.watched(nowNs));
        coming.values().stream().filter(one -> one.demanded() && !resting.contains(one)).sorted(watchedFirst).forEach(program -> {
            boolean more = order(program, table, nowNs, acts);
            while (more) {
                more = order(program, table, nowNs, acts);
            }
        });
        boolean more = orderPlanned(table, nowNs, acts);
        while (more) {
            more = orderPlanned(table, nowNs, acts);
        }
        return acts;
    }

    /** One order of the program whose turn it is; false when none can be given. */
    private boolean orderPlanned(SegmentLocationTable table, long nowNs, List<Act> acts) {
        List<Obtaining> byTurn = new ArrayList<>();
        turn.keySet().forEach(id -> Optional.ofNullable(coming.get(id)).filter(o -> !o.demanded()).ifPresent(byTurn::add));
        byTurn.sort(Comparator.comparingInt(program -> beginningsFirst(program) ? program.nextOpen(table, nowNs) : 0));
        return byTurn.stream().anyMatch(program -> order(program, table, nowNs, acts));
    }

    private boolean beginningsFirst(Obtaining program) {
        PlannedProgram entry = turn.get(program.programId());
        return entry != null && entry.getOrder() == PlannedProgram.Order.BEGINNINGS_FIRST;
    }

    private static Act ask(Obtaining program, Question question, SegmentLocationTable table) {
        if (question instanceof Question.OfStation of) {
            BitSet lacking = new BitSet();
            lacking.set(0, program.sources().total());
            lacking.andNot(table.kept(program.programId()));
            return new Act.AskStation(
                    program.programId(), program.sources().manifest(), of.station(), SegmentRanges.of(lacking.stream().toArray()));
        }
        return new Act.AskRegistry(program.programId());
    }

    private void end(Obtaining program, SegmentLocationTable table, long nowNs, List<Act> acts) {
        String id = program.programId();
        boolean complete = program.complete(table);
        boolean nowhere = program.sources().nowhere() && program.orders().isEmpty();
        boolean byPlan = !program.demanded();
        if (!complete && !nowhere && !program.failed(nowNs)) {
            return;
        }
        // A plan is kept at, with growing waits in which others have the turn.
        if (byPlan && !complete && nowhere) {
            pauses.nowhere(id, nowNs);
        } else if (byPlan && !complete) {
            pauses.stalled(id, program.sources().answered(), nowNs);
        }
        coming.remove(id);
        boolean told = begun.remove(id);
        if (complete && told) {
            acts.add(new Act.Ended(id, program.came()));
        } else if (!complete && nowhere && !told) {
            unknown.add(id, nowNs);
        } else if (!complete) {
            failedUntilNs.put(id, nowNs + AFTER_FAILURE_NS);
            if (program.demanded()) {
                acts.add(new Act.Failed(id, nowhere
                        ? "no station has the rest of it" : "no station has given anything of it for a minute"));
            }
        }
    }

    private boolean order(Obtaining program, SegmentLocationTable table, long nowNs, List<Act> acts) {
        Optional<Order> next = next(program, table, nowNs);
        next.ifPresent(order -> {
            if (program.demanded() && begun.add(program.programId())) {
                acts.add(new Act.Begun(
                        program.programId(), order.way(), program.sources().why(order.way()).orElse("")));
            }
            acts.add(new Act.Give(order));
        });
        return next.isPresent();
    }

    private Optional<Order> next(Obtaining program, SegmentLocationTable table, long nowNs) {
        WayLimits limits = new WayLimits(coming.values(), program.demanded()
                ? Optional.empty()
                : Optional.ofNullable(turn.get(program.programId())), named);
        return program.next(table, targets, limits, nowNs);
    }

    /** Once a second: which planned programs are worked on. */
    private void takeTurns(
            Collection<PlannedProgram> plan, SegmentLocationTable table, long epochMs, long nowNs, List<Act> acts) {
        if (turned && nowNs - turnNs < TURN_NS) {
            return;
        }
        turned = true;
        turnNs = nowNs;
        Set<String> rivalled = PlannedTurn.rivalled(plan, table);
        rivalled.stream().filter(id -> !blocked.contains(id)).forEach(id -> acts.add(new Act.Blocked(id)));
        blocked = rivalled;
        Map<String, PlannedProgram> next = new LinkedHashMap<>();
        PlannedTurn.of(List.copyOf(plan), table, id -> pauses.has(id, nowNs)
                || unknown.has(id, nowNs) || rivalled.contains(id), epochMs, PLANNED)
                .forEach(one -> next.put(one.getProgramId(), one));
        // What is on its way comes to its end; nothing more is begun of what has lost its turn.
        coming.values().removeIf(program ->
                !program.demanded() && !next.containsKey(program.programId()) && program.orders().isEmpty());
        next.forEach((id, one) -> {
            if (!coming.containsKey(id)) {
                coming.put(id, new Obtaining(id, manifest(one), one.getSourceStation(), choice, nowNs));
            }
        });
        turn = next;
        planned = Set.copyOf(next.keySet());
        named = plan.stream().map(PlannedProgram::getProgramId).collect(Collectors.toUnmodifiableSet());
    }

    private static String manifest(PlannedProgram one) {
        return HexFormat.of().formatHex(one.getManifestHash().toByteArray());
    }

    /** Planned programs that are worked on. */
    public Set<String> planned() {
        return planned;
    }

    /** Another blade directs now: it begins anew. */
    public void abandon() {
        coming.clear();
        choice = choices.get();
        begun.clear();
        pauses.clear();
        turn = Map.of();
        blocked = Set.of();
        turned = false;
    }

    /** Whether there is anything to do without a plan. */
    public boolean idle() {
        return coming.isEmpty();
    }
}
