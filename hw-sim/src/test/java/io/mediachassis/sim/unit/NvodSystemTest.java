package io.mediachassis.sim.unit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mediachassis.blade.ts.StrictReceiver;
import io.mediachassis.controller.client.ChassisException;
import io.mediachassis.sim.network.NamespaceNet;
import io.mediachassis.sim.player.Capture;
import io.mediachassis.sim.player.Capture.Rtp;
import io.mediachassis.sim.player.Ffmpeg;
import io.mediachassis.sim.player.Ffmpeg.Played;
import io.mediachassis.sim.player.Ffmpeg.Transport;
import io.mediachassis.sim.player.Gstreamer;
import io.mediachassis.sim.player.Tool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Staggered multicast streams of a unit whose blades have namespaces of their own: ffmpeg plays them by RTP and by plain
 * UDP, through the death of an engine that sends; a capture shows who sent what and when. In the groups of plain UDP there
 * is service information, with which the stream's own tables agree.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NvodSystemTest {
    private static final int UNIT = 70;
    private static final int SECONDS = 16;
    /** Of them: a player on a busy machine joins late, and each play comes once. */
    private static final int PLAYED = SECONDS - 5;
    private static final int INTERVAL = 6;
    private static final int RTP_PORT = 5010;
    private static final int UDP_PORT = 5020;
    private static final int REPAIRED_PORT = 5030;
    private static final int LOSSY_PORT = 5040;
    private static final int WOUND_PORT = 5050;
    /** Bytes of a sample. */
    private static final long SOME_SECONDS = 800_000;
    /** Seconds that a joined player is let play. */
    private static final int JOINED = 14;
    /** Likewise: who asks for nothing sends a report every 5 s or so, and the third one confirms what the second said. */
    private static final int REPORTED = 22;
    /** Half a second is lost, and what a decoder can't use before the next random access point. */
    private static final int LOST_AT_MOST = 25 / 2 + 50;
    private static final double TICK = 0.020;

    private Path folder;
    private TestUnit unit;
    /** Seconds since 1970 at which an engine was killed. */
    private double killedAt;

    @BeforeAll
    void bringUp(@TempDir Path temporary) throws IOException {
        assumeTrue(NamespaceNet.possible(), "not run: network namespaces take root");
        folder = temporary;
        unit = new TestUnit(TestUnit.plan(UNIT, temporary, 2).withAgentKeys("nvod.si = true").inNamespaces(), temporary, 2, SECONDS);
    }

    @AfterAll
    void end() throws IOException {
        if (unit != null) {
            unit.close();
        }
    }

    @Test
    void anEngineDies_andThePlayersPlayOn() throws Exception {
        routeGroups();
        refusals();
        Played byRtp;
        Played byUdp;
        int killed;
        List<Rtp> packets;
        List<Capture.Datagram> plain;
        try (Capture capture = new Capture(unit.within(), "eth0", folder.resolve("nvod.pcapng"))) {
            start("239.70.1.0", RTP_PORT, "rtp");
            start("239.70.2.0", UDP_PORT, "udp");
            assertEquals(409, assertThrows(ChassisException.class, () -> order("239.70.1.2", RTP_PORT, "rtp", INTERVAL))
                    .status());
            CompletableFuture<Played> rtp = play("rtp://239.70.1.0:" + RTP_PORT, PLAYED);
            CompletableFuture<Played> udp = play("udp://@239.70.2.0:" + UDP_PORT, PLAYED);
            killed = killASender();
            byRtp = rtp.get();
            byUdp = udp.get();
            unit.demo.watch().client().nvodStop("239.70.1.0");
            unit.demo.watch().client().nvodStop("239.70.2.0");
            packets = capture.rtp(RTP_PORT);
            plain = capture.datagrams("239.70.2.0", UDP_PORT);
        }
        assertTrue(byRtp.ok() && byRtp.frames() >= PLAYED * 25 - LOST_AT_MOST, byRtp.toString());
        assertTrue(byUdp.ok() && byUdp.frames() >= PLAYED * 25 - LOST_AT_MOST, byUdp.toString());
        streams(packets, unit.hardware(killed));
        oneTransportStream(plain.stream().filter(datagram -> datagram.second() < killedAt).toList());
        unit.demo.watch().await("the sets to be gone", Duration.ofSeconds(5), watch -> sets().isEmpty());
    }

    /**
     * Of 100 packets that come to the players' machine 3 are dropped, and besides 20 in a row of each 1000. GStreamer joins
     * one set by RTSP and asks for what it misses (RFC 4585); of the other set nobody asks for anything.
     */
    @Test
    void whatIsLostOnTheWay_isSentAgain() throws Exception {
        routeGroups();
        String repaired = "239.70.3.0";
        String lossy = "239.70.4.0";
        start(repaired, REPAIRED_PORT, "rtp");
        start(lossy, LOSSY_PORT, "rtp");
        drop(3);
        Path whole = folder.resolve("repaired.ts");
        Path broken = folder.resolve("lossy.ts");
        try {
            CompletableFuture<Tool.Result> asks = join(repaired, true, whole, JOINED);
            CompletableFuture<Tool.Result> doesNot = join(lossy, false, broken, REPORTED);
            announced(repaired);
            unit.demo.watch().await("repairs to be told of", TestUnit.LIMIT, watch -> repair(repaired, "multicast") > 20);
            assertEquals(0, repair(lossy, "asked"));
            unit.demo.watch().await("who asks for nothing to say what it misses", TestUnit.LIMIT,
                    watch -> repair(lossy, "residual_lost") > 0);
            asks.get();
            doesNot.get();
        } finally {
            drop(0);
            stop(repaired);
            stop(lossy);
        }
        TransportFile good = TransportFile.of(whole);
        TransportFile bad = TransportFile.of(broken);
        assertTrue(good.packets() > 1000 && bad.packets() > 1000, good + ", " + bad);
        // A burst of 7 packets is one RTP packet.
        assertTrue(bad.gaps() > bad.packets() / 7 / 50, "nothing was lost: " + bad);
        assertEquals(0, good.gaps(), "residual loss of " + good);
    }

    /**
     * A console of ours winds forward, past all streams, and plays on there; then it jumps back, and is on multicast again a
     * few seconds later, with nothing doubled and nothing missing, and its unicast session gone from the station. Alone it
     * is served by the interactive server, which has put on its disks what the stream sent of segments that it lacks.
     */
    @Test
    void whoWindsAndJumps_isBackOnMulticast_andNothingIsSentForThemAlone() throws Exception {
        routeGroups();
        Path film = folder.resolve("film.ts");
        Ffmpeg.makeSample(film, 30);
        String program = unit.demo.watch().publish(film, "Film", 2, TestUnit.LIMIT);
        String group = "239.70.5.0";
        order(program, group, WOUND_PORT, "rtp", INTERVAL, 0);
        Path played = folder.resolve("played.ts");
        try (ConsoleProcess console = new ConsoleProcess(unit.within(), folder, unit.plan.stationRtspUrl() + "nvod/" + group,
                "--interface", "eth0", "--buffer", INTERVAL + "s", "--output", played.toString())) {
            console.await("Playing stream");
            unit.demo.watch().await("the console to have played some seconds", TestUnit.LIMIT,
                    watch -> played.toFile().length() > SOME_SECONDS);
            console.order("scale 8", "playing from", "at scale 8, by unicast");
            unit.demo.watch().await("its stream", TestUnit.LIMIT, watch -> unicast() > 0);
            console.order("play", "playing from", "by unicast");
            console.order("seek 22", "seek 22: playing from 22.0 s, by unicast");
            console.await("No stream of the set is within reach");
            console.order("faster", "'faster' is no order; orders are pause");
            console.order("seek 0.5", "seek 0.5: playing from 0.0 s, by unicast");
            console.await("Back on multicast: stream ");
            unit.demo.watch().await("nothing to be sent by unicast", Duration.ofSeconds(5), watch -> unicast() == 0);
            long back = played.toFile().length();
            unit.demo.watch().await("it to go on", TestUnit.LIMIT, watch -> played.toFile().length() > back + 500_000);
            unit.demo.watch().await("the interactive server to keep what it lacked", TestUnit.LIMIT,
                    watch -> repair(group, "cached_segments") > 0);
            long fromIt = unit.counted("interactive_here_total");
            console.order("stop", "stop: stopped at");
            assertTrue(fromIt > 0, "the director's blade served none of its streams");
            JsonNode figures = console.figures();
            assertTrue(figures.path("whole").asBoolean(), figures.toString());
            assertEquals(1, figures.path("returns_to_multicast").asInt(), figures.toString());
            assertEquals(4, figures.path("unicast_sessions").asInt(), figures.toString());
            assertTrue(figures.path("order_to_first_byte_max_ms").asDouble() < 2000, figures.toString());
        } finally {
            stop(group);
        }
        Path whole = folder.resolve("whole.ts");
        String url = "http://" + unit.plan.stationAddress() + ":" + UnitPlan.HTTP_PORT + "/programs/" + program + ".ts";
        assertTrue(Tool.run(unit.within("curl", "-sfL", "-o", whole.toString(), url), TestUnit.LIMIT).ok());
        BrokenOutput output = BrokenOutput.of(played);
        byte[] all = Files.readAllBytes(whole);
        assertEquals(0, BrokenOutput.placeIn(all, output.first()));
        assertTrue(BrokenOutput.placeIn(all, output.last()) >= 0, "what came behind the last order is no part of the program");
        Played decoded = Ffmpeg.play(played.toString(), Transport.HTTP, 0, TestUnit.LIMIT);
        // Each order cuts a picture in half, of which a decoder says some lines.
        assertTrue(decoded.ok() && decoded.frames() > 200 && decoded.complaints().size() <= 4 * 4, decoded.toString());
    }

    /** Streams for one console alone. */
    private long unicast() {
        return unit.demo.watch().list("streams").stream()
                .filter(stream -> !stream.path("transport").asText().contains("multicast")).count();
    }

    private long repair(String set, String what) {
        return sets().stream().filter(s -> s.path("id").asText().equals(set)).findFirst()
                .map(s -> s.path("repair").path(what).asLong()).orElse(0L);
    }

    /** In the players' namespace, of what comes to the two groups; 0: no more. */
    private void drop(int percent) throws IOException {
        String table = "nft delete table ip nvod 2>/dev/null\n" + (percent == 0 ? "true" : """
                nft -f - <<END
                table ip nvod {
                  chain in {
                    type filter hook input priority 0
                    ip daddr 239.70.0.0/16 udp dport { %d, %d } numgen random mod 100 < %d drop
                    ip daddr 239.70.0.0/16 udp dport %d numgen inc mod 1000 < 20 drop
                    ip daddr 239.70.0.0/16 udp dport %d numgen inc mod 1000 < 20 drop
                  }
                }
                END
                """.formatted(REPAIRED_PORT, LOSSY_PORT, percent, REPAIRED_PORT, LOSSY_PORT));
        Tool.Result result = Tool.run(unit.within("sh", "-c", table), Duration.ofSeconds(5));
        assertTrue(result.ok(), result.output());
    }

    private CompletableFuture<Tool.Result> join(String set, boolean repaired, Path file, int seconds) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return Gstreamer.play(unit.within(), unit.plan.stationRtspUrl() + "nvod/" + set, "udp-mcast",
                        List.of("latency=1000", "do-retransmission=" + repaired), file, Duration.ofSeconds(seconds));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /** By HTTP at the station, where the API says. */
    private void announced(String id) throws IOException {
        unit.demo.watch().await("set " + id + " to be listed", TestUnit.LIMIT, watch -> set(id).isPresent());
        JsonNode set = set(id).orElseThrow();
        String sdp = fetched(set.path("streams").path(1).path("sdp").asText());
        assertTrue(sdp.contains("c=IN IP4 239.70.3.1/16") && sdp.contains("a=rtcp-fb:33 nack"), sdp);
        assertEquals(3, fetched(set.path("sdp").asText()).lines().filter(line -> line.startsWith("m=video")).count());
        assertTrue(fetched(set.path("m3u").asText()).contains("\nrtp://@239.70.3.2:" + REPAIRED_PORT + "\n"));
    }

    /** It may be over by itself. */
    private void stop(String id) throws ChassisException {
        if (set(id).isPresent()) {
            unit.demo.watch().client().nvodStop(id);
        }
    }

    private Optional<JsonNode> set(String id) {
        return sets().stream().filter(set -> set.path("id").asText().equals(id)).findFirst();
    }

    private String fetched(String url) throws IOException {
        Tool.Result result = Tool.run(unit.within("curl", "-sf", url), Duration.ofSeconds(5));
        assertTrue(result.ok(), url + ": " + result.output());
        return result.output().replace("\r\n", "\n");
    }

    /** Joining takes a route; a player's machine has one by default. */
    private void routeGroups() throws IOException {
        assertTrue(Tool.run(unit.within("ip", "route", "replace", "224.0.0.0/4", "dev", "eth0"), Duration.ofSeconds(5)).ok());
    }

    private void refusals() throws IOException {
        assertEquals(400, assertThrows(ChassisException.class, () -> order("239.70.1.0", 0, "rtp", 4)).status());
        assertEquals(400, assertThrows(ChassisException.class, () -> order("238.70.1.0", 0, "rtp", INTERVAL)).status());
        assertEquals(404, assertThrows(ChassisException.class, () -> unit.demo.watch().client().nvodStop("239.70.1.0"))
                .status());
        unit.demo.watch().await("these to be counted", TestUnit.LIMIT, watch -> unit.counted("nvod_orders_refused_total") == 3);
    }

    private JsonNode order(String group, int port, String transport, int interval) throws ChassisException {
        return order(unit.program, group, port, transport, interval, 1);
    }

    private JsonNode order(String program, String group, int port, String transport, int interval, int loops)
            throws ChassisException {
        ObjectNode set = JsonNodeFactory.instance.objectNode()
                .put("program", program)
                .put("interval_s", interval)
                .put("group", group)
                .put("port", port)
                .put("transport", transport)
                .put("loops", loops);
        return unit.demo.watch().client().nvodStart(set);
    }

    private void start(String group, int port, String transport) throws ChassisException {
        JsonNode set = order(group, port, transport, INTERVAL).path("set");
        assertEquals(3, set.path("streams").size(), set.toString());
    }

    private List<JsonNode> sets() {
        try {
            List<JsonNode> sets = new ArrayList<>();
            unit.demo.watch().client().get("/v1/nvod").path("sets").forEach(sets::add);
            return sets;
        } catch (ChassisException e) {
            return List.of();
        }
    }

    private CompletableFuture<Played> play(String url, int seconds) {
        String here = "10." + UNIT + ".0.200";
        return CompletableFuture.supplyAsync(() -> {
            try {
                return Ffmpeg.play(unit.within(), url + "?localaddr=" + here, Transport.HTTP, Ffmpeg.Part.PICTURES, seconds,
                        TestUnit.LIMIT);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /**
     * Kills the engine that sends what is played by RTP, well into it: it has said so for a second, since a busy one begins
     * late. Not the director, where it can be helped.
     */
    private int killASender() throws IOException {
        int[] killed = {0};
        int[] sending = {0};
        long[] sinceNs = {0};
        unit.demo.watch().await("the stream to be sent by an engine", Duration.ofSeconds(30), watch -> {
            for (JsonNode set : sets()) {
                JsonNode stream = set.path("streams").path(0);
                double position = stream.path("position_s").asDouble();
                int engine = stream.path("engine_slot").asInt();
                if (!set.path("transport").asText().equals("rtp") || !stream.path("state").asText().equals("sending")) {
                    continue;
                }
                if (engine != sending[0]) {
                    sending[0] = engine;
                    sinceNs[0] = System.nanoTime();
                }
                if (System.nanoTime() - sinceNs[0] > 1e9
                        && position > 4.5 && (position > 7 || engine != watch.director())) {
                    killed[0] = engine;
                    killedAt = System.currentTimeMillis() / 1e3;
                    unit.demo.unit().blade(engine).crash();
                    return true;
                }
            }
            return false;
        });
        assertNotEquals(0, killed[0]);
        return killed[0];
    }

    /**
     * The program's tables and the service information name one service of one transport stream, and each PID of the latter
     * is counted by one alone. Where one engine takes over from another packets may cross, once.
     */
    private static void oneTransportStream(List<Capture.Datagram> datagrams) {
        StrictReceiver receiver = new StrictReceiver();
        datagrams.forEach(datagram -> receiver.take(datagram.bytes()));
        String id = receiver.tables().stream().filter(table -> table.startsWith("PAT ")).findFirst().orElseThrow()
                .replaceAll(".*/", "");
        String service = id + "/65281/" + id;
        assertEquals(Set.of("PAT " + id + "/" + id, "PMT " + id, "SDT " + service, "EIT " + service),
                receiver.tables().stream().filter(table -> table.matches("(PAT|PMT|SDT|EIT) [0-9].*"))
                        .collect(Collectors.toSet()), receiver.tables().toString());
        assertTrue(Integer.parseInt(id) >= 0x1000 && receiver.tables().contains("NIT"), receiver.tables().toString());
        assertEquals(List.of(),
                receiver.complaints().stream().filter(text -> text.matches("PID 0x1[0-9a-f]: .*")).toList());
        assertTrue(receiver.complaints().size() <= 4, receiver.complaints().toString());
    }

    /** What the capture says of the RTP streams. */
    private static void streams(List<Rtp> packets, String killed) {
        Map<Long, List<Rtp>> bySsrc = packets.stream()
                .collect(Collectors.groupingBy(Rtp::ssrc, LinkedHashMap::new, Collectors.toList()));
        List<List<Rtp>> streams = new ArrayList<>(bySsrc.values());
        assertTrue(streams.size() >= 2, streams.size() + " streams");
        for (List<Rtp> stream : streams) {
            Map<Integer, Long> timestamps = new HashMap<>();
            double longest = 0;
            for (int i = 0; i < stream.size(); i++) {
                Rtp packet = stream.get(i);
                // Sent twice or not, by whomever: it is the same packet.
                Long before = timestamps.putIfAbsent(packet.sequence(), packet.timestamp());
                assertTrue(before == null || before == packet.timestamp());
                longest = i == 0 ? 0 : Math.max(longest, packet.second() - stream.get(i - 1).second());
            }
            assertTrue(longest < 1, "nothing came for " + longest + " s");
        }
        List<Rtp> played = streams.get(0);
        Set<String> senders = new TreeSet<>(played.stream().map(Rtp::hardware).toList());
        assertTrue(senders.contains(killed) && senders.size() > 1, senders + ", killed " + killed);
        double apart = apart(played, streams.get(1));
        assertEquals(INTERVAL, apart, TICK, "the second stream is that far behind the first");
    }

    /** How long after the first stream's the second one's packets came, in the middle. */
    private static double apart(List<Rtp> first, List<Rtp> second) {
        Map<Integer, Double> came = new HashMap<>();
        first.forEach(p -> came.putIfAbsent((p.sequence() - first.get(0).sequence()) & 0xffff, p.second()));
        List<Double> differences = new ArrayList<>();
        for (Rtp p : second) {
            Double other = came.get((p.sequence() - second.get(0).sequence()) & 0xffff);
            if (other != null) {
                differences.add(p.second() - other);
            }
        }
        List<Double> sorted = differences.stream().sorted().toList();
        assertTrue(sorted.size() > 500, sorted.size() + " packets of both");
        return sorted.get(sorted.size() / 2);
    }
}
