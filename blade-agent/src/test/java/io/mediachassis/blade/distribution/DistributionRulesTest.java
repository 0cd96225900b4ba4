package io.mediachassis.blade.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mediachassis.backplane.proto.DistributeStart;
import io.mediachassis.backplane.proto.DistributionElsewhere;
import io.mediachassis.backplane.proto.StallPolicy;
import io.mediachassis.blade.nvod.GroupRanges;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DistributionRulesTest {
    private static final int OWN = 0x0a000001;
    private static final int SETS_GROUP = 0xef010901;
    private static final DistributionRules RULES = rules(true);

    private static DistributionRules rules(boolean groups) {
        return new DistributionRules(new DistributionRules.Limits(
                OWN, Set.of(5004, 5005), 4, 3, new GroupRanges(List.of("239.1.0.0/16", "232.0.0.0/8")), groups,
                new Networks("recipients", List.of("192.0.2.0/24", "10.0.0.0/8")), 2_000,
                new StallSettings(StallPolicy.WAIT, 1_000, 10_000)),
                group -> group == SETS_GROUP ? Optional.of("239.1.9.0") : Optional.empty());
    }

    private static DistributeStart.Builder order(String input, String... onward) throws DistributionRefused {
        DistributeStart.Builder order = DistributeStart.newBuilder().setId("one").setInput(input);
        for (String text : onward) {
            order.addOnward(OnwardText.one(text).toProto());
        }
        return order;
    }

    private static String refused(DistributeStart.Builder order) {
        return refused(RULES, order, List.of());
    }

    private static String refused(
            DistributionRules rules, DistributeStart.Builder order, List<DistributionRules.Existing> others) {
        return assertThrows(DistributionRefused.class, () -> rules.check(order.build(), others)).text();
    }

    private static DistributionRules.Existing existing(String input, String... onward) throws DistributionRefused {
        List<OnwardTarget> list = new ArrayList<>();
        for (String text : onward) {
            list.add(OnwardTarget.parse(text));
        }
        return new DistributionRules.Existing(RULES.limits().ownAddress(), InputAddress.parse(input), list);
    }

    /** Those who joined the set would get two streams in one; to take one in from there harms nobody. */
    @Test
    void nothingIsSentIntoAGroupOfASet() throws Exception {
        String why = refused(order("udp://:5000", "udp://239.1.9.1:5010"));
        assertTrue(why.contains("239.1.9.1") && why.contains("staggered set 239.1.9.0"), why);
        assertTrue(refused(order("udp://:5000", "rtp://@239.1.9.1:7000")).contains("set 239.1.9.0"), "at another port too");
        RULES.check(order("udp://:5000", "udp://239.1.9.2:5010").build(), List.of());
        RULES.check(order("rtp://@239.1.9.1:5010", "udp://192.0.2.7:5000").build(), List.of());
        Order known = RULES.check(order("udp://:5000").build(), List.of());
        assertEquals(409, assertThrows(DistributionRefused.class, () -> RULES.withOnward(
                known, List.of(Onward.of(OnwardText.one("udp://239.1.9.1:5010").toProto())), List.of())).status());
    }

    @Test
    void takesAnOrder() throws Exception {
        Order order = RULES.check(order("udp://@239.1.1.1:5000", "udp://192.0.2.7:5000;offset=30;loops=2").build(), List.of());
        assertEquals(1, order.onward().size());
        assertEquals(StallPolicy.WAIT, order.stall().policy());
        assertTrue(order.keepsAll() && order.input().live());
        assertEquals(order, RULES.check(order.toProto(), List.of()), "as it comes back from disk");
    }

    @Test
    void refusesWhatLiesOutside() throws Exception {
        assertTrue(refused(order("udp://@239.2.1.1:5000", "udp://192.0.2.7:5000")).contains("239.2.1.1"));
        assertTrue(refused(order("push", "udp://239.2.1.1:5000")).contains("outside"));
        assertTrue(refused(order("push", "udp://198.51.100.1:5000")).contains("outside"));
        assertTrue(refused(order("push", "udp://0.0.0.0:5000")).contains("outside"));
        assertTrue(refused(order("udp://@:5004", "udp://192.0.2.7:5000")).contains("itself"));
        assertTrue(refused(rules(false), order("push", "udp://239.1.1.1:5000"), List.of()).contains("multicast"));
        assertTrue(refused(rules(false), order("udp://@239.1.1.1:5000"), List.of()).contains("multicast"));
    }

    @Test
    void refusesWhatIsNoInput() throws Exception {
        for (String input : List.of("", "file:///etc/passwd", "udp://192.0.2.7:5000", "udp://@232.1.1.1:5000",
                "udp://239.1.1.9@239.1.1.1:5000", "http://user:word@host/x", "rtsp:///x", "http://" + "a".repeat(600))) {
            assertTrue(refused(order(input, "udp://192.0.2.7:5000")).contains("\""), input);
        }
        assertEquals(new InputAddress.Datagrams(0xc0000207, 0xe8010101, 5000, true),
                InputAddress.parse("rtp://192.0.2.7@232.1.1.1:5000"));
        assertEquals(new InputAddress.Datagrams(0, 0, 5000, false), InputAddress.parse("udp://@:5000"));
    }

    @Test
    void refusesTooManyAndTwice() throws Exception {
        assertTrue(refused(order("push", "udp://192.0.2.7:1", "udp://192.0.2.7:2", "udp://192.0.2.7:3", "udp://192.0.2.7:4"))
                .contains("more than 3"));
        assertTrue(refused(order("push", "udp://192.0.2.7:1", "udp://192.0.2.7:1;offset=3")).contains("twice"));
        assertTrue(refused(order("push", "udp://192.0.2.7:1").setId("../x")).contains("no name"));
    }

    @Test
    void refusesALoopIntoTheInput() throws Exception {
        assertTrue(refused(order("udp://@239.1.1.1:5000", "udp://239.1.1.1:5000;offset=30")).contains("back into"));
        assertTrue(refused(order("rtp://@:5000", "udp://192.0.2.7:5000", "rtp://10.0.0.1:5000")).contains("back into"));
        RULES.check(order("udp://@239.1.1.1:5000", "udp://239.1.1.1:5002").build(), List.of());
    }

    @Test
    void refusesALoopOverOthers() throws Exception {
        List<DistributionRules.Existing> others = List.of(
                existing("udp://@239.1.1.2:5000", "udp://239.1.1.3:5000"),
                existing("udp://@239.1.1.3:5000", "udp://239.1.1.1:5000"));
        assertTrue(refused(RULES, order("udp://@239.1.1.1:5000", "udp://239.1.1.2:5000"), others).contains("back into"));
        RULES.check(order("udp://@239.1.1.1:5000", "udp://239.1.1.4:5000").build(), others);
        // A ring that the new one is no part of ends the search all the same.
        RULES.check(order("push", "udp://239.1.1.2:5000").build(), List.of(
                existing("udp://@239.1.1.2:5000", "udp://239.1.1.3:5000"),
                existing("udp://@239.1.1.3:5000", "udp://239.1.1.2:5000")));
    }

    /** 10.0.0.1 is this blade. */
    @Test
    void refusesALoopOverOtherBlades() throws Exception {
        DistributeStart.Builder order = order("udp://@:5000", "udp://10.0.0.2:5004").addElsewhere(DistributionElsewhere.newBuilder()
                .setAddress("10.0.0.2")
                .setInput("udp://@:5004")
                .addTargets("rtp://10.0.0.3:5006"));
        RULES.check(order.build(), List.of());
        order.addElsewhere(DistributionElsewhere.newBuilder()
                .setAddress("10.0.0.3")
                .setInput("rtp://@:5006")
                .addTargets("udp://192.0.2.1:1").addTargets("udp://10.0.0.1:5000"));
        assertTrue(refused(order).contains("back into"));
        order.setElsewhere(1, order.getElsewhere(1).toBuilder().setAddress("10.0.0.4"));
        RULES.check(order.build(), List.of());
        order.setElsewhere(1, order.getElsewhere(1).toBuilder().setAddress("nonsense"));
        RULES.check(order.build(), List.of());
    }

    @Test
    void refusesNullPacketsThatComeTooLate() throws Exception {
        assertTrue(refused(order("udp://@:5000", "udp://192.0.2.7:1;offset=3").setOnStall(StallPolicy.FILL).setStallMs(2_900))
                .contains("too late"));
        RULES.check(order("udp://@:5000", "udp://192.0.2.7:1;offset=3").setOnStall(StallPolicy.FILL).build(), List.of());
        assertTrue(refused(order("udp://@:5000", "udp://192.0.2.7:1").setStallMs(1)).contains("silent"));
    }

    @Test
    void contentServersAddToWhatIsOrdered() throws Exception {
        Order order = RULES.check(order("push", "udp://192.0.2.7:1").build(), List.of());
        Order more = RULES.withOnward(order, List.of(OnwardText.one("udp://192.0.2.7:1"), OnwardText.one("udp://192.0.2.7:2")),
                List.of());
        assertEquals(2, more.onward().size(), "named again is no other");
        assertThrows(DistributionRefused.class, () -> RULES.withOnward(
                order, List.of(OnwardText.one("udp://192.0.2.7:1;offset=9")), List.of()));
    }
}
