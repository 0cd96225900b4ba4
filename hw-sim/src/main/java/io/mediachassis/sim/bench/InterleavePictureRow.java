package io.mediachassis.sim.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.mediachassis.blade.os.Ipv4Endpoint;
import io.mediachassis.sim.console.ConsolePlayer;
import io.mediachassis.sim.console.ConsoleSettings;
import io.mediachassis.sim.console.PlayResult;
import io.mediachassis.sim.console.description.DescriptionException;
import io.mediachassis.sim.console.description.Target;
import io.mediachassis.sim.demo.Demo;
import io.mediachassis.sim.loss.LossModel;
import io.mediachassis.sim.loss.LossyRelay;
import io.mediachassis.sim.player.Ffmpeg;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * The picture of consoles that have nothing repaired, where 20 packets in a row are lost now and then: of one program sent
 * interleaved and in order, at the same time and with dice of the same kind. Pictures that ffmpeg decodes; the notes have how many
 * packets were missing and how often it complained. There is no forward error correction, to which scattered losses would
 * be worth more; so there is nothing to reach, and the row says what is.
 */
final class InterleavePictureRow implements Row {
    private static final String NAME = "interleave-picture";
    private static final int BLADES = 2;
    private static final int SECONDS = 40;
    private static final int PORT = 5010;
    private static final int WINDOW = 64;
    private static final int BURST = 20;
    private static final int BURST_EVERY = 300;
    private static final int INTERVAL = 20;
    private static final List<NvodSet> SETS = List.of(
            new NvodSet("239.9.8.0", PORT, INTERVAL, WINDOW), new NvodSet("239.9.8.64", PORT, INTERVAL, 0));
    /** Groups on this side of the line, and behind it. */
    private static final String BEFORE = "239.9.8.";
    private static final String BEHIND = "239.9.9.";
    private static final double NOTHING_TO_REACH = 0;
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    /** What came of one. */
    private record Picture(PlayResult play, Ffmpeg.Played decoded) {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Result run(Bench bench) throws IOException {
        Path sample = bench.mediaFolder().resolve("pictures.ts");
        if (!Files.exists(sample)) {
            Ffmpeg.makeSample(sample, SECONDS);
        }
        ExecutorService threads = Executors.newFixedThreadPool(SETS.size());
        try (Demo demo = bench.bringUpTogether(BLADES)) {
            String program = demo.publish(List.of(sample)).get(0);
            List<JsonNode> sets = new ArrayList<>();
            for (NvodSet set : SETS) {
                sets.add(set.start(demo, program, PATIENCE));
            }
            bench.say("the next play of both, through a line that loses " + BURST + " packets in a row ...");
            List<Future<Picture>> plays = new ArrayList<>();
            for (int i = 0; i < SETS.size(); i++) {
                JsonNode set = sets.get(i);
                String name = "relayed-" + i;
                plays.add(threads.submit(() -> play(bench, set, name)));
            }
            Picture spread = plays.get(0).get();
            Picture inOrder = plays.get(1).get();
            SETS.forEach(set -> set.stop(demo));
            int whole = Ffmpeg.play(sample.toString(), Ffmpeg.Transport.HTTP, 0, PATIENCE).frames();
            return Result.higherIsBetter(NAME, spread.decoded().frames(), inOrder.decoded().frames(), "in order",
                    "pictures decoded", NOTHING_TO_REACH, List.of(told("interleaved by " + WINDOW, spread, whole),
                    told("in order", inOrder, whole)));
        } catch (ExecutionException e) {
            throw new IOException("a console could not play: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            threads.shutdownNow();
        }
    }

    /** The play that begins next, through a bad line to other groups. */
    private static Picture play(Bench bench, JsonNode set, String name)
            throws IOException, DescriptionException, InterruptedException {
        String description;
        try (InputStream in = URI.create(set.path("sdp").asText()).toURL().openStream()) {
            description = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        Path relayed = Files.writeString(bench.mediaFolder().resolve(name + ".sdp"),
                description.replace("c=IN IP4 " + BEFORE, "c=IN IP4 " + BEHIND));
        Path film = bench.mediaFolder().resolve(name + ".ts");
        for (JsonNode stream : set.path("streams")) {
            line(bench, stream.path("group").asText());
        }
        PlayResult result;
        try (OutputStream out = Files.newOutputStream(film)) {
            ConsoleSettings settings = new ConsoleSettings(
                    "lo", false, false, Duration.ofSeconds(5), Duration.ofSeconds(1), false, null, Duration.ofSeconds(10));
            result = new ConsolePlayer(
                            settings, bench.clock(), new Random(1), new PrintStream(OutputStream.nullOutputStream()))
                    .play(Target.parse(relayed.toString()), out, bench.mediaFolder());
        }
        return new Picture(result, Ffmpeg.play(film.toString(), Ffmpeg.Transport.HTTP, 0, PATIENCE));
    }

    private static void line(Bench bench, String group) throws IOException {
        InetSocketAddress to = new InetSocketAddress(InetAddress.getByName(group.replace(BEFORE, BEHIND)), PORT);
        int from = Ipv4Endpoint.toInt(InetAddress.getByName(group));
        NetworkInterface lo = NetworkInterface.getByName("lo");
        LossyRelay unused = bench.owns(new LossyRelay(
                new Ipv4Endpoint(from, PORT), to, lo, new LossModel(0, BURST, BURST_EVERY, new Random(1))));
    }

    private static String told(String how, Picture picture, int whole) {
        return String.format(Locale.ROOT, "%s: %d of %d pictures decoded, ffmpeg complained %d times; %d of %d packets missing",
                how, picture.decoded().frames(), whole, picture.decoded().complaints().size(), picture.play().missing(),
                picture.play().receiver().received() + picture.play().missing());
    }
}
