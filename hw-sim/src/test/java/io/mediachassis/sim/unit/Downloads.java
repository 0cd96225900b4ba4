package io.mediachassis.sim.unit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Optional;

/** Whole programs by HTTP from one engine, which may not send the client elsewhere. */
final class Downloads {
    private Downloads() {}

    static String programUrl(TestUnit unit, int slot) {
        String blade = "http://" + unit.plan.bladeAddress(slot) + ":" + UnitPlan.HTTP_PORT;
        return blade + "/programs/" + unit.program + ".ts";
    }

    /**
     * Downloads.
     *
     * @param from first byte
     * @return empty when the engine sends the client to another one
     */
    static Optional<byte[]> get(String url, long from) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url));
        if (from > 0) {
            request.header("Range", "bytes=" + from + "-");
        }
        HttpResponse<byte[]> answer = HttpClient.newHttpClient()
                .send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        if (answer.statusCode() == 307) {
            return Optional.empty();
        }
        assertEquals(from > 0 ? 206 : 200, answer.statusCode(), url);
        return Optional.of(answer.body());
    }
}
