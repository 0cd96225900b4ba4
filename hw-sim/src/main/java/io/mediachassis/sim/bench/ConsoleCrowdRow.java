package io.mediachassis.sim.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.mediachassis.blade.os.Ipv4Endpoint;
import io.mediachassis.sim.console.Tuner;
import io.mediachassis.sim.console.description.DescriptionException;
import io.mediachassis.sim.console.description.MediaDescription;
import io.mediachassis.sim.console.description.Target;
import io.mediachassis.sim.console.load.ConsoleLoad;
import io.mediachassis.sim.console.load.LoadResult;
import io.mediachassis.sim.console.load.LoadSettings;
import io.mediachassis.sim.demo.Demo;
import io.mediachassis.sim.loss.LossModel;
import io.mediachassis.sim.loss.LossyRelay;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * How many consoles of one program this machine carries, which sends to them as well: each with a socket and a join of its
 * own, all in one process, more and more of them until something is lost. Then a thousand behind a bad line that all share,
 * so that what is lost goes to the group. The notes have what the agents took for each crowd: of their own work (user time)
 * it is the same for all; the rest is the kernel's, which copies each packet for each console while it is sent.
 */
final class ConsoleCrowdRow implements Row {
    private static final String NAME = "console-crowd";
    private static final int BLADES = 2;
    private static final int[] CROWDS = {1, 1000, 2000, 3000, 4000};
    /** To be carried: a town's district at one film. */
    private static final int WANTED = 1000;
    /** One packet of so many may need a repair. */
    private static final int LOST_OF = 10_000;
    private static final int BEHIND = 1000;
    private static final int BURST = 20;
    private static final int BURST_EVERY = 400;
    private static final int PORT = 5010;
    private static final NvodSet SET = new NvodSet("239.9.7.0", PORT, 6);
    private static final int GROUP = 0xef090700;
    private static final int RELAYED = 0xef090780;
    private static final Duration LATENCY = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofSeconds(12);
    /** The director counts, and the controller is told, once a second each. */
    private static final Duration TOLD = Duration.ofSeconds(3);
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Result run(Bench bench) throws IOException {
        try (Demo demo = bench.bringUpTogether(BLADES)) {
            String program = demo.publish(List.of(bench.shortSample())).get(0);
            JsonNode set = SET.start(demo, program, PATIENCE);
            Tuner tuner = new Tuner("lo", bench.clock());
            // Described first of all: what is sent again goes to who fetched a description.
            MediaDescription media = tuner.streams(Target.parse(set.path("sdp").asText())).get(0);
            List<Long> agents = AgentProcesses.of(demo);
            List<String> notes = new ArrayList<>();
            int carried = 0;
            for (int crowd : CROWDS) {
                bench.say(crowd + " consoles ...");
                LoadResult result = crowd(bench, agents, media, tuner.interfaceIndex(), crowd, true, notes);
                if (result.lost() > result.received() / LOST_OF || result.residual() > 0 || result.silent() > 0) {
                    break;
                }
                carried = crowd;
            }
            if (carried == 0) {
                throw new IOException("not even one console had all packets by themselves");
            }
            behind(bench, demo, agents, media, tuner.interfaceIndex(), notes);
            SET.stop(demo);
            return Result.higherIsBetter(NAME, carried, WANTED, "to be carried", "consoles", 1, notes);
        } catch (DescriptionException e) {
            throw new IOException("the set's description can't be read: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** A thousand behind a bad line: what it loses they lose together. */
    private static void behind(Bench bench, Demo demo, List<Long> agents, MediaDescription of, int loopback, List<String> notes)
            throws IOException, InterruptedException {
        NetworkInterface lo = NetworkInterface.getByIndex(loopback);
        byte[] group = {(byte) (RELAYED >>> 24), (byte) (RELAYED >>> 16), (byte) (RELAYED >>> 8), (byte) RELAYED};
        MediaDescription relayed = new MediaDescription(RELAYED, PORT, true, of.payloadType(), 0, of.ssrc(), of.bitRate(),
                of.reorder(), of.control(), of.repair(), of.starts());
        // What the crowd before said last comes with the next word from the unit.
        bench.waitFor(TOLD.toNanos(), () -> { });
        JsonNode before = SET.told(demo).path("repair");
        try (LossyRelay line = bench.owns(new LossyRelay(new Ipv4Endpoint(GROUP, PORT),
                new InetSocketAddress(InetAddress.getByAddress(group), PORT), lo,
                new LossModel(0, BURST, BURST_EVERY, new Random(1))))) {
            bench.say(BEHIND + " consoles behind a line that loses " + BURST + " packets in a row now and then ...");
            LoadResult result = crowd(bench, agents, relayed, loopback, BEHIND, false, notes);
            bench.waitFor(TOLD.toNanos(), () -> { });
            JsonNode after = SET.told(demo).path("repair");
            notes.add(String.format(Locale.ROOT, "that line lost %d packets; %d of %d consoles were whole; sent again to the group"
                    + " %d times, to single consoles %d times; missing for good by the consoles' reports: %d", line.lost(),
                    result.whole(), result.consoles(), since(before, after, "multicast"), since(before, after, "unicast"),
                    since(before, after, "residual_lost")));
        }
    }

    private static long since(JsonNode before, JsonNode after, String what) {
        return after.path(what).asLong() - before.path(what).asLong();
    }

    private static LoadResult crowd(Bench bench, List<Long> agents, MediaDescription media, int loopback, int consoles,
            boolean ownSockets, List<String> notes) throws IOException, InterruptedException {
        Duration time = bench.settings().measure().compareTo(LONGEST) > 0 ? LONGEST : bench.settings().measure();
        List<Long> own = List.of(ProcessHandle.current().pid());
        long beganNs = bench.clock().nanoTime();
        long agentMs = ProcessorTime.ofMs(agents);
        long userMs = ProcessorTime.userMs(agents);
        long ownMs = ProcessorTime.ofMs(own);
        LoadResult result = ConsoleLoad.run(
                new LoadSettings(media, consoles, ownSockets, true, LATENCY, 0, 0, loopback, time, 1), bench.clock());
        double seconds = (bench.clock().nanoTime() - beganNs) / 1e9;
        notes.add(String.format(Locale.ROOT, "%d consoles%s: %d lost, %d repaired (%.1f ms p50, %.1f ms p99), %d missing for good,"
                + " %d heard nothing; each second the agents took %.0f ms, %.0f of them of their own, and the consoles %.0f ms",
                consoles, ownSockets ? "" : " on shared sockets", result.lost(), result.repaired(), result.repairP50Ms(),
                result.repairP99Ms(), result.residual(), result.silent(), (ProcessorTime.ofMs(agents) - agentMs) / seconds,
                (ProcessorTime.userMs(agents) - userMs) / seconds, (ProcessorTime.ofMs(own) - ownMs) / seconds));
        return result;
    }
}
