package io.mediachassis.blade.obtain;

import static io.mediachassis.blade.obtain.FarStation.HASH;
import static io.mediachassis.blade.obtain.FarStation.OTHER;
import static io.mediachassis.blade.obtain.FarStation.SECOND;
import static io.mediachassis.blade.obtain.FarStation.engines;
import static io.mediachassis.blade.obtain.FarStation.found;
import static io.mediachassis.blade.obtain.FarStation.holds;
import static io.mediachassis.blade.obtain.FarStation.home;
import static io.mediachassis.blade.obtain.FarStation.offer;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.mediachassis.backplane.proto.FarTransfer;
import io.mediachassis.backplane.proto.HoldingsPush;
import io.mediachassis.backplane.proto.LoadReport;
import io.mediachassis.backplane.proto.PlannedProgram;
import io.mediachassis.backplane.proto.SegmentCopied;
import io.mediachassis.backplane.proto.SegmentSourceReply;
import io.mediachassis.backplane.registry.SegmentRanges;
import io.mediachassis.backplane.source.SourceChoice;
import io.mediachassis.blade.director.SegmentLocationTable;
import io.mediachassis.blade.director.SegmentPlacement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Programs on their way from other stations, by demand and by plan. */
class ObtainingsTest {
    private static final int TOTAL = 8;

    private final Obtainings obtainings = new Obtainings(
            new Targets(new SegmentPlacement(1, 1)), SourceChoice::new);
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
        assertEquals(1, obtainings.fills(nowNs));
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

    /** Nothing of both is ever put together. */
    @Test
    void whatIsPlannedIsNotMixedWithAnotherByItsIdThatIsHere() {
        PlannedProgram film = PlannedProgram.newBuilder().setProgramId("film").setManifestHash(ByteString.fromHex(OTHER)).build();
        plan.add(film);
        table = holds(table, 1, "film", TOTAL, SegmentRanges.of(0));
        assertEquals(List.of(new Act.Blocked("film")), step());
        nowNs += 2 * SECOND;
        assertEquals(List.of(), step(), "it is told once");
        table = holds(table, 1, "film", TOTAL, SegmentRanges.upTo(TOTAL));
        nowNs += 2 * SECOND;
        assertEquals(List.of(), step(), "that all of the other one is here makes no difference");
        table = table.withHoldings(1, HoldingsPush.getDefaultInstance());
        nowNs += 2 * SECOND;
        assertEquals(List.of(new Act.AskRegistry("film")), step());
        obtainings.onWhere("film", List.of(offer("near", TOTAL, 0), home(OTHER, TOTAL)), nowNs);
        List<Act> acts = step();
        assertTrue(acts.contains(new Act.Differs("film", "near", OTHER, HASH)), acts.toString());
        assertTrue(acts.contains(new Act.AskStation("film", OTHER, "home", SegmentRanges.upTo(TOTAL))), acts.toString());
        obtainings.onAnswer("film", "home", found("home", TOTAL).toBuilder()
                .setManifestHash(ByteString.fromHex(OTHER)).build(), nowNs);
        assertEquals(OTHER, orders().get(0).manifest());
    }

    @Test
    void thePlanSaysWhichOfSeveralByOneIdComes() {
        plan.add(PlannedProgram.newBuilder().setProgramId("film").setManifestHash(ByteString.fromHex(HASH)).build());
        step();
        obtainings.onWhere("film", List.of(offer("near", TOTAL, 0), home(OTHER, TOTAL)), nowNs);
        List<Act> acts = step();
        assertTrue(acts.contains(new Act.Differs("film", "home", HASH, OTHER)), acts.toString());
        assertTrue(acts.contains(new Act.AskStation("film", HASH, "near", SegmentRanges.upTo(TOTAL))), acts.toString());
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
    void whatIsOnItsWayFromAStationWeighsOnTheNextChoice() {
        obtainings.want("a", 0, 0, nowNs);
        Order first = first(answered("a", "north", "south"));
        assertEquals("north", first.way(), "of two alike the first by name");
        obtainings.want("b", 0, 0, nowNs);
        step();
        obtainings.onWhere("b", List.of(offer("north", TOTAL, 0), offer("south", TOTAL, 0)), nowNs);
        assertEquals("south", step().stream().filter(Act.AskStation.class::isInstance).map(Act.AskStation.class::cast)
                .filter(ask -> ask.programId().equals("b")).findFirst().orElseThrow().station());
        copied(first);
        obtainings.want("c", 0, 0, nowNs);
        step();
        obtainings.onWhere("c", List.of(offer("north", TOTAL, 0), offer("south", TOTAL, 0)), nowNs);
        assertEquals("north", step().stream().filter(Act.AskStation.class::isInstance).map(Act.AskStation.class::cast)
                .filter(ask -> ask.programId().equals("c")).findFirst().orElseThrow().station(), "it is over");
    }

    @Test
    void whenAllIsHereItIsOver() {
        obtainings.want("film", 0, 0, nowNs);
        answered("film", "north");
        table = holds(table, 1, "film", TOTAL, SegmentRanges.upTo(TOTAL));
        List<Act> acts = step();
        assertTrue(acts.stream().anyMatch(Act.Ended.class::isInstance), acts.toString());
        assertEquals(0, obtainings.fills(nowNs));
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
    void whatNobodyWatchesGivesWayAndGoesOnOneAtATime() {
        for (int i = 0; i < Obtainings.FILLS; i++) {
            obtainings.want("film-" + i, 0, 0, nowNs);
        }
        nowNs += Obtaining.WATCHED_NS - 1;
        assertEquals(Outlook.NOT_NOW, obtainings.want("late", 0, 0, nowNs));
        nowNs++;
        assertEquals(Outlook.COMING, obtainings.want("late", 0, 0, nowNs));
        assertEquals(Outlook.COMING, obtainings.want("film-20", 2, 0, nowNs));
        assertEquals(2, obtainings.fills(nowNs), "these two are watched");
        List<Act> acts = step();
        assertFalse(acts.contains(new Act.AskRegistry("film-2")), "what rests asks nobody");
        assertTrue(acts.stream().anyMatch(act -> act instanceof Act.Failed failed && failed.programId().equals("film-0")),
                "nothing came of it while it was watched");
        step();
        for (String program : List.of("film-1", "film-2", "film-20", "late")) {
            obtainings.onWhere(program, List.of(offer("north", TOTAL, 0)), nowNs);
        }
        step();
        for (String program : List.of("film-1", "film-2", "film-20", "late")) {
            obtainings.onAnswer(program, "north", found("north", TOTAL), nowNs);
        }
        assertEquals(List.of("film-20", "late", "film-1"), orders().stream().map(Order::programId).distinct().toList(),
                "what is watched goes first, and of the rest one comes");
        for (int i = 3; i < Obtainings.FILLS; i++) {
            obtainings.want("new-" + i, 0, 0, nowNs);
        }
        assertEquals(Outlook.NOT_NOW, obtainings.want("new", 0, 0, nowNs) == Outlook.COMING
                ? obtainings.want("film-5", 0, 0, nowNs) : Outlook.COMING, "what rests needs a place like any other");
    }

    @Test
    void whatRestsDoesNotFailAndItsTurnComes() {
        obtainings.want("a", 0, 0, nowNs);
        obtainings.want("b", 0, 0, nowNs);
        Order a = first(answered("a", "north"));
        table = holds(table, a.target(), "a", TOTAL, SegmentRanges.NONE, 0);
        nowNs += Obtaining.WATCHED_NS;
        for (int second = 0; second < 200; second++) {
            assertTrue(step().stream().noneMatch(Act.Failed.class::isInstance), "second " + second);
            nowNs += SECOND;
        }
        table = holds(table, a.target(), "a", TOTAL, SegmentRanges.upTo(TOTAL));
        assertTrue(step().stream().anyMatch(Act.Ended.class::isInstance));
        obtainings.onWhereFailed("b", nowNs);
        nowNs += ProgramSources.WHERE_AGAIN_NS;
        assertEquals(List.of(new Act.AskRegistry("b")), step());
    }

    @Test
    void ofTooManyThatNobodyWatchesTheOldestAreLeft() {
        int most = Obtainings.BACKGROUND + Obtainings.FILLS;
        for (int i = 0; i < most; i++) {
            assertEquals(Outlook.COMING, obtainings.want("film-" + i, 0, 0, nowNs));
            nowNs += i % Obtainings.FILLS == Obtainings.FILLS - 1 ? Obtaining.WATCHED_NS : 0;
        }
        step();
        assertEquals(Outlook.NOT_NOW, obtainings.outlook("film-31", nowNs));
        assertEquals(Outlook.COMING, obtainings.outlook("film-33", nowNs));
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

    @Test
    void whatNobodyNearHasComesFromFurtherAway() {
        obtainings.want("film", 0, 0, nowNs);
        step();
        obtainings.onWhere("film", List.of(
                offer("near", TOTAL, 0, SegmentRanges.between(1, 5)), FarStation.slow("home", TOTAL)), nowNs);
        List<Act> asked = step();
        assertTrue(asked.stream().anyMatch(act -> act instanceof Act.AskStation ask && ask.station().equals("home")),
                asked.toString());
        obtainings.onAnswer("film", "near", gives("near", 1, 5), nowNs);
        obtainings.onAnswer("film", "home", found("home", TOTAL), nowNs);
        Order first = orders().get(0);
        assertEquals(0, first.segment());
        assertEquals("home", first.way());
        copied(first);
        table = holds(table, first.target(), "film", TOTAL, SegmentRanges.of(0));
        assertEquals("near", orders().get(0).way());
    }

    @Test
    void aPlaceThatNobodyCanGiveHoldsNothingElseUp() {
        plan.add(planned("other").build());
        obtainings.want("film", 0, 0, nowNs);
        step();
        obtainings.onWhere("film", List.of(offer("near", TOTAL, 0, SegmentRanges.between(1, 5))), nowNs);
        obtainings.onWhere("other", List.of(offer("near", TOTAL, 0, SegmentRanges.between(1, 5))), nowNs);
        step();
        obtainings.onAnswer("film", "near", gives("near", 1, 5), nowNs);
        obtainings.onAnswer("other", "near", gives("near", 1, 5), nowNs);
        List<Order> orders = orders();
        assertEquals(List.of(1, 2), segments(orders.stream().filter(o -> o.programId().equals("film")).toList()));
        assertEquals(List.of(1, 2), segments(orders.stream().filter(o -> o.programId().equals("other")).toList()));
        obtainings.want("film", 7, 0, nowNs);
        orders.forEach(this::copied);
        table = holds(table, 1, "film", TOTAL, SegmentRanges.of(1, 2));
        assertEquals(List.of(3, 4), segments(orders().stream().filter(o -> o.programId().equals("film")).toList()),
                "a seek to what nobody has starves nobody");
    }

    @Test
    void aStationThatLiesOfTheSizeHarmsItselfAlone() {
        obtainings.want("film", 0, 0, nowNs);
        step();
        obtainings.onWhere("film", List.of(offer("near", TOTAL, 0), FarStation.slow("home", TOTAL)), nowNs);
        step();
        SegmentSourceReply large = found("near", TOTAL).toBuilder().setBytes(TOTAL * SourceChecks.MOST_SEGMENT_BYTES).build();
        obtainings.onAnswer("film", "near", large, nowNs);
        assertEquals(List.of(), orders(), "no engine has room for that");
        assertTrue(step().contains(new Act.AskStation("film", HASH, "home", SegmentRanges.upTo(TOTAL))));
        obtainings.onAnswer("film", "home", found("home", TOTAL), nowNs);
        assertEquals("home", orders().get(0).way());
    }

    @Test
    void aStationWithWrongAddressesIsTold() {
        obtainings.want("film", 0, 0, nowNs);
        step();
        obtainings.onWhere("film", List.of(offer("near", TOTAL, 0)), nowNs);
        step();
        SegmentSourceReply.Builder wrong = found("near", TOTAL).toBuilder();
        wrong.getSourcesBuilderList().forEach(source -> source.setHttpUrl("http://localhost:80/"));
        obtainings.onAnswer("film", "near", wrong.build(), nowNs);
        List<Act> acts = step();
        assertTrue(acts.stream().anyMatch(act -> act instanceof Act.Distrust one && one.sources() == 2), acts.toString());
        assertTrue(acts.stream().noneMatch(Act.Give.class::isInstance));
    }

    private static SegmentSourceReply gives(String station, int first, int last) {
        SegmentSourceReply.Builder reply = found(station, TOTAL).toBuilder();
        reply.getSourcesBuilderList().forEach(source -> source.clearSegmentRanges()
                .addSegmentRanges(first).addSegmentRanges(last));
        return reply.build();
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
        assertEquals(1, obtainings.fills(nowNs));
    }

    private void nineOfWhichEightCanNotBeHad() {
        for (int i = 0; i < 8; i++) {
            plan.add(planned("a" + i).build());
        }
        plan.add(planned("good").build());
    }

    @Test
    void whatNoStationHasLeavesItsTurnToOthers() {
        nineOfWhichEightCanNotBeHad();
        step();
        for (int i = 0; i < 8; i++) {
            obtainings.onWhere("a" + i, List.of(), nowNs);
        }
        step();
        nowNs += SECOND;
        assertEquals(List.of(new Act.AskRegistry("good")), step());
        assertEquals("good", first(answered("good", "north")).programId());
        nowNs += PlanPauses.NOWHERE_NS - SECOND;
        assertEquals(8, step().stream().filter(Act.AskRegistry.class::isInstance).count(), "they are asked for again");
        for (int i = 0; i < 8; i++) {
            obtainings.onWhere("a" + i, List.of(), nowNs);
        }
        step();
        nowNs += PlanPauses.NOWHERE_NS;
        step();
        assertFalse(obtainings.planned().contains("a0"), "the second time it waits longer");
    }

    @Test
    void whatMakesNoProgressLeavesItsTurnToOthers() {
        nineOfWhichEightCanNotBeHad();
        step();
        for (int i = 0; i < 8; i++) {
            obtainings.onWhere("a" + i, List.of(offer("north", TOTAL, 0)), nowNs);
            obtainings.onStationFailed("a" + i, "north", nowNs);
        }
        nowNs += Obtaining.GIVE_UP_NS - 1;
        step();
        assertFalse(obtainings.planned().contains("good"));
        nowNs += SECOND;
        step();
        nowNs += SECOND;
        step();
        assertTrue(obtainings.planned().contains("good"), obtainings.planned().toString());
        nowNs += PlanPauses.STALLED_NS;
        step();
        assertTrue(obtainings.planned().contains("a0"), "it is tried again");
    }

    @Test
    void whatBreaksAgainAndAgainLeavesItsTurnToOthers() {
        nineOfWhichEightCanNotBeHad();
        List<Order> given = new ArrayList<>();
        for (int second = 0; second < 200 && !obtainings.planned().contains("good"); second++) {
            List.copyOf(given).forEach(this::broken);
            given.clear();
            for (int round = 0; round < 3; round++) {
                for (Act act : step()) {
                    if (act instanceof Act.AskRegistry ask) {
                        obtainings.onWhere(ask.programId(), List.of(offer("north", TOTAL, 0)), nowNs);
                    } else if (act instanceof Act.AskStation ask) {
                        obtainings.onAnswer(ask.programId(), "north", found("north", TOTAL), nowNs);
                    } else if (act instanceof Act.Give give) {
                        given.add(give.order());
                    }
                }
            }
            nowNs += SECOND;
        }
        assertTrue(obtainings.planned().contains("good"), obtainings.planned().toString());
    }

    @Test
    void whatWaitsForAWayDoesNotLoseItsTurn() {
        table = engines(1);
        plan.add(planned("a").setOrder(PlannedProgram.Order.PROGRAM_BY_PROGRAM).setPublishEpochMs(1).build());
        plan.add(planned("b").setOrder(PlannedProgram.Order.PROGRAM_BY_PROGRAM).setPublishEpochMs(2).build());
        step();
        obtainings.onWhere("a", List.of(offer("north", TOTAL, 0)), nowNs);
        obtainings.onWhere("b", List.of(offer("north", TOTAL, 0)), nowNs);
        step();
        obtainings.onAnswer("a", "north", found("north", TOTAL), nowNs);
        obtainings.onAnswer("b", "north", found("north", TOTAL), nowNs);
        Order order = orders().get(0);
        for (int second = 0; second < 100; second++) {
            nowNs += SECOND;
            table = holds(table, order.target(), "a", TOTAL, SegmentRanges.NONE, 0, 1);
            step();
        }
        assertEquals(Set.of("a", "b"), obtainings.planned());
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
