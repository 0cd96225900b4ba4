package io.mediachassis.blade.obtain;

import io.mediachassis.backplane.proto.FarTransfer;
import io.mediachassis.backplane.proto.ProgramHolding;
import io.mediachassis.backplane.proto.SegmentCopied;
import io.mediachassis.backplane.source.SourceChoice;
import io.mediachassis.blade.director.SegmentLocationTable;
import io.mediachassis.blade.director.SegmentLocationTable.Engine;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * One program on its way to this station: which segment is to be copied next, from where, by which engine, and when what
 * failed is tried again. What a console waits for has the ways for itself until it can be played (seed 002 claim 14). Pure; the
 * director's control loop owns it.
 */
final class Obtaining {
    private static final long SECOND = 1_000_000_000L;
    /** Segments at a time, together and from one station. */
    private static final int AT_ONCE = 4;
    static final int PER_WAY = 2;
    /** What a console waits for goes beside these: so many together. */
    private static final int URGENT_TOO = 8;
    /** Sources that an order names. */
    private static final int NAMED = 6;
    /** An order of which nothing arrives for so long is given again. */
    static final long STUCK_NS = 20 * SECOND;
    private static final long SETTLED_NS = 3 * SECOND;
    /** A fill that nothing has come of for so long has failed. */
    static final long GIVE_UP_NS = 60 * SECOND;
    /** A console in it comes to its next place in so long: segments are about a minute. */
    static final long WATCHED_NS = 90 * SECOND;

    private final String programId;
    private final SourceChoice choice;
    private final ProgramSources sources;
    private final WantedSegments wanted = new WantedSegments();
    private final Map<Integer, UnderWay> underWay = new HashMap<>();
    /** Came by an engine's word, which its holdings are to show at once. */
    private final Map<Integer, Long> settlingUntilNs = new HashMap<>();
    private final Setbacks setbacks = new Setbacks();
    private final Map<Integer, Integer> preferred = new HashMap<>();
    private boolean demanded;
    private long askedNs;
    private long movedNs;
    private int turn;
    private int came;

    private record UnderWay(Order order, long sinceNs) {}

    /**
     * Nothing of it is on its way.
     *
     * @param meant which program of that id, by its manifest's hash in hexadecimal; empty: not said
     * @param named the station to have it from; empty: the cheapest
     * @param choice of all programs
     */
    Obtaining(String programId, String meant, String named, SourceChoice choice, long nowNs) {
        this.programId = programId;
        this.choice = choice;
        this.sources = new ProgramSources(named, choice);
        sources.meant(meant);
        this.movedNs = nowNs;
    }

    String programId() {
        return programId;
    }

    ProgramSources sources() {
        return sources;
    }

    /** Whether a console asked for it, be there a plan or not. */
    boolean demanded() {
        return demanded;
    }

    /** Whether a console asked for it lately, so that somebody is in it. */
    boolean watched(long nowNs) {
        return demanded && nowNs - askedNs < WATCHED_NS;
    }

    /** Its time is not now: nothing is asked and ordered, and that nothing comes counts for nothing. */
    void rest(SegmentLocationTable table, long nowNs) {
        tidy(table, nowNs);
        movedNs = nowNs;
    }

    /** Segments that came by its orders. */
    int came() {
        return came;
    }

    /**
     * A console plays there, or is about to.
     *
     * @param at the engine that is to have it, since the console's stream is there; 0: any
     */
    void want(int segment, int at, long nowNs) {
        if (!watched(nowNs)) {
            demanded = true;
            movedNs = nowNs;
        }
        askedNs = nowNs;
        wanted.wanted(segment, nowNs);
        if (at > 0) {
            preferred.put(segment, at);
        }
    }

    // ---- what is lacking ---------------------------------------------------------------------------------------

    private BitSet lacking(SegmentLocationTable table) {
        BitSet lacking = new BitSet(sources.total());
        lacking.set(0, sources.total());
        lacking.andNot(table.kept(programId));
        return lacking;
    }

    /** On its way to an engine by nobody's order that is known here, such as one of the director before. */
    private BitSet arriving(SegmentLocationTable table) {
        BitSet arriving = new BitSet();
        table.engines().stream()
                .filter(Engine::reachable)
                .map(engine -> engine.programs().get(programId))
                .filter(Objects::nonNull)
                .forEach(holding -> holding.getArrivingSegmentsList().forEach(arriving::set));
        arriving.and(lacking(table));
        underWay.keySet().forEach(arriving::clear);
        return arriving;
    }

    /** Whether all of it is here. */
    boolean complete(SegmentLocationTable table) {
        return sources.total() > 0 && lacking(table).isEmpty();
    }

    /** Whether it is given up: nothing has come for long, and nothing is on its way. */
    boolean failed(long nowNs) {
        return underWay.isEmpty() && nowNs - movedNs >= GIVE_UP_NS;
    }

    /** What is to be asked now. */
    List<Question> questions(SegmentLocationTable table, long nowNs) {
        tidy(table, nowNs);
        BitSet open = open(table, nowNs);
        open.and(sources.hoped(nowNs));
        List<Integer> due = new ArrayList<>();
        for (int n = due(open); n >= 0 && due.size() < AT_ONCE; n = due(open)) {
            due.add(n);
            open.clear(n);
        }
        return sources.step(due, nowNs);
    }

    /** The segment of these that is to come first; -1: there is none. */
    private int due(BitSet of) {
        return demanded ? wanted.next(of) : of.nextSetBit(0);
    }

    private void tidy(SegmentLocationTable table, long nowNs) {
        Optional<ProgramHolding> here = table.any(programId);
        here.ifPresent(holding -> sources.known(
                HexFormat.of().formatHex(holding.getManifestHash().toByteArray()), holding.getSegmentsTotal()));
        wanted.expire(nowNs);
        setbacks.expire(nowNs);
        if (!arriving(table).isEmpty()) {
            movedNs = nowNs;
        }
        BitSet kept = table.kept(programId);
        settlingUntilNs.entrySet().removeIf(entry -> kept.get(entry.getKey()) || entry.getValue() - nowNs <= 0);
        for (UnderWay order : new ArrayList<>(underWay.values())) {
            Engine target = table.engine(order.order().target()).filter(Engine::reachable).orElse(null);
            int n = order.order().segment();
            if (target == null) {
                ended(n, nowNs);
            } else if (target.keeps(programId, n)) {
                moved(n, nowNs);
            } else if (target.receives(programId, n)) {
                movedNs = nowNs;
                underWay.put(n, new UnderWay(order.order(), nowNs));
            } else if (nowNs - order.sinceNs() >= STUCK_NS) {
                sources.onFailed(order.order().way(), nowNs);
                again(n, nowNs);
            }
        }
    }

    /** False: nothing of it was on its way by an order. */
    private boolean ended(int segment, long nowNs) {
        UnderWay order = underWay.remove(segment);
        if (order != null) {
            choice.ended(order.order().way(), nowNs);
        }
        return order != null;
    }

    private void moved(int segment, long nowNs) {
        if (ended(segment, nowNs)) {
            came++;
            settlingUntilNs.put(segment, nowNs + SETTLED_NS);
        }
        setbacks.over(segment);
        preferred.remove(segment);
        movedNs = nowNs;
    }

    private void again(int segment, long nowNs) {
        ended(segment, nowNs);
        setbacks.again(segment, wanted.isWanted(segment), nowNs);
    }

    // ---- orders ------------------------------------------------------------------------------------------------

    /**
     * The next order; nothing where as much is on its way as shall be, or nobody can give or take it now.
     *
     * @param ways what may come by which way, and to which engine
     */
    Optional<Order> next(SegmentLocationTable table, Targets targets, Ways ways, long nowNs) {
        int onTheirWay = underWay.size() + arriving(table).cardinality();
        if (onTheirWay >= URGENT_TOO || sources.total() == 0) {
            return Optional.empty();
        }
        // What nobody can give now holds nothing else up.
        int n = due(open(table, nowNs, station -> true));
        boolean urgent = n >= 0 && watched(nowNs) && wanted.isWanted(n);
        Predicate<String> free = station -> urgent || (onWay(station) < PER_WAY && ways.mayUse(station));
        if (!urgent) {
            if (onTheirWay >= AT_ONCE || consoleWaits(table)) {
                return Optional.empty();
            }
            n = due(open(table, nowNs, free));
        }
        if (n < 0) {
            waits(table, nowNs);
            return Optional.empty();
        }
        Map<String, List<FarEngine>> engines = sources.engines(n, turn, nowNs);
        for (String way : engines.keySet().stream().filter(free).toList()) {
            ProgramHolding shape = sources.shape(programId, way);
            Optional<Integer> target = targets.choose(
                    shape, n, urgent ? preferred.getOrDefault(n, 0) : 0, table,
                    slot -> ways.mayTake(slot, urgent) && !setbacks.avoids(slot), ways::stays);
            if (target.isPresent()) {
                return Optional.of(order(n, target.get(), way, engines, ways.rate(way), nowNs));
            }
            if (Targets.tooLarge(shape, table, ways::stays)) {
                sources.onTooLarge(way, nowNs);
            } else {
                waits(table, nowNs);
            }
        }
        return Optional.empty();
    }

    /** By plan: while others have the ways, or the engines, it is not its fault that nothing comes. */
    private void waits(SegmentLocationTable table, long nowNs) {
        if (!demanded && underWay.isEmpty() && !open(table, nowNs, station -> true).isEmpty()) {
            movedNs = nowNs;
        }
    }

    private Order order(
            int n, int target, String way, Map<String, List<FarEngine>> engines, long rateBps, long nowNs) {
        turn++;
        List<FarEngine> from = new ArrayList<>(engines.getOrDefault(way, List.of()));
        engines.forEach((station, more) -> {
            if (!station.equals(way)) {
                from.addAll(more);
            }
        });
        Order order = new Order(
                programId, n, target, List.copyOf(from.subList(0, Math.min(NAMED, from.size()))), rateBps,
                sources.manifest(), !demanded);
        underWay.put(n, new UnderWay(order, nowNs));
        choice.begun(order.way(), nowNs);
        return order;
    }

    /** What is lacking, not on its way, and may be tried now. */
    private BitSet open(SegmentLocationTable table, long nowNs) {
        BitSet open = lacking(table);
        underWay.keySet().forEach(open::clear);
        open.andNot(arriving(table));
        settlingUntilNs.keySet().forEach(open::clear);
        setbacks.waiting(nowNs).forEach(open::clear);
        return open;
    }

    /** Those of them that one of these stations gives now. */
    private BitSet open(SegmentLocationTable table, long nowNs, Predicate<String> stations) {
        BitSet open = open(table, nowNs);
        open.and(sources.given(stations, nowNs));
        return open;
    }

    /** The first that can be had now; beyond all segments where there is none. */
    int nextOpen(SegmentLocationTable table, long nowNs) {
        int next = open(table, nowNs, station -> true).nextSetBit(0);
        return next < 0 ? Integer.MAX_VALUE : next;
    }

    /** The ways from other stations, and what may come over them. */
    interface Ways {
        /** Whether a station may be asked for one more copy. */
        boolean mayUse(String station);

        /** Whether an engine here may be given one more; urgent: a console waits for it. */
        boolean mayTake(int slot, boolean urgent);

        /** Whether a program's last copy here is not to go for what comes. */
        boolean stays(String program);

        /** Bit/s of one order; 0: as fast as it goes. */
        long rate(String station);
    }

    /** Somebody waits for a segment of which nothing can be played yet. */
    private boolean consoleWaits(SegmentLocationTable table) {
        return underWay.keySet().stream().anyMatch(n -> wanted.isWanted(n) && table.receivers(programId, n).isEmpty()
                && table.holders(programId, n).isEmpty());
    }

    private long onWay(String station) {
        return underWay.values().stream().filter(under -> under.order().way().equals(station)).count();
    }

    /** Orders under way. */
    List<Order> orders() {
        return underWay.values().stream().map(UnderWay::order).toList();
    }

    /** The engine would not, or could not be asked. */
    void onRefused(Order order, long nowNs) {
        if (underWay.containsKey(order.segment())) {
            setbacks.avoid(order.target(), 2 * SECOND, nowNs);
            ended(order.segment(), nowNs);
        }
    }

    /** An engine's word that a copy is over. */
    void onCopied(SegmentCopied done, long nowNs) {
        for (FarTransfer transfer : done.getTransfersList()) {
            if (transfer.getBroken()) {
                sources.onFailed(transfer.getStation(), nowNs);
            } else {
                sources.onGood(transfer.getStation());
            }
        }
        UnderWay order = underWay.get(done.getSegment());
        if (done.getWhole()) {
            moved(done.getSegment(), nowNs);
        } else if (order != null) {
            if (done.getFaultHere()) {
                // Such as a full disk.
                setbacks.avoid(order.order().target(), Setbacks.AVOIDED_NS, nowNs);
            }
            again(done.getSegment(), nowNs);
        }
    }
}
