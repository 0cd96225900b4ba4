package io.mediachassis.sim.unit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** Whole programs by HTTP from one engine, which may not send the client elsewhere. */
final class Downloads {
    private Downloads() {}

    static String programUrl(TestUnit unit, int slot) {
        String blade = "http://" + unit.plan.bladeAddress(slot) + ":" + UnitPlan.HTTP_PORT;
        return blade + "/programs/" + unit.program + ".ts";
    }

    /** @param from first byte */
    static byte[] get(String url, long from) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url));
        if (from > 0) {
            request.header("Range", "bytes=" + from + "-");
        }
        HttpResponse<byte[]> answer = HttpClient.newHttpClient()
                .send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        assertEquals(from > 0 ? 206 : 200, answer.statusCode(), url);
        return answer.body();
    }
}
