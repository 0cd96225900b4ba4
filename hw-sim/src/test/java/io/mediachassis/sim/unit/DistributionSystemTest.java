package io.mediachassis.sim.unit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mediachassis.controller.client.ChassisException;
import io.mediachassis.sim.player.Ffmpeg;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * The distribution server of a running unit: ffmpeg sends a transport stream, which goes onward to the byte behind its
 * offset, through a stall and the death of the agent; content servers deliver, and streams are pulled.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DistributionSystemTest {
    private static final int UNIT = 81;
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final double S = 1e9;
    /** Datagrams: the sample comes again and again, and inside a picture nothing tells its turns apart. */
    private static final int SURE = 100;
    /** Longer than an agent takes to be back on a busy machine: what it has on disk is then not overdue yet. */
    private static final int OFFSET = 8;

    private final HttpClient http = HttpClient.newHttpClient();
    private Path folder;
    private Path sample;
    private TestUnit unit;

    @BeforeAll
    void bringUp(@TempDir Path temporary) throws IOException {
        folder = temporary;
        unit = new TestUnit(UNIT, temporary, new UnitPlan.Media(4, 1, 1));
        sample = temporary.resolve("sample.ts");
        Ffmpeg.makeSample(sample, 4);
        unit.demo.watch().await("the blades to be in service", TestUnit.LIMIT, watch -> watch.ready(3));
    }

    @AfterAll
    void end() throws IOException {
        if (unit != null) {
            unit.close();
        }
    }

    private String here() {
        return unit.plan.address(200);
    }

    private void await(String what, BooleanSupplier wanted) throws IOException {
        unit.demo.watch().await(what, LIMIT, watch -> wanted.getAsBoolean());
    }

    private JsonNode start(int slot, String id, String input, String whenSilent, String... onward) throws ChassisException {
        ObjectNode order = JsonNodeFactory.instance.objectNode()
                .put("input", input).put("id", id).put("slot", slot).put("when_silent", whenSilent);
        for (String each : onward) {
            String[] parts = each.split(";", -1);
            ObjectNode stream = order.withArray("onward").addObject().put("target", parts[0]);
            for (int i = 1; i < parts.length; i++) {
                if (parts[i].startsWith("offset=")) {
                    stream.put("offset_s", Double.parseDouble(parts[i].substring(7)));
                } else {
                    stream.put("loops", Integer.parseInt(parts[i].substring(6)));
                }
            }
        }
        return unit.demo.watch().client().distributeStart(order);
    }

    private HttpResponse<String> put(int slot, String id, byte[] body, String... onward)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://" + unit.plan.address(slot) + ":8080/distribute/" + id))
                .timeout(LIMIT)
                .PUT(HttpRequest.BodyPublishers.ofByteArray(body));
        for (String each : onward) {
            request.header("Onward-Stream", each);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** Both at once, on different blades: most of it is waiting. */
    @Test
    void whatComesInGoesOnward() throws Exception {
        // Not the director: its agent dies.
        int dies = unit.demo.watch().director() == 2 ? 3 : 2;
        CompletableFuture<Void> deliveries = CompletableFuture.runAsync(() -> {
            try {
                contentServersDeliver_streamsArePulled_andWhatCannotBeIsRefused(1, dies == 2 ? 3 : 2);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException | ChassisException e) {
                throw new IllegalStateException(e);
            }
        });
        aLiveStreamGoesOnwardBehindItsOffset_throughAStallAndTheAgentsDeath(dies);
        deliveries.get(60, TimeUnit.SECONDS);
    }

    private void aLiveStreamGoesOnwardBehindItsOffset_throughAStallAndTheAgentsDeath(int slot)
            throws IOException, ChassisException {
        try (OnwardReceiver late = new OnwardReceiver(here(), 6000, false);
                OnwardReceiver early = new OnwardReceiver(here(), 6002, true);
                OnwardReceiver relay = new OnwardReceiver(here(), 6100, false)) {
            relay.passTo(new InetSocketAddress(unit.plan.address(slot), 5500));
            start(slot, "live", "udp://@:5500", "fill", "udp://" + here() + ":6000;offset=" + OFFSET,
                    "rtp://" + here() + ":6002;offset=3");
            Process ffmpeg = new ProcessBuilder(List.of("ffmpeg", "-hide_banner", "-loglevel", "error", "-re",
                            "-stream_loop", "-1", "-i", sample.toString(), "-c", "copy", "-f", "mpegts",
                            "udp://" + here() + ":6100?pkt_size=1316"))
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("ffmpeg.log").toFile())
                    .start();
            try {
                await("the later stream to begin", () -> late.media().size() > 0);
                List<OnwardReceiver.Packet> sent = relay.media();
                behind(OFFSET, sent, late.media());
                behind(3, sent, early.media());

                relay.pass(false);
                long silentNs = System.nanoTime();
                await("the stall to be seen", () -> list("live").path("state").asText().equals("stalled"));
                await("two seconds", () -> System.nanoTime() - silentNs > 2 * S);
                relay.pass(true);
                await("null packets", () -> late.nulls() > 0 && early.nulls() > 0);
                await("what followed the stall", () -> late.media().stream()
                        .anyMatch(packet -> packet.atNs() - silentNs > (OFFSET + 2.5) * S));
                prefix(relay.media(), late.media());
                prefix(relay.media(), early.media());

                long killedNs = System.nanoTime();
                unit.demo.unit().blade(slot).crash();
                await("the stream to go on", () -> late.media().stream().anyMatch(p -> p.atNs() - killedNs > 0.5 * S));
                await("it to come to what was sent after the restart", () -> !ffmpeg.isAlive()
                        || (late.media().stream().anyMatch(p -> p.atNs() - killedNs > (OFFSET + 5) * S)
                                && late.media().size() - alike(relay.media(), late.media()) > 3 * SURE));
                afterDeath(relay.media(), late.media(), killedNs);
            } finally {
                ffmpeg.destroyForcibly();
            }
        }
        // On a busy machine it sends before the controllers know that it is back.
        await("the blade to be in service", () -> unit.demo.watch().ready(3));
        JsonNode stopped = unit.demo.watch().client().distributeStop(slot, "live");
        assertTrue(stopped.path("ok").asBoolean(), stopped.toString());
        await("it to be gone", () -> list("live").isMissingNode());
    }

    private JsonNode list(String id) {
        for (JsonNode each : unit.demo.watch().list("distributions")) {
            if (each.path("id").asText().equals(id)) {
                return each;
            }
        }
        return JsonNodeFactory.instance.missingNode();
    }

    /** The first packet; a busy machine may hold it up, and nothing makes it early. */
    private static void behind(double offset, List<OnwardReceiver.Packet> sent, List<OnwardReceiver.Packet> got) {
        double seconds = (got.get(0).atNs() - sent.get(0).atNs()) / S;
        assertTrue(seconds > offset - 0.6 && seconds < offset + 2, seconds + " s behind instead of " + offset);
    }

    private static void prefix(List<OnwardReceiver.Packet> sent, List<OnwardReceiver.Packet> got) {
        assertTrue(got.size() > 500, got.size() + " of " + sent.size());
        assertEquals(got.size(), alike(sent, got), "the first packet that differs, of " + sent.size() + " sent");
    }

    /** How many packets came as they were sent, from the first one on. */
    private static int alike(List<OnwardReceiver.Packet> sent, List<OnwardReceiver.Packet> got) {
        int same = 0;
        while (same < Math.min(got.size(), sent.size())
                && Arrays.equals(sent.get(same).bytes(), got.get(same).bytes())) {
            same++;
        }
        return same;
    }

    /**
     * What the disk had goes on behind its offset; each gap is one of the agent's absence. A busy machine holds up any
     * packet, so most of them are to be in time; and between two gaps there may be too few to tell which they are.
     */
    private static void afterDeath(
            List<OnwardReceiver.Packet> sent, List<OnwardReceiver.Packet> got, long killedNs) {
        int at = 0;
        int gaps = 0;
        int fromDisk = 0;
        int between = 0;
        List<Double> offsets = new ArrayList<>();
        for (int i = 0; i < got.size(); i++) {
            if (at == sent.size() || !Arrays.equals(sent.get(at).bytes(), got.get(i).bytes())) {
                int found = got.size() - i < SURE ? sent.size() : find(sent, got, at, i);
                if (found == sent.size()) {
                    between++;
                    continue;
                }
                gaps++;
                at = found;
            }
            if (got.get(i).atNs() - killedNs > 0.5 * S) {
                fromDisk += sent.get(at).atNs() < killedNs ? 1 : 0;
                offsets.add((got.get(i).atNs() - sent.get(at).atNs()) / S);
            }
            at++;
        }
        assertTrue(gaps >= 1 && gaps <= 4, gaps + " gaps");
        assertTrue(between <= 3 * SURE, between + " packets that nobody sent");
        assertTrue(fromDisk > 50, fromDisk + " packets from before its death");
        offsets.sort(null);
        assertEquals(OFFSET, offsets.get(offsets.size() / 2), 0.9, "offset after the restart, of " + offsets.size());
        assertTrue(offsets.get(0) > OFFSET - 0.9, "the earliest is " + offsets.get(0) + " s behind");
    }

    /** Where the packets from {@code i} on were sent; the end of what was sent when they were not. */
    private static int find(
            List<OnwardReceiver.Packet> sent, List<OnwardReceiver.Packet> got, int from, int i) {
        for (int at = from; at + SURE <= sent.size(); at++) {
            int same = 0;
            while (same < SURE && Arrays.equals(sent.get(at + same).bytes(), got.get(i + same).bytes())) {
                same++;
            }
            if (same == SURE) {
                return at;
            }
        }
        return sent.size();
    }

    private void contentServersDeliver_streamsArePulled_andWhatCannotBeIsRefused(int one, int other)
            throws IOException, InterruptedException, ChassisException {
        byte[] file = Files.readAllBytes(sample);
        try (OnwardReceiver pushed = new OnwardReceiver(here(), 6010, false);
                OnwardReceiver named = new OnwardReceiver(here(), 6012, false);
                OnwardReceiver byHttp = new OnwardReceiver(here(), 6014, false);
                OnwardReceiver byRtsp = new OnwardReceiver(here(), 6016, true);
                OnwardReceiver byGroup = new OnwardReceiver(here(), 6018, false)) {
            ObjectNode order = JsonNodeFactory.instance.objectNode()
                    .put("input", "push").put("id", "film").put("slot", one).put("title", "Delivered film");
            order.putArray("onward").addObject().put("target", "udp://" + here() + ":6010").put("offset_s", 2.5).put("loops", 1);
            unit.demo.watch().client().distributeStart(order);
            HttpResponse<String> answer = put(one, "film", file, "udp://" + here() + ":6012;offset=3");
            assertEquals(201, answer.statusCode(), answer.body());
            refusals(one, other, file);
            await("the program", () -> unit.demo.watch().list("programs").stream()
                    .anyMatch(p -> p.path("id").asText().equals("delivered-film")));
            start(other, "http", unit.plan.stationHttpUrl() + "programs/delivered-film.ts", "wait", "udp://" + here() + ":6014",
                    "rtp://239.81.1.1:5710;offset=3");
            start(one, "group", "rtp://@239.81.1.1:5710", "end", "udp://" + here() + ":6018");
            start(other, "rtsp", unit.plan.stationRtspUrl() + "delivered-film", "wait", "rtp://" + here() + ":6016");
            int packets = file.length / 188;
            await("both plays", () -> pushed.media().size() >= 2 * packets);
            await("the one that the content server named", () -> named.media().size() >= packets);
            assertArrayEquals(file, bytes(named.media()));
            assertArrayEquals(file, bytes(pushed.media().subList(0, packets)));
            assertArrayEquals(file, bytes(pushed.media().subList(packets, 2 * packets)));
            double took = (pushed.media().get(packets).atNs() - pushed.media().get(0).atNs()) / S;
            assertEquals(4, took, 1.5, "paced by its clock, however fast it came");
            byte[] program = http.send(
                            HttpRequest.newBuilder(URI.create(unit.plan.stationHttpUrl() + "programs/delivered-film.ts")).build(),
                            HttpResponse.BodyHandlers.ofByteArray()).body();
            // The first answer redirects.
            byte[] whole = program.length > 1000 ? program : HttpClient.newBuilder()
                    .followRedirects(HttpClient.Redirect.NORMAL).build().send(HttpRequest.newBuilder(URI.create(
                            unit.plan.stationHttpUrl() + "programs/delivered-film.ts")).build(),
                            HttpResponse.BodyHandlers.ofByteArray()).body();
            await("what is pulled by HTTP", () -> byHttp.media().size() >= whole.length / 188);
            assertArrayEquals(whole, bytes(byHttp.media()));
            await("what is pulled by RTSP", () -> byRtsp.media().size() >= packets * 9 / 10
                    && list("rtsp").path("state").asText().equals("over"));
            await("what another blade took from a group", () -> byGroup.media().size() >= whole.length / 188);
            assertArrayEquals(whole, bytes(byGroup.media()));
            await("them to be over", () -> list("film").path("state").asText().equals("over")
                    && list("http").path("state").asText().equals("over"));
        }
    }

    private void refusals(int one, int other, byte[] file) throws IOException, InterruptedException {
        assertEquals(415, put(one, "junk", new byte[200_000], "udp://" + here() + ":6020").statusCode());
        assertEquals(400, put(one, "bad", file, "udp://nowhere;offset=3").statusCode());
        assertEquals(400, put(one, "none", file).statusCode());
        assertEquals(409, put(one, "film", file).statusCode());
        assertEquals(400, put(one, "group", file, "udp://224.0.0.1:5000").statusCode());
        String own = "udp://" + unit.plan.address(other) + ":5600";
        ChassisException loop = assertThrows(ChassisException.class, () -> start(other, "loop", "udp://@:5600", "wait", own));
        assertEquals(400, loop.status());
        assertTrue(String.valueOf(loop.getMessage()).contains("back into the input"), loop.getMessage());
        assertEquals(409, assertThrows(ChassisException.class, () -> start(other, "own", "udp://@:5004", "wait", own)).status());
        assertEquals(404, assertThrows(ChassisException.class,
                () -> unit.demo.watch().client().distributeStop(other, "nothing")).status());
    }

    private static byte[] bytes(List<OnwardReceiver.Packet> packets) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        packets.forEach(packet -> out.writeBytes(packet.bytes()));
        return out.toByteArray();
    }
}
