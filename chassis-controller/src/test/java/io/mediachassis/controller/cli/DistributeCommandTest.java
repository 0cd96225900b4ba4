package io.mediachassis.controller.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.mediachassis.backplane.proto.DistributeReply;
import io.mediachassis.controller.api.ApiServer;
import io.mediachassis.controller.api.FakeDesk;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** {@code chassisctl distribute}, through the API to a desk. */
class DistributeCommandTest {
    private final FakeDesk desk = new FakeDesk();
    private final ApiServer server = new ApiServer(desk);
    private String api = "";
    private String out = "";
    private String err = "";

    @BeforeEach
    void bind() throws Exception {
        api = "http://127.0.0.1:" + server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @AfterEach
    void close() {
        server.close();
    }

    private int run(String... args) {
        StringWriter outText = new StringWriter();
        StringWriter errText = new StringWriter();
        CommandLine line = Chassisctl.commandLine(Map.of("CHASSIS_API", api), new Terminal(false, false));
        line.setOut(new PrintWriter(outText));
        line.setErr(new PrintWriter(errText));
        int code = line.execute(args);
        out = outText.toString();
        err = errText.toString();
        return code;
    }

    @Test
    void starts() {
        assertEquals(0, run("distribute", "start", "udp://@239.1.1.1:5000", "--to", "udp://192.0.2.7:5000;offset=30;loops=2",
                "--to", "rtp://239.1.1.2:5000;loops=forever", "--blade", "2", "--when-silent", "fill", "--silent-after",
                "500ms"), err);
        assertEquals(0, run("distribute", "start", "push", "--to", "udp://192.0.2.7:5000;offset=1.5"), err);
        assertEquals("distribute 2 udp://@239.1.1.1:5000 silent FILL 500 [udp://192.0.2.7:5000 after 30000 loops 2, "
                + "rtp://239.1.1.2:5000 after 0 loops forever]", desk.orders.get(0));
        assertTrue(desk.orders.get(1).endsWith(
                "push silent STALL_POLICY_UNSPECIFIED 0 [udp://192.0.2.7:5000 after 1500 loops 0]"), desk.orders.get(1));
    }

    @Test
    void whatTheBladeRefusesIsShownWithItsFix() {
        desk.distributeReply = DistributeReply.newBuilder()
                .setStatus(400).setText("it would lead back into the input").setHint("give it another").build();
        assertEquals(1, run("distribute", "start", "udp://@:5000", "--to", "udp://192.0.2.7:5000"));
        assertEquals("chassisctl: it would lead back into the input\n  give it another\n", err);
        assertEquals(1, run("distribute", "start", "push", "--blade", "3"));
        assertTrue(err.contains("slot 3 is not in service"), err);
    }

    @Test
    void aWrongCommandLine() {
        assertEquals(2, run("distribute", "start", "push", "--to", "udp://192.0.2.7:5000;offset=soon"));
        assertTrue(err.contains("--to takes a recipient"), err);
        assertEquals(2, run("distribute", "start", "push", "--silent-after", "never"));
        assertEquals(2, run("distribute", "start"));
        assertEquals(1, run("distribute", "start", "push", "--when-silent", "shout"));
        assertTrue(err.contains("wait, fill or end"), err);
        assertEquals(2, run("distribute", "stop", "nothing"));
        assertTrue(err.contains("there is no distribution nothing"), err);
        assertEquals(List.of(), desk.orders);
    }

    @Test
    void lists() throws Exception {
        assertEquals(0, run("distribute", "list"), err);
        assertEquals(
                """
                NAME  BLADE   INPUT         STATE      LENGTH        RATE  STORED  ONWARD  STALLS  TROUBLE
                live  slot 2  udp://@:5000  receiving    1:05  4.0 Mbit/s  1.0 MB       1       2  -
                """,
                out);
        assertEquals(0, run("distribute", "list", "--json"), err);
        assertEquals(30.0, new ObjectMapper().readTree(out).path("distributions").path(0).path("onward").path(0)
                .path("offset_s").asDouble());
    }

    @Test
    void showsAndStops() {
        assertEquals(0, run("distribute", "show", "live"), err);
        assertEquals(
                """
                udp://@:5000, receiving, 1:05 so far
                TO                    OFFSET  LOOPS  STATE    PLAYS  POSITION  PACKETS
                udp://192.0.2.7:5000    0:30  2      sending      1      0:35    12345
                """,
                out);
        assertEquals(0, run("distribute", "stop", "live"), err);
        assertEquals(List.of("distribute stop 2 live"), desk.orders);
        assertEquals(1, run("distribute", "show", "live", "--blade", "1"));
        assertTrue(err.contains("the blade in slot 1 has no distribution live"), err);
    }
}
