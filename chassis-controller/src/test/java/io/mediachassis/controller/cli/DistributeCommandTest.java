package io.mediachassis.controller.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.mediachassis.backplane.proto.DistributeReply;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** {@code chassisctl distribute}, through the API to a desk. */
class DistributeCommandTest {
    private final ChassisctlRig ctl = new ChassisctlRig();

    @AfterEach
    void close() {
        ctl.close();
    }

    @Test
    void starts() {
        assertEquals(0, ctl.run("distribute", "start", "udp://@239.1.1.1:5000", "--to", "udp://192.0.2.7:5000;offset=30;loops=2",
                "--to", "rtp://239.1.1.2:5000; loops=forever; offset=5", "--blade", "2", "--when-silent", "fill", "--silent-after",
                "500ms"), ctl.err);
        assertEquals(0, ctl.run("distribute", "start", "push", "--to", "udp://192.0.2.7:5000;offset=1.5"), ctl.err);
        assertEquals("distribute 2 udp://@239.1.1.1:5000 silent FILL 500 [udp://192.0.2.7:5000 after 30000 loops 2, "
                + "rtp://239.1.1.2:5000 after 5000 loops forever]", ctl.desk.orders.get(0));
        assertTrue(ctl.desk.orders.get(1).endsWith(
                "push silent STALL_POLICY_UNSPECIFIED 0 [udp://192.0.2.7:5000 after 1500 loops 0]"), ctl.desk.orders.get(1));
    }

    @Test
    void whatTheBladeRefusesIsShownWithItsFix() {
        ctl.desk.distributeReply = DistributeReply.newBuilder()
                .setStatus(400).setText("it would lead back into the input").setHint("give it another").build();
        assertEquals(1, ctl.run("distribute", "start", "udp://@:5000", "--to", "udp://192.0.2.7:5000"));
        assertEquals("chassisctl: it would lead back into the input\n  give it another\n", ctl.err);
        assertEquals(1, ctl.run("distribute", "start", "push", "--blade", "3"));
        assertTrue(ctl.err.contains("slot 3 is not in service\n  chassisctl blades"), ctl.err);
    }

    /** So that it finds what would come back over them. */
    @Test
    void theBladeHearsWhatOthersDistribute() {
        assertEquals(0, ctl.run("distribute", "start", "push", "--blade", "1"), ctl.err);
        assertEquals(1, ctl.desk.lastDistribution.getElsewhereCount());
        assertEquals("udp://@:5000", ctl.desk.lastDistribution.getElsewhere(0).getInput());
        assertEquals(List.of("udp://192.0.2.7:5000"), ctl.desk.lastDistribution.getElsewhere(0).getTargetsList());
        assertEquals(0, ctl.run("distribute", "start", "push", "--blade", "2"), ctl.err);
        assertEquals(0, ctl.desk.lastDistribution.getElsewhereCount(), "of its own it knows");
    }

    @Test
    void aWrongCommandLine() {
        assertEquals(2, ctl.run("distribute", "start", "push", "--to", "udp://192.0.2.7:5000;offset=soon"));
        assertTrue(ctl.err.contains("--to takes a recipient"), ctl.err);
        assertEquals(2, ctl.run("distribute", "start", "push", "--silent-after", "never"));
        assertEquals(2, ctl.run("distribute", "start"));
        assertEquals(2, ctl.run("distribute", "start", "push", "--to", "udp://192.0.2.7:5000;offset=1;offset=2"));
        assertEquals(2, ctl.run("distribute", "start", "push", "--when-silent", "shout"));
        assertTrue(ctl.err.contains("--when-silent takes wait, fill or end, not shout"), ctl.err);
        assertEquals(2, ctl.run("distribute", "stop", "nothing"));
        assertTrue(ctl.err.contains("there is no distribution nothing"), ctl.err);
        assertEquals(List.of(), ctl.desk.orders);
    }

    @Test
    void lists() throws Exception {
        assertEquals(0, ctl.run("distribute", "list"), ctl.err);
        assertEquals(
                """
                NAME  BLADE   INPUT         STATE      LENGTH        RATE  STORED  ONWARD  STALLS  TROUBLE
                live  slot 2  udp://@:5000  receiving    1:05  4.0 Mbit/s  1.0 MB       1       2  no RTP comes
                """,
                ctl.out);
        assertEquals(0, ctl.run("distribute", "list", "--json"), ctl.err);
        assertEquals(30.0, new ObjectMapper().readTree(ctl.out).path("distributions").path(0).path("onward").path(0)
                .path("offset_s").asDouble());
    }

    @Test
    void showsAndStops() {
        assertEquals(0, ctl.run("distribute", "show", "live"), ctl.err);
        assertEquals(
                """
                udp://@:5000, receiving, 1:05 so far
                Trouble: no RTP comes
                TO                    OFFSET  LOOPS  STATE    PLAYS  POSITION  PACKETS
                udp://192.0.2.7:5000    0:30  2      sending      1      0:35    12345
                """,
                ctl.out);
        assertEquals(0, ctl.run("distribute", "stop", "live"), ctl.err);
        assertEquals(List.of("distribute stop 2 live"), ctl.desk.orders);
        assertEquals(1, ctl.run("distribute", "show", "live", "--blade", "1"));
        assertTrue(ctl.err.contains("the blade in slot 1 has no distribution live"), ctl.err);
    }
}
