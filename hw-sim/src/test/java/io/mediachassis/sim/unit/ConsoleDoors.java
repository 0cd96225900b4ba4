package io.mediachassis.sim.unit;

import io.mediachassis.backplane.locate.LocateClient;
import io.mediachassis.backplane.proto.Answer;
import io.mediachassis.sim.console.rtsp.RtspConnection;
import io.mediachassis.sim.demo.Demo;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/** The ways by which a console gets at a program, and what each says. */
final class ConsoleDoors {
    private final UnitPlan plan;
    private final HttpClient http = HttpClient.newHttpClient();

    ConsoleDoors(UnitPlan plan) {
        this.plan = plan;
    }

    /** The status of DESCRIBE; being sent to an engine counts as being let in. */
    static int describe(String url) throws IOException {
        try (RtspConnection console = new RtspConnection(URI.create(url))) {
            int status = console.ask("DESCRIBE", url, "Accept: application/sdp\r\n").status();
            return status == 302 ? 200 : status;
        }
    }

    /** The status of GET. */
    int get(String url) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    /** Where an engine itself sends a program. */
    String rtsp(int slot, String program) {
        return "rtsp://" + plan.bladeAddress(slot) + ":" + UnitPlan.RTSP_PORT + "/" + program;
    }

    String http(int slot, String program) {
        return "http://" + plan.bladeAddress(slot) + ":" + UnitPlan.HTTP_PORT + "/programs/" + program + ".ts";
    }

    /** The director's answer by datagram. */
    Answer located(String program, String token) throws IOException {
        try (LocateClient client = new LocateClient(
                new InetSocketAddress(plan.stationAddress(), UnitPlan.LOCATE_PORT), Duration.ofSeconds(1),
                new Random(5))) {
            client.show(token);
            return client.locate(List.of(program), "rtsp").get(0);
        }
    }

    /** The number of the active controller; 0 while there is none. */
    static int activeController(Demo demo) {
        return demo.watch().list("controllers").stream()
                .filter(controller -> controller.path("active").asBoolean())
                .mapToInt(controller -> controller.path("number").asInt())
                .findFirst()
                .orElse(0);
    }
}
