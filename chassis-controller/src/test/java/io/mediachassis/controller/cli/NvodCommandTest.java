package io.mediachassis.controller.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.mediachassis.backplane.proto.NvodReply;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** {@code chassisctl nvod}, through the API to a desk. */
class NvodCommandTest {
    private final ChassisctlRig ctl = new ChassisctlRig();

    @AfterEach
    void close() {
        ctl.close();
    }

    private void reply(int status, String text, String hint) {
        ctl.desk.nvodReply = NvodReply.newBuilder().setStatus(status).setText(text).setHint(hint).build();
    }

    @Test
    void starts() {
        assertEquals(0, ctl.run("nvod", "start", "film", "--interval", "30s", "--group", "239.1.1.0"), ctl.err);
        assertEquals(0, ctl.run("nvod", "start", "film", "--interval", "1m", "--group", "232.1.1.0", "--udp", "--loops", "3",
                "--source-specific", "--port", "6000"), ctl.err);
        assertEquals(0, ctl.run("nvod", "start", "film", "--interval", "7500ms", "--group", "239.1.1.0", "--rtp",
                "--interleave", "16"), ctl.err);
        assertEquals(0, ctl.run("nvod", "start", "film", "--interval", "30s", "--group", "239.1.1.0", "--interleave", "160",
                "--force"), ctl.err);
        assertEquals(List.of(
                "nvod start film 30000 239.1.1.0:0 rtp loops 0 interleave 0",
                "nvod start film 60000 232.1.1.0:6000 udp ssm loops 3 interleave 0",
                "nvod start film 7500 239.1.1.0:0 rtp loops 0 interleave 16",
                "nvod start film 30000 239.1.1.0:0 rtp loops 0 interleave 160 forced"), ctl.desk.orders);
    }

    @Test
    void whatTheDirectorRefusesIsShownWithItsFix() {
        reply(409, "No interface for multicast is configured", "name one");
        assertEquals(1, ctl.run("nvod", "start", "film", "--interval", "30s", "--group", "239.1.1.0"));
        assertEquals("chassisctl: No interface for multicast is configured\n  name one\n", ctl.err);
        reply(404, "There is no set x", "chassisctl nvod list shows them");
        assertEquals(1, ctl.run("nvod", "stop", "x"));
        assertTrue(ctl.err.contains("There is no set x"), ctl.err);
    }

    @Test
    void aWrongCommandLine() {
        assertEquals(2, ctl.run("nvod", "start", "film", "--interval", "soon", "--group", "239.1.1.0"));
        assertTrue(ctl.err.contains("takes a time such as 30s"), ctl.err);
        assertEquals(2, ctl.run("nvod", "start", "film", "--group", "239.1.1.0"));
        assertEquals(2, ctl.run("nvod", "start", "film", "--interval", "30s", "--group", "239.1.1.0", "--udp", "--rtp"));
        assertEquals(2, ctl.run("nvod", "start", "film", "--interval", "30s", "--group", "239.1.1.0", "--udp", "--interleave", "8"));
        assertEquals(2, ctl.run("nvod", "start", "film", "--interval", "0s", "--group", "239.1.1.0"));
        assertTrue(ctl.err.contains("takes a time such as 30s, 10m or 2h, not 0s"), ctl.err);
        for (String option : List.of("--loops", "--port", "--interleave")) {
            assertEquals(2, ctl.run("nvod", "start", "film", "--interval", "30s", "--group", "239.1.1.0", option, "-1"));
            assertTrue(ctl.err.contains("take numbers from 0"), ctl.err);
        }
        assertEquals(List.of(), ctl.desk.orders);
        // What the command line lets pass: a day has so many seconds.
        assertEquals(1, ctl.run("nvod", "start", "film", "--interval", "90000s", "--group", "239.1.1.0"));
        assertTrue(ctl.err.contains("interval_s"), ctl.err);
    }

    @Test
    void lists() throws Exception {
        assertEquals(0, ctl.run("nvod", "list"), ctl.err);
        assertEquals(
                """
                SET        PROGRAM  GROUPS          PORT  AS   INTERVAL  PERIOD  PLAYS           RATE  TROUBLE
                239.1.1.0  film     2 to 239.1.1.1  5010  rtp      1:00    2:00  for ever  8.0 Mbit/s  -
                """,
                ctl.out);
        assertEquals(0, ctl.run("nvod", "list", "--json"), ctl.err);
        assertEquals("2026-11-21T10:00:00Z",
                new ObjectMapper().readTree(ctl.out).path("sets").path(0).path("began_at").asText());
    }

    @Test
    void shows() {
        assertEquals(0, ctl.run("nvod", "show", "239.1.1.0"), ctl.err);
        assertEquals(
                """
                film (2:00), one stream each 1:00, from 127.0.1.100
                STREAM  URL                    STATE    ENGINE  POSITION  PLAYS  NEXT START
                     0  rtp://@239.1.1.0:5010  sending  slot 2      0:30      1  2026-11-21T10:02:00Z
                     1  rtp://@239.1.1.1:5010  waiting  -           0:00      0  2026-11-21T10:01:00Z
                http://127.0.1.100:8080/nvod/239.1.1.0.sdp
                http://127.0.1.100:8080/nvod/239.1.1.0.m3u
                rtsp://127.0.1.100:8554/nvod/239.1.1.0
                Repair: 40 packets asked for, 30 sent again to consoles, 7 to groups, 3 not
                Consoles report 50 packets lost on their way, and 2 missing for good
                Consoles of their own streams: 4 served by the interactive server, 1 directly, 0 after a delivery. The last, \
                2026-11-21T10:00:00Z, directly by blade 2: it holds it and has room
                """,
                ctl.out);
        assertEquals(1, ctl.run("nvod", "show", "239.9.9.9"));
        assertTrue(ctl.err.contains("there is no set 239.9.9.9\n  chassisctl nvod list"), ctl.err);
        assertEquals(0, ctl.run("nvod", "stop", "239.1.1.0"), ctl.err);
        assertEquals(List.of("nvod stop 239.1.1.0"), ctl.desk.orders);
    }
}
