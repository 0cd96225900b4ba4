package io.mediachassis.blade.obtain;

import static io.mediachassis.blade.obtain.FarStation.SECOND;
import static io.mediachassis.blade.obtain.FarStation.engines;
import static io.mediachassis.blade.obtain.FarStation.found;
import static io.mediachassis.blade.obtain.FarStation.holds;
import static io.mediachassis.blade.obtain.FarStation.offer;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mediachassis.backplane.proto.FarTransfer;
import io.mediachassis.backplane.proto.LoadReport;
import io.mediachassis.backplane.proto.PlannedProgram;
import io.mediachassis.backplane.proto.SegmentCopied;
import io.mediachassis.backplane.registry.SegmentRanges;
import io.mediachassis.blade.director.SegmentLocationTable;
import io.mediachassis.blade.director.SegmentPlacement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Programs on their way from other stations, by demand and by plan. */
class ObtainingsTest {
    private static final int TOTAL = 8;

    private final Obtainings obtainings = new Obtainings(new Targets(new SegmentPlacement(1, 1)));
    private final List<PlannedProgram> plan = new ArrayList<>();
    private SegmentLocationTable table = engines(3);
    private long nowNs = 7 * SECOND;
    private long epochMs = 1_000_000;

    private List<Act> step() {
        return obtainings.step(plan, table, epochMs, nowNs);
    }

    private List<Order> orders() {
        return step().stream().filter(Act.Give.class::isInstance).map(act -> ((Act.Give) act).order()).toList();
    }

    private static List<Integer> segments(List<Order> orders) {
        return orders.stream().map(Order::segment).toList();
    }

    /** The registry and the stations answer what they are asked. */
    private List<Act> answered(String program, String... stations) {
        step();
        List<Offer> offers = new ArrayList<>();
        for (String station : stations) {
            offers.add(offer(station, TOTAL, 0));
        }
        obtainings.onWhere(program, offers, nowNs);
        step();
        for (String station : stations) {
            obtainings.onAnswer(program, station, found(station, TOTAL), nowNs);
        }
        return step();
    }

    private void copied(Order order) {
        obtainings.onCopied(SegmentCopied.newBuilder()
                .setProgramId(order.programId())
                .setSegment(order.segment())
                .setWhole(true)
                .addTransfers(FarTransfer.newBuilder().setStation(order.way()).setBytes(1000))
                .build(), nowNs);
    }

    private void broken(Order order) {
        obtainings.onCopied(SegmentCopied.newBuilder()
                .setProgramId(order.programId())
                .setSegment(order.segment())
                .addTransfers(FarTransfer.newBuilder().setStation(order.way()).setBroken(true))
                .build(), nowNs);
    }

    private static Order first(List<Act> acts) {
        return acts.stream().filter(Act.Give.class::isInstance).map(act -> ((Act.Give) act).order()).findFirst().orElseThrow();
    }

    @Test
    void howeverManyAskItIsOneFillAndTheFirstPictureHasTheWayForItself() {
        for (int console = 0; console < 100; console++) {
            assertEquals(Outlook.COMING, obtainings.want("film", 0, 0, nowNs));
        }
        assertEquals(1, obtainings.fills());
        assertEquals(List.of(new Act.AskRegistry("film")), step());
        List<Act> acts = answered("film", "north");
        assertEquals(1, acts.stream().filter(Act.Begun.class::isInstance).count());
        Order order = first(acts);
        assertEquals(0, order.segment());
        assertEquals(1, acts.stream().filter(Act.Give.class::isInstance).count());
        assertEquals(List.of(), orders(), "nothing else is begun while nobody can play");
        table = holds(table, order.target(), "film", TOTAL, SegmentRanges.NONE, 0);
        assertEquals(List.of(1), segments(orders()), "the console plays, and two come over one way at a time");
    }

    @Test
    void theRestComesInOrderAheadOfTheConsolesAndOverSeveralWays() {
        obtainings.want("film", 0, 0, nowNs);
        Order first = first(answered("film", "north", "south"));
        copied(first);
        table = holds(table, first.target(), "film", TOTAL, SegmentRanges.of(0));
        List<Order> next = orders();
        assertEquals(List.of(1, 2, 3, 4), segments(next));
        assertEquals(2, next.stream().filter(order -> order.way().equals("north")).count());
        assertEquals(2, next.stream().filter(order -> order.way().equals("south")).count());
        assertTrue(next.get(0).sources().stream().anyMatch(source -> source.station().equals("south")),
                "the other station is named as well, should this one fail");
    }

    @Test
    void aSeekGoesFirst() {
        obtainings.want("film", 0, 0, nowNs);
        Order first = first(answered("film", "north"));
        table = holds(table, first.target(), "film", TOTAL, SegmentRanges.NONE, 0);
        obtainings.want("film", 6, 2, nowNs);
        Order seek = orders().get(0);
        assertEquals(6, seek.segment());
        assertEquals(List.of(), orders(), "it has the way for itself");
        assertEquals(2, seek.target(), "where the console's stream is");
    }

    @Test
    void aSeekDoesNotWaitForWhatIsFetchedAhead() {
        obtainings.want("film", 0, 0, nowNs);
        Order first = first(answered("film", "north", "south"));
        table = holds(table, first.target(), "film", TOTAL, SegmentRanges.NONE, 0);
        assertEquals(3, orders().size(), "four are on their way");
        obtainings.want("film", 7, 0, nowNs);
        assertEquals(List.of(7), segments(orders()));
    }

    @Test
    void aSourceThatFailsIsLeftForTheNextAndAsksOnceMoreLater() {
        obtainings.want("film", 0, 0, nowNs);
        Order first = first(answered("film", "north", "south"));
        broken(first);
        Order again = orders().get(0);
        assertEquals(0, again.segment());
        assertTrue(!again.way().equals(first.way()), "the other one: " + again);
    }

    @Test
    void anEngineWithAFaultIsLeftAndItsSourceIsNot() {
        obtainings.want("film", 0, 0, nowNs);
        Order first = first(answered("film", "north"));
        obtainings.onCopied(SegmentCopied.newBuilder()
                .setProgramId("film")
                .setFaultHere(true)
                .addTransfers(FarTransfer.newBuilder().setStation("elsewhere").setBroken(true))
                .build(), nowNs);
        Order again = orders().get(0);
        assertEquals("north", again.way());
        assertTrue(again.target() != first.target(), "another engine: " + again);
    }

    @Test
    void whatArrivesByOrderOfTheDirectorBeforeIsNotOrderedOnceMore() {
        table = holds(table, 2, "film", TOTAL, SegmentRanges.of(0), 1, 3);
        obtainings.want("film", 1, 0, nowNs);
        List<Integer> ordered = answered("film", "north").stream()
                .filter(Act.Give.class::isInstance)
                .map(act -> ((Act.Give) act).order().segment())
                .toList();
        assertEquals(List.of(2, 4), ordered, "four are on their way, with the two that arrive");
        obtainings.want("film", 3, 0, nowNs);
        assertEquals(List.of(), orders());
        nowNs += Obtaining.GIVE_UP_NS;
        step();
        assertTrue(step().stream().noneMatch(Act.Failed.class::isInstance), "something comes, though not what was ordered");
        table = holds(table, 2, "film", TOTAL, SegmentRanges.of(0, 1));
        obtainings.onAnswer("film", "north", found("north", TOTAL), nowNs);
        assertTrue(segments(orders()).contains(3), "it broke off");
    }

    @Test
    void anEngineThatIsGoneIsReplacedAndOneThatRefusesIsLeft() {
        obtainings.want("film", 0, 0, nowNs);
        Order first = first(answered("film", "north"));
        table = table.withReachable(first.target(), false);
        Order second = orders().get(0);
        assertEquals(0, second.segment());
        assertTrue(second.target() != first.target());
        obtainings.onRefused(second, nowNs);
        assertTrue(orders().get(0).target() != second.target());
    }

    @Test
    void anOrderOfWhichNothingComesIsGivenAgain() {
        obtainings.want("film", 0, 0, nowNs);
        answered("film", "north");
        nowNs += Obtaining.STUCK_NS - 1;
        assertEquals(List.of(), orders());
        nowNs++;
        assertEquals(List.of(), orders(), "its source is left alone for a moment");
        nowNs += SECOND;
        assertTrue(step().stream().anyMatch(Act.AskStation.class::isInstance));
        obtainings.onAnswer("film", "north", found("north", TOTAL), nowNs);
        assertEquals(List.of(0), segments(orders()));
    }

    @Test
    void whenAllIsHereItIsOver() {
        obtainings.want("film", 0, 0, nowNs);
        answered("film", "north");
        table = holds(table, 1, "film", TOTAL, SegmentRanges.upTo(TOTAL));
        List<Act> acts = step();
        assertTrue(acts.stream().anyMatch(Act.Ended.class::isInstance), acts.toString());
        assertEquals(0, obtainings.fills());
    }

    @Test
    void anUnknownProgramIsRememberedForSomeSecondsAndAskedForOnce() {
        obtainings.want("nothing", 0, 0, nowNs);
        step();
        obtainings.onWhere("nothing", List.of(), nowNs);
        assertEquals(List.of(), step());
        assertEquals(Outlook.UNKNOWN, obtainings.outlook("nothing", nowNs));
        assertEquals(Outlook.UNKNOWN, obtainings.want("nothing", 0, 0, nowNs));
        assertEquals(List.of(), step());
        nowNs += UnknownPrograms.REMEMBERED_NS;
        assertEquals(Outlook.COMING, obtainings.want("nothing", 0, 0, nowNs));
        assertEquals(List.of(new Act.AskRegistry("nothing")), step());
    }

    @Test
    void aFloodOfWrongNamesIsNoFloodAtTheRegistry() {
        int asked = 0;
        for (int name = 0; name < 5000; name++) {
            String id = "wrong-" + name;
            if (obtainings.want(id, 0, 0, nowNs) == Outlook.COMING) {
                asked++;
                step();
                obtainings.onWhere(id, List.of(), nowNs);
                step();
            }
        }
        assertEquals(UnknownPrograms.BURST, asked);
        nowNs += SECOND;
        assertEquals(Outlook.COMING, obtainings.want("film", 0, 0, nowNs));
    }

    @Test
    void noMoreFillsThanMay() {
        for (int i = 0; i < Obtainings.FILLS; i++) {
            assertEquals(Outlook.COMING, obtainings.want("film-" + i, 0, 0, nowNs));
        }
        assertEquals(Outlook.NOT_NOW, obtainings.want("one-more", 0, 0, nowNs));
        assertEquals(Outlook.COMING, obtainings.want("film-0", 3, 0, nowNs), "one that is known may be asked for");
    }

    @Test
    void aFillOfWhichNothingComesIsGivenUpAndCanBeBegunAnew() {
        obtainings.want("film", 0, 0, nowNs);
        step();
        obtainings.onWhereFailed("film", nowNs);
        nowNs += Obtaining.GIVE_UP_NS;
        assertTrue(step().stream().anyMatch(Act.Failed.class::isInstance));
        assertEquals(Outlook.NOT_NOW, obtainings.want("film", 0, 0, nowNs));
        nowNs += Obtainings.AFTER_FAILURE_NS;
        assertEquals(Outlook.COMING, obtainings.want("film", 0, 0, nowNs));
    }

    /** One engine, at its low-water mark, with the last copy of another program. */
    private void atItsLowMark(String other) {
        table = holds(engines(1), 1, other, TOTAL, SegmentRanges.upTo(TOTAL)).withLoad(1, LoadReport.newBuilder()
                .setInService(true)
                .setDiskTotalBytes(10_000)
                .setDiskLeavableBytes(1000 * TOTAL)
                .build());
    }

    @Test
    void aStationAtItsLowWaterMarkObtainsWhatConsolesAskFor_sinceOtherThingsCanGoByLeave() {
        atItsLowMark("old");
        obtainings.want("film", 0, 0, nowNs);
        assertEquals(1, first(answered("film", "north")).target());
        table = table.withLoad(1, LoadReport.newBuilder().setInService(true).setDiskTotalBytes(10_000).build());
        obtainings.want("film", 5, 0, nowNs);
        assertEquals(List.of(), orders(), "nothing can go");
    }

    // ---- by plan -----------------------------------------------------------------------------------------------

    private static PlannedProgram.Builder planned(String id) {
        return PlannedProgram.newBuilder().setProgramId(id).setOrder(PlannedProgram.Order.BEGINNINGS_FIRST);
    }

    @Test
    void theBeginningsOfAllComeBeforeTheEndsOfAny() {
        plan.add(planned("a").build());
        plan.add(planned("b").build());
        step();
        obtainings.onWhere("a", List.of(offer("north", TOTAL, 0)), nowNs);
        obtainings.onWhere("b", List.of(offer("north", TOTAL, 0)), nowNs);
        step();
        obtainings.onAnswer("a", "north", found("north", TOTAL), nowNs);
        obtainings.onAnswer("b", "north", found("north", TOTAL), nowNs);
        List<Order> all = new ArrayList<>();
        for (int round = 0; round < 20; round++) {
            List<Order> under = new ArrayList<>(orders());
            assertTrue(under.size() <= 2, "two at a time over one way");
            all.addAll(under);
            for (String id : List.of("a", "b")) {
                SegmentRanges have = SegmentRanges.of(all.stream().filter(o -> o.programId().equals(id))
                        .mapToInt(Order::segment).sorted().toArray());
                table = holds(table, id.equals("a") ? 1 : 2, id, TOTAL, have);
            }
            under.forEach(this::copied);
        }
        int worst = 0;
        int[] next = new int[2];
        for (Order order : all) {
            next[order.programId().equals("a") ? 0 : 1]++;
            worst = Math.max(worst, Math.abs(next[0] - next[1]));
        }
        assertEquals(TOTAL, next[0]);
        assertEquals(TOTAL, next[1]);
        assertTrue(worst <= 1, "they go side by side: " + all.stream().map(o -> o.programId() + o.segment()).toList());
    }

    @Test
    void oneProgramAfterTheOtherByTimeOfPublishing() {
        plan.add(planned("a").setOrder(PlannedProgram.Order.PROGRAM_BY_PROGRAM).setPublishEpochMs(2).build());
        plan.add(planned("b").setOrder(PlannedProgram.Order.PROGRAM_BY_PROGRAM).setPublishEpochMs(1).build());
        step();
        obtainings.onWhere("a", List.of(offer("north", TOTAL, 0)), nowNs);
        obtainings.onWhere("b", List.of(offer("north", TOTAL, 0)), nowNs);
        step();
        obtainings.onAnswer("a", "north", found("north", TOTAL), nowNs);
        obtainings.onAnswer("b", "north", found("north", TOTAL), nowNs);
        assertEquals(List.of("b", "b"), orders().stream().map(Order::programId).toList());
    }

    @Test
    void nothingIsBegunOutsideOfTheWindow() {
        plan.add(planned("a").setNotBeforeEpochMs(epochMs + 1).setNotAfterEpochMs(epochMs + 10).build());
        assertEquals(List.of(), step());
        epochMs++;
        nowNs += SECOND;
        assertEquals(List.of(new Act.AskRegistry("a")), step());
        Order order = first(answered("a", "north"));
        epochMs += 9;
        nowNs += SECOND;
        copied(order);
        assertEquals(List.of(), orders(), "the window has closed");
    }

    @Test
    void aRateIsKeptByOneCopyAtATime() {
        plan.add(planned("a").setRateBps(1_000_000).setSourceStation("south").build());
        List<Act> acts = answered("a", "north", "south");
        List<Order> given = acts.stream().filter(Act.Give.class::isInstance).map(act -> ((Act.Give) act).order()).toList();
        assertEquals(1, given.stream().filter(order -> order.way().equals("south")).count());
        assertEquals(1_000_000, given.get(0).rateBps());
        assertEquals("south", given.get(0).way(), "the plan names it");
    }

    @Test
    void consolesHaveTheirsFirst() {
        plan.add(planned("a").build());
        Order slow = first(answered("a", "north"));
        assertEquals("a", slow.programId());
        assertTrue(slow.planned());
        obtainings.want("a", 5, 0, nowNs);
        Order fast = orders().get(0);
        assertEquals(5, fast.segment(), "what was planned is a fill now");
        assertTrue(!fast.planned());
        assertEquals(1, obtainings.fills());
    }

    @Test
    void whatIsPlannedTakesThePlaceOfOtherThings_andNotOfWhatIsPlannedToo() {
        atItsLowMark("old");
        plan.add(planned("a").build());
        plan.add(planned("old").build());
        assertTrue(answered("a", "north").stream().noneMatch(Act.Give.class::isInstance), "it would have to come again");
        plan.remove(1);
        nowNs += SECOND;
        assertEquals("a", first(step()).programId());
    }
}
