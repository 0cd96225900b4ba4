package io.mediachassis.controller.api;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mediachassis.backplane.proto.PublishReply;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ApiServerTest {
    private final FakeDesk desk = new FakeDesk();
    private final ApiServer server = new ApiServer(desk);
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private String base = "";

    @BeforeEach
    void bind() throws Exception {
        int port = server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
        base = "http://127.0.0.1:" + port;
    }

    @AfterEach
    void close() {
        server.close();
    }

    private HttpResponse<String> get(String path) throws Exception {
        return http.send(HttpRequest.newBuilder(URI.create(base + path)).build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String path, String body) throws Exception {
        return post(path, body, "application/json");
    }

    private HttpResponse<String> post(String path, String body, String type) throws Exception {
        return http.send(
                HttpRequest.newBuilder(URI.create(base + path))
                        .header("Content-Type", type)
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    private static JsonNode json(HttpResponse<String> response) throws Exception {
        return new ObjectMapper().readTree(response.body());
    }

    @Test
    void takesNoOrderThatAPageOfAnotherSiteCanSend() throws Exception {
        for (String type : List.of("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x",
                "text/plain; application/json")) {
            assertEquals(415, post("/v1/blades/2/power", "{\"on\":false}", type).statusCode(), type);
        }
        HttpRequest untold = HttpRequest.newBuilder(URI.create(base + "/v1/blades/2/reset"))
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        assertEquals(415, http.send(untold, BodyHandlers.ofString()).statusCode());
        assertEquals(200, post("/v1/blades/2/power", "{\"on\":false}", "Application/JSON; charset=utf-8").statusCode());
    }

    @Test
    void showsTheUnit() throws Exception {
        JsonNode unit = json(get("/v1/unit"));
        assertEquals("SIM-1", unit.path("chassis").path("serial_number").asText());
        assertEquals("3.2", unit.path("director").path("term").asText());
        assertEquals("2026-11-21T10:00:00Z", unit.path("active_since").asText());
        assertEquals(4, unit.path("slots").size());
        assertEquals(3, unit.path("blades").size());
        assertEquals("M4", unit.path("slots").path(0).path("state").asText());
        assertEquals("director", unit.path("slots").path(0).path("role").asText());
        assertEquals(41.5, unit.path("slots").path(0).path("sensors").path(0).path("value").asDouble());
        assertEquals("fffffffffffffffe", unit.path("streams").path(0).path("session").asText());
        assertEquals(3, json(get("/v1/sensors")).path("sensors").size());
        assertEquals(2, json(get("/v1/controllers")).path("controllers").size());
    }

    @Test
    void showsCountersOfEveryBoardAndOfOne() throws Exception {
        JsonNode counters = json(get("/v1/counters")).path("counters");
        assertEquals(2, counters.size());
        assertEquals(
                "{\"name\":\"link_frames_in_total\",\"unit\":\"frames\",\"sentence\":\"Frames taken.\","
                        + "\"values\":{\"controller-1\":12,\"blade-1\":345,\"blade-2\":0}}",
                counters.path(0).toString());
        JsonNode one = json(get("/v1/counters?slot=1")).path("counters");
        assertEquals("{\"blade-1\":6}", one.path(1).path("values").toString());
        assertEquals(404, get("/v1/counters?slot=5").statusCode());
        assertEquals(400, get("/v1/counters?slot=x").statusCode());
    }

    @Test
    void showsCountersToPrometheus() throws Exception {
        HttpResponse<String> page = get("/metrics");
        assertEquals("text/plain; version=0.0.4; charset=utf-8", page.headers().firstValue("Content-Type").orElse(""));
        assertEquals(
                """
                # HELP mediachassis_link_frames_in_total Frames taken.
                # TYPE mediachassis_link_frames_in_total counter
                mediachassis_link_frames_in_total{board="controller-1"} 12
                mediachassis_link_frames_in_total{board="blade-1"} 345
                mediachassis_link_frames_in_total{board="blade-2"} 0
                # HELP mediachassis_rtsp_sessions_total Sessions set up.
                # TYPE mediachassis_rtsp_sessions_total counter
                mediachassis_rtsp_sessions_total{board="blade-1"} 6
                mediachassis_rtsp_sessions_total{board="blade-2"} 0
                """,
                page.body());
    }

    @Test
    void mergesProgramsOverTheBlades() throws Exception {
        JsonNode programs = json(get("/v1/programs")).path("programs");
        assertEquals(3, programs.size());
        JsonNode film = json(get("/v1/programs/film"));
        assertEquals(film, programs.path(0));
        assertEquals("published", film.path("state").asText());
        assertEquals("[1,2]", film.path("copies").toString());
        assertEquals(120.5, film.path("duration_s").asDouble());
        assertEquals("rtsp://127.0.1.100:8554/film", film.path("rtsp").asText());
        assertEquals("http://127.0.1.100:8080/programs/film.ts", film.path("http").asText());
        assertEquals("failed", programs.path(1).path("state").asText());
        assertEquals("ingesting", programs.path(2).path("state").asText());
        // Nothing to play there: neither may be taken for a program.
        assertFalse(programs.path(1).has("rtsp") || programs.path(1).has("http"), programs.path(1).toString());
        assertFalse(programs.path(2).has("rtsp") || programs.path(2).has("http"), programs.path(2).toString());
        assertEquals(25, programs.path(2).path("ingests").path(0).path("percent").asInt());
    }

    @Test
    void givesOrders() throws Exception {
        assertEquals(200, post("/v1/blades/2/power", "{\"on\":false}").statusCode());
        assertEquals(200, post("/v1/blades/2/reset", "").statusCode());
        assertEquals(200, post("/v1/blades/3/identify", "{\"on\":true}").statusCode());
        assertEquals(200, post("/v1/director/hand-over", "{\"slot\":2}").statusCode());
        assertEquals(200, post("/v1/controllers/switch-over", "").statusCode());
        assertEquals(List.of("power 2 false", "reset 2", "identify 3 true", "hand-over 2", "switch-over"), desk.orders);
    }

    @Test
    void publishes() throws Exception {
        assertEquals(503, post("/v1/programs", "{\"title\":\"A\",\"size\":5}").statusCode());
        desk.publishReply = PublishReply.newBuilder()
                .setProgramId("a")
                .setIngestUrl("http://127.0.1.2:8080/ingest/a")
                .setToken("secret")
                .build();
        HttpResponse<String> reply = post("/v1/programs", "{\"title\":\"A\",\"size\":5,\"file_name\":\"a.ts\"}");
        assertEquals(201, reply.statusCode());
        assertEquals("a", json(reply).path("id").asText());
        assertEquals("secret", json(reply).path("token").asText());
        assertTrue(desk.orders.contains("publish A 5 a.ts"));
    }

    @Test
    void everyErrorSaysWhatAndWhatToDo() throws Exception {
        List<HttpResponse<String>> errors = new ArrayList<>();
        errors.add(post("/v1/blades/2/power", "{\"on\":1}"));
        errors.add(post("/v1/blades/2/power", "{not json"));
        errors.add(post("/v1/blades/4/reset", ""));
        errors.add(post("/v1/blades/9/reset", ""));
        errors.add(post("/v1/blades/x/reset", ""));
        errors.add(post("/v1/blades/3/reset", ""));
        errors.add(post("/v1/programs", "{\"title\":\"\",\"size\":5}"));
        errors.add(post("/v1/programs", "{\"title\":\"a\",\"size\":0}"));
        errors.add(post("/v1/programs", "{\"title\":\"" + "x".repeat(70_000) + "\"}"));
        errors.add(get("/v1/programs/none"));
        errors.add(get("/v1/nothing"));
        errors.add(get("/v1/events?after=x"));
        errors.add(post("/v1/slots", "{}"));
        assertEquals(
                List.of(400, 400, 404, 404, 404, 409, 400, 400, 413, 404, 404, 400, 405),
                errors.stream().map(HttpResponse::statusCode).toList());
        for (HttpResponse<String> error : errors) {
            assertFalse(json(error).path("error").asText().isEmpty(), error.body());
            assertFalse(json(error).path("hint").asText().isEmpty(), error.body());
        }
        assertEquals(List.of(), desk.orders);
    }

    @Test
    void standbyAnswersQuestionsAndSendsOrdersOn() throws Exception {
        desk.snapshot = FakeDesk.unit(false, "http://127.0.1.102:8081");
        HttpResponse<String> read = get("/v1/slots");
        assertEquals(200, read.statusCode());
        assertEquals("false", read.headers().firstValue(ApiServer.ACTIVE_HEADER).orElse(""));
        HttpResponse<String> order = post("/v1/blades/2/reset", "");
        assertEquals(307, order.statusCode());
        assertEquals(
                "http://127.0.1.102:8081/v1/blades/2/reset",
                order.headers().firstValue("Location").orElse(""));
        desk.snapshot = FakeDesk.unit(false, "");
        assertEquals(409, post("/v1/blades/2/reset", "").statusCode());
        assertEquals(List.of(), desk.orders);
    }

    @Test
    void pagesThroughEvents() throws Exception {
        for (int i = 1; i <= 5; i++) {
            desk.happens(FakeDesk.event(i, "blade.state"));
        }
        JsonNode events = json(get("/v1/events?after=2&limit=2")).path("events");
        assertEquals(2, events.size());
        assertEquals(3, events.path(0).path("number").asInt());
        assertEquals("warning", events.path(0).path("severity").asText());
        JsonNode newest = json(get("/v1/events?limit=2")).path("events");
        assertEquals(List.of(4, 5), newest.valueStream().map(event -> event.path("number").asInt()).toList());
    }

    @Test
    void followersGetStoredEventsThenLiveOnesAndAreForgottenWhenTheyGo() throws Exception {
        desk.happens(FakeDesk.event(1, "a"));
        desk.happens(FakeDesk.event(2, "b"));
        List<String> heard = new CopyOnWriteArrayList<>();
        HttpResponse<Stream<String>> response = http.send(
                HttpRequest.newBuilder(URI.create(base + "/v1/events/follow?after=1")).build(), BodyHandlers.ofLines());
        Thread reader = new Thread(() -> {
            try (Stream<String> lines = response.body()) {
                lines.filter(l -> l.startsWith("id:")).limit(2).forEach(heard::add);
            }
        });
        reader.start();
        await().until(() -> heard.contains("id: 2"));
        desk.happens(FakeDesk.event(3, "c"));
        await().until(() -> heard.contains("id: 3"));
        assertEquals(List.of("id: 2", "id: 3"), heard);
        reader.join();
        await().until(() -> desk.listeners.isEmpty());
    }
}
