package io.mediachassis.controller.cli;

import io.mediachassis.controller.api.ApiServer;
import io.mediachassis.controller.api.FakeDesk;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;

/** {@code chassisctl} as it is typed, through the API to a desk. */
final class ChassisctlRig implements AutoCloseable {
    final FakeDesk desk = new FakeDesk();
    /** What the last command printed. */
    String out = "";

    String err = "";
    private final ApiServer server = new ApiServer(desk);
    private final String api = "http://127.0.0.1:" + server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();

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

    @Override
    public void close() {
        server.close();
    }
}
