package io.mediachassis.sim.tour;

import com.fasterxml.jackson.databind.node.ArrayNode;
import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.sim.demo.Demo;
import io.mediachassis.sim.demo.DemoReport;
import io.mediachassis.sim.demo.JsonFile;
import io.mediachassis.sim.demo.UnitWatch;
import io.mediachassis.sim.demo.Viewer;
import io.mediachassis.sim.player.Ffmpeg;
import io.mediachassis.sim.player.Ffmpeg.Part;
import io.mediachassis.sim.player.Ffmpeg.Played;
import io.mediachassis.sim.player.Ffmpeg.Transport;
import io.mediachassis.sim.unit.UnitPlan;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The tour: each step is a line with its time, and the tour holds only if every step does. One thread. */
public final class Tour {
    private static final int FRAMES_A_SECOND = 25;
    private static final int PLAY_SECONDS = 8;
    /** Three segments of the sample: no two blades have all of them. */
    private static final int CROSSING_SECONDS = 3 * UnitPlan.SEGMENT_SECONDS;

    private static final Duration PLAY_LIMIT = Duration.ofSeconds(40);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Demo demo;
    private final UnitPlan plan;
    private final Clock clock;
    private final List<Path> media;
    private final PrintStream out;
    private final UnitWatch watch;
    private final SnmpView snmp;
    private final TourSteps steps;
    private String program = "";
    private String token = "";
    private Part part = Part.PICTURES;
    private int pulled;

    public Tour(Demo demo, UnitPlan plan, Clock clock, List<Path> media, PrintStream out) {
        this.demo = demo;
        this.plan = plan;
        this.clock = clock;
        this.media = media;
        this.out = out;
        this.watch = demo.watch();
        this.snmp = new SnmpView(plan);
        this.steps = new TourSteps(clock, demo::say);
    }

    /** Takes it; true when every step held. */
    public boolean run(@Nullable Path json) throws IOException {
        steps.take("start", this::start);
        if (steps.held()) {
            steps.take("publish", this::publish);
            boolean published = steps.held();
            if (published) {
                steps.take("registry", this::registry);
                steps.take("play rtsp udp", this::playAcrossEngines);
                steps.take("play rtsp tcp", () -> play(stationUrl(), Transport.TCP));
                steps.take("play http", this::playHttp);
            }
            steps.take("walk snmp", this::walk);
            if (published) {
                steps.take("kill director", this::killDirector);
                steps.take("play after failover", () -> play(stationUrl(), Transport.UDP));
                steps.take("killed blade returns", () -> awaitReady(plan.blades()));
                steps.take("kill controller", this::killController);
                steps.take("registry after switch-over", this::registry);
                steps.take("controller returns", this::controllerReturns);
            } else {
                demo.say("Nothing is published: the steps that play are left out.");
            }
            steps.take("pull blade", this::pullBlade);
            steps.take("insert blade", this::insertBlade);
        }
        steps.take("stop", this::stop);
        return steps.end(json, out, plan.logFolder());
    }

    private String start() throws IOException {
        String missing = demo.bringUpWhatCanBe();
        new JsonFile(plan.dataFolder().resolve("unit.json")).write(DemoReport.of(plan, watch, demo.token()));
        steps.entry().put("director_slot", watch.director());
        if (!missing.isEmpty()) {
            throw new IOException(missing);
        }
        return plan.blades() + " blades in service, director is blade " + watch.director();
    }

    private String publish() throws IOException {
        List<Path> files = media.isEmpty() ? List.of(demo.sample()) : media;
        program = demo.publish(files).get(0);
        token = demo.token();
        part = Ffmpeg.hasPictures(files.get(0)) ? Part.PICTURES : Part.SOUND;
        if (crossesEngines()) {
            watch.awaitDealtOut(program, PATIENCE);
        }
        int copies = watch.copies(program);
        steps.entry().put("program", program).put("copies", copies);
        return program + ", each of its segments on " + copies + " blades";
    }

    /** The media location registry, at whichever controller is active, knows all of the program at this station. */
    private String registry() throws IOException {
        watch.await("the registry to know " + program + " whole", PATIENCE, w -> w.stations(program).stream()
                .anyMatch(station -> station.path("station").asText().equals(plan.stationName())
                        && !station.path("silent").asBoolean()
                        && station.path("segments").asInt() == station.path("segments_total").asInt()));
        return watch.stations(program).stream()
                .map(station -> station.path("station").asText() + " holds segments " + station.path("segment_ranges") + " of "
                        + station.path("segments_total").asInt())
                .collect(Collectors.joining(", "));
    }

    /** Whether a play of the sample must be sent by more than one engine. */
    private boolean crossesEngines() {
        UnitPlan.Media with = plan.media();
        return media.isEmpty() && with.segmentRun() == 1 && with.segmentSeconds() <= UnitPlan.SEGMENT_SECONDS
                && plan.blades() > with.copies();
    }

    /** Where segments are dealt out over the blades, they send in turn, and no console may notice. */
    private String playAcrossEngines() throws IOException {
        Set<Integer> engines = new TreeSet<>();
        AtomicBoolean ended = new AtomicBoolean();
        CompletableFuture<String> playing = inBackground(
                () -> play(stationUrl(), Transport.UDP, crossesEngines() ? CROSSING_SECONDS : PLAY_SECONDS));
        playing.whenComplete((told, failure) -> ended.set(true));
        watch.await("the player to end", PLAY_LIMIT.multipliedBy(2), w -> {
            w.list("streams").stream()
                    .filter(stream -> stream.path("program_id").asText().equals(program))
                    .map(stream -> stream.path("engine_slot").asInt())
                    .filter(slot -> slot > 0)
                    .forEach(engines::add);
            return ended.get();
        });
        String told = joined(playing);
        ArrayNode slots = steps.entry().putArray("engines");
        engines.forEach(slots::add);
        if (crossesEngines() && engines.size() < 2) {
            throw new IOException(told + ", all from blades " + engines + ": no other has sent a segment");
        }
        return told + ", sent by blades " + engines.stream().map(String::valueOf).collect(Collectors.joining(", "));
    }

    private static CompletableFuture<String> inBackground(TourSteps.Step step) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return step.take();
            } catch (IOException e) {
                throw new CompletionException(e);
            }
        });
    }

    private static String joined(CompletableFuture<String> step) throws IOException {
        try {
            return step.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
        }
    }

    private String stop() throws IOException {
        demo.close();
        List<String> leftovers = demo.unit().leftovers();
        if (!leftovers.isEmpty()) {
            throw new IOException("these still run: " + String.join(", ", leftovers));
        }
        return "every process ended";
    }

    private String play(String url, Transport transport) throws IOException {
        return play(url, transport, PLAY_SECONDS);
    }

    private String play(String url, Transport transport, int seconds) throws IOException {
        Played played = Ffmpeg.play(url, transport, part, seconds, PLAY_LIMIT);
        requirePlayed(played, seconds);
        return told(played);
    }

    private String playHttp() throws IOException {
        Played played = Ffmpeg.play(
                Viewer.url(plan.stationHttpUrl() + "programs/" + program + ".ts", token), Transport.HTTP, part, 0, PATIENCE);
        double seconds = watch.list("programs").stream()
                .filter(p -> p.path("id").asText().equals(program))
                .mapToDouble(p -> p.path("duration_s").asDouble())
                .findFirst()
                .orElse(0);
        requirePlayed(played, seconds - 1);
        return told(played) + ", the whole program";
    }

    private void requirePlayed(Played played, double seconds) throws IOException {
        steps.entry().put("frames", played.frames()).put("played_s", played.seconds());
        // A user's own media may have any frame rate, and less than these seconds.
        int frames = media.isEmpty() ? (int) (seconds * FRAMES_A_SECOND) - 2 : part == Part.PICTURES ? 1 : 0;
        boolean enough = played.frames() >= frames && (part == Part.PICTURES || played.seconds() > 0);
        if (!played.ok() || !enough || !played.complaints().isEmpty()) {
            throw new IOException(told(played) + (frames > 0 ? ", at least " + frames + " frames expected" : "")
                    + "; ffmpeg said " + played.complaints());
        }
    }

    private String told(Played played) {
        return part == Part.PICTURES
                ? played.frames() + " frames"
                : String.format(Locale.ROOT, "%.1f s of sound", played.seconds());
    }

    private String walk() throws IOException {
        SnmpView.Walk walk = snmp.walk();
        steps.entry().put("rows", walk.rows()).put("entities", walk.entities());
        return walk.rows() + " rows by v2c, " + walk.entities() + " of ENTITY-MIB by v3";
    }

    private String killDirector() throws IOException {
        int old = watch.director();
        DescribeProbe probe = new DescribeProbe(plan.stationAddress(), UnitPlan.RTSP_PORT, Viewer.url(program, token), clock);
        probe.requireAnswer(PATIENCE);
        demo.unit().blade(old).crash();
        long answeredNs = probe.timeToAnswer(PATIENCE);
        steps.entry().put("answered_ms", answeredNs / 1_000_000).put("killed_slot", old);
        watch.await("a new director in the API", PATIENCE, w -> w.director() != 0 && w.director() != old);
        return "blade " + old + " killed, the new director answered DESCRIBE after " + answeredNs / 1_000_000
                + " ms: blade " + watch.director();
    }

    private String awaitReady(int blades) throws IOException {
        watch.await(blades + " blades in service", PATIENCE, w -> w.ready(blades));
        return blades + " blades in service";
    }

    private String killController() throws IOException {
        int active = activeController();
        int director = watch.director();
        CompletableFuture<String> playing = inBackground(() -> {
            Played played = Ffmpeg.play(stationUrl(), Transport.UDP, part, 2 * PLAY_SECONDS, PLAY_LIMIT);
            requirePlayed(played, 2 * PLAY_SECONDS);
            return told(played);
        });
        watch.await("the stream to run", PATIENCE, w -> w.list("streams").stream()
                .anyMatch(stream -> stream.path("state").asText().equals("playing")));
        demo.unit().controller(active).crash();
        watch.await("the other controller to be active", PATIENCE, w -> activeController() == 3 - active);
        String told = joined(playing);
        watch.await("the director to be known to the new controller", PATIENCE, w -> w.director() != 0);
        if (watch.director() != director) {
            throw new IOException("the director changed from blade " + director + " to " + watch.director());
        }
        return "controller " + active + " killed; director is still blade " + director + ", the stream gave "
                + told;
    }

    private String controllerReturns() throws IOException {
        watch.await("both controllers", PATIENCE, w -> w.list("controllers").stream()
                .filter(c -> c.path("healthy").asBoolean())
                .count() == 2);
        return "both controllers are healthy, " + activeController() + " is active";
    }

    private String pullBlade() throws IOException {
        int slot = plan.populated().stream().filter(s -> s != watch.director()).reduce((a, b) -> b).orElseThrow();
        boolean cut = demo.unit().pull(slot);
        pulled = slot;
        watch.await("the slot to be empty", PATIENCE, w -> w.blade(slot).isEmpty());
        watch.await("SNMP to show it", PATIENCE, w -> snmp.blades() == plan.blades() - 1);
        return "blade " + slot + " pulled" + (cut ? "" : " (not cut off the network first: that needs root)")
                + "; ENTITY-MIB shows " + (plan.blades() - 1) + " blades";
    }

    private String insertBlade() throws IOException {
        demo.unit().insert(pulled);
        awaitReady(plan.blades());
        watch.await("SNMP to show it", PATIENCE, w -> snmp.blades() == plan.blades());
        return "blade " + pulled + " is in service again";
    }

    private int activeController() {
        return watch.list("controllers").stream()
                .filter(c -> c.path("active").asBoolean())
                .mapToInt(c -> c.path("number").asInt())
                .findFirst()
                .orElse(0);
    }

    private String stationUrl() {
        return Viewer.url(plan.stationRtspUrl() + program, token);
    }
}
