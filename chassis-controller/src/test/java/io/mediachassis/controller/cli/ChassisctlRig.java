package io.mediachassis.controller.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mediachassis.controller.api.ApiServer;
import io.mediachassis.controller.api.FakeDesk;
import io.mediachassis.controller.api.HeadEndDesks;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;

/** {@code chassisctl} as it is typed, through the API to a desk. */
final class ChassisctlRig implements AutoCloseable {
    final FakeDesk desk = new FakeDesk();
    /** What the last command printed. */
    String out = "";

    String err = "";
    private final ApiServer server;
    private final String api;

    /** A controller that is no head-end. */
    ChassisctlRig() {
        this.server = new ApiServer(desk);
        this.api = base(server.bind(anyPort()));
    }

    /** One that is. */
    ChassisctlRig(HeadEndDesks headEnd) {
        this.server = new ApiServer(desk, headEnd);
        this.api = base(server.bind(anyPort()));
    }

    /** Where consoles log in from now on. */
    String login() {
        return base(server.bindLogin(anyPort()));
    }

    private static InetSocketAddress anyPort() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    private static String base(CompletionStage<Integer> port) {
        return "http://127.0.0.1:" + port.toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
    }

    /** Returns the command's status. */
    int run(String... args) {
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

    /** It is to do it. */
    void done(String... args) {
        assertEquals(0, run(args), err);
    }

    /** The same, asked for as JSON. */
    JsonNode json(String... args) throws IOException {
        done(args);
        return new ObjectMapper().readTree(out);
    }

    @Override
    public void close() {
        server.close();
    }
}
