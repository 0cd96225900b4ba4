package io.mediachassis.blade.nvod;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mediachassis.backplane.proto.NvodStart;
import io.mediachassis.backplane.term.Term;
import io.mediachassis.blade.nvod.NvodRules.Capacity;
import io.mediachassis.blade.nvod.NvodRules.ProgramFacts;
import io.mediachassis.blade.nvod.NvodRules.Refusal;
import io.mediachassis.blade.nvod.PlannedSets.Planned;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What an operator may start, and how he hears why not. */
class NvodRulesTest {
    private static final ProgramFacts FILM = new ProgramFacts(120, 7_200_000, 4_000_000);
    private static final Capacity ROOM = new Capacity(2_000_000_000L, 0);

    private final NvodRules rules = new NvodRules("eth0", 5010, new GroupRanges(List.of("239.0.0.0/8", "232.1.0.0/16")));

    private static NvodStart.Builder order() {
        return NvodStart.newBuilder().setProgramId("film").setIntervalMs(60_000).setGroup("239.1.1.0");
    }

    private Refusal refused(NvodStart.Builder order) {
        return rules.check(order.build(), FILM, List.of(), ROOM).orElseThrow();
    }

    private void refused(int status, String words, NvodStart.Builder order) {
        Refusal refusal = refused(order);
        assertEquals(status, refusal.status());
        assertTrue(refusal.text().contains(words), refusal.text());
        assertTrue(!refusal.hint().isEmpty());
    }

    @Test
    void anOrderThatIsRight() {
        assertTrue(rules.check(order().build(), FILM, List.of(), ROOM).isEmpty());
        assertTrue(rules.check(
                order().setGroup("232.1.2.0").setSourceSpecific(true).build(), FILM, List.of(), ROOM).isEmpty());
        assertTrue(rules.check(order().setUdp(true).setPort(5001).build(), FILM, List.of(), ROOM).isEmpty());
        assertTrue(rules.check(order().setInterleave(37).build(), FILM, List.of(), ROOM).isEmpty());
        assertTrue(rules.check(
                order().setInterleave(160).setInterleaveForced(true).build(), FILM, List.of(), ROOM).isEmpty());
    }

    @Test
    void whatIsWrongIsSaid() {
        refused(400, "too short", order().setIntervalMs(4_999));
        refused(400, "longer than the program", order().setIntervalMs(7_200_001));
        refused(400, "496 streams", order().setIntervalMs(5_000));
        refused(400, "no multicast group", order().setGroup("10.0.0.1"));
        refused(400, "no multicast group", order().setGroup("239.1.1"));
        refused(400, "no multicast group", order().setGroup("239.1.1.256"));
        refused(400, "not all within 239.0.0.0/8", order().setGroup("238.1.1.0"));
        refused(400, "not all within", order().setGroup("239.255.255.200"));
        refused(400, "with their source only", order().setGroup("232.1.2.0"));
        refused(400, "Port 5011", order().setPort(5011));
        refused(400, "Port 80", order().setPort(80));
        refused(400, "Only RTP", order().setInterleave(32).setUdp(true));
        refused(400, "players wait 100 ms", order().setInterleave(40));
        refused(400, "can't be", order().setInterleave(513).setInterleaveForced(true));
        refused(400, "can't be", order().setInterleave(1));
    }

    @Test
    void anUnknownProgram_noInterface_noRoom() {
        Refusal unknown =
                rules.check(order().build(), new ProgramFacts(0, 0, 0), List.of(), ROOM).orElseThrow();
        assertEquals(404, unknown.status());
        NvodRules nowhere = new NvodRules("", 5010, new GroupRanges(List.of("239.0.0.0/8")));
        assertTrue(nowhere.check(order().build(), FILM, List.of(), ROOM).orElseThrow().hint().contains("network-interface"));
        Refusal full = rules.check(order().build(), FILM, List.of(), new Capacity(500_000_000, 40_000_000)).orElseThrow();
        assertEquals(409, full.status());
        assertEquals("120 streams of 4.0 Mbit/s need 480.0 Mbit/s, and of the station's 500.0 Mbit/s 40.0 are taken",
                full.text());
    }

    @Test
    void groupsOfAnotherSet() {
        NvodSet other = Sets.set(Sets.program(20, 60, 1000), 60_000, 0);
        List<Planned> sets = List.of(new Planned(other, Assignment.none(20, 20)));
        // The other has 239.1.1.0 to 19, this one 120.
        assertEquals(409, rules.check(order().build(), FILM, sets, ROOM).orElseThrow().status());
        assertEquals(409, rules.check(order().setGroup("239.1.0.137").build(), FILM, sets, ROOM).orElseThrow().status());
        assertEquals(409, rules.check(order().setGroup("239.1.1.19").build(), FILM, sets, ROOM).orElseThrow().status());
        assertTrue(rules.check(order().setGroup("239.1.1.20").build(), FILM, sets, ROOM).isEmpty());
        assertTrue(rules.check(order().setGroup("239.1.0.136").build(), FILM, sets, ROOM).isEmpty());
    }

    @Test
    void rangesThatAreNone() {
        for (String wrong : List.of("239.0.0.0", "10.0.0.0/8", "239.0.0.0/33", "x/8", "224.0.0.0/3")) {
            assertThrows(IllegalArgumentException.class, () -> new GroupRanges(List.of(wrong)), wrong);
        }
    }

    @Test
    void theNewestPlanHolds() {
        PlannedSets first = PlannedSets.NONE.next(new Term(1, 1), List.of());
        PlannedSets second = first.next(new Term(1, 1), List.of());
        PlannedSets third = second.next(new Term(1, 2), List.of());
        assertTrue(first.newerThan(PlannedSets.NONE) && second.newerThan(first) && third.newerThan(second));
        assertTrue(!second.newerThan(third) && !second.newerThan(second));
        NvodSet set = Sets.set(Sets.program(20, 60, 1000), 60_000, 0);
        PlannedSets plan = third.next(new Term(2, 1), List.of(new Planned(set, Assignment.none(20, 20))));
        PlannedSets again = PlannedSets.of(plan.toProto());
        assertEquals(plan.toProto(), again.toProto());
        assertThrows(IllegalArgumentException.class, () -> PlannedSets.of(plan.toProto().toBuilder()
                .setSets(0, plan.toProto().getSets(0).toBuilder().clearAssignment()).build()));
    }
}
