package io.mediachassis.sim.tour;

import com.fasterxml.jackson.databind.JsonNode;
import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.sim.demo.StationsDemo;
import io.mediachassis.sim.demo.UnitWatch;
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
import org.jspecify.annotations.Nullable;

/**
 * The tour of several stations: a program is published at the home, played at the last one, which lacks it and fetches it
 * meanwhile, and again from there. One thread.
 */
public final class StationsTour {
    private static final int FRAMES_A_SECOND = 25;
    private static final int PLAY_SECONDS = 8;
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final StationsDemo demo;
    private final List<Path> media;
    private final PrintStream out;
    private final Clock clock;
    private final UnitPlan far;
    private final UnitWatch home;
    private final TourSteps steps;
    private String program = "";
    private Part part = Part.PICTURES;

    public StationsTour(StationsDemo demo, Clock clock, List<Path> media, PrintStream out) {
        this.demo = demo;
        this.media = media;
        this.out = out;
        this.clock = clock;
        this.far = demo.plans().get(demo.plans().size() - 1);
        this.home = demo.home().watch();
        this.steps = new TourSteps(clock, demo.home()::say);
    }

    /** Takes it; true when every step held. */
    public boolean run(@Nullable Path json) throws IOException {
        steps.take("start", this::start);
        if (steps.held()) {
            steps.take("publish at the home", this::publish);
        }
        if (steps.held()) {
            steps.take("play at the home", () -> play(demo.plans().get(0)));
            steps.take("play where it is lacking", () -> play(far));
            steps.take("filled", this::filled);
            steps.take("play what was filled", () -> play(far));
        }
        steps.take("stop", () -> {
            demo.close();
            return "all processes ended";
        });
        return steps.end(json, out, far.logFolder());
    }

    private String start() throws IOException {
        demo.bringUp();
        return demo.plans().size() + " stations, one head-end";
    }

    private String publish() throws IOException {
        List<Path> files = media.isEmpty() ? List.of(demo.home().sample()) : media;
        program = demo.home().publish(files).get(0);
        part = Ffmpeg.hasPictures(files.get(0)) ? Part.PICTURES : Part.SOUND;
        home.await("the registry to know of " + program, LIMIT, watch -> !watch.stations(program).isEmpty());
        return program + " is stored at " + demo.plans().get(0).stationName() + " alone";
    }

    private String play(UnitPlan station) throws IOException {
        String url = station.stationRtspUrl() + program + demo.home().query();
        long begun = clock.nanoTime();
        if (!Ffmpeg.firstPicture(url, LIMIT)) {
            throw new IOException("no picture at " + station.stationName() + " (" + url + ")");
        }
        long firstMs = (clock.nanoTime() - begun) / 1_000_000;
        Played played = Ffmpeg.play(url, Transport.UDP, part, PLAY_SECONDS, LIMIT);
        int wanted = (PLAY_SECONDS - 1) * FRAMES_A_SECOND;
        if (!played.ok() || (part == Part.PICTURES && played.frames() < wanted)) {
            throw new IOException(played.frames() + " pictures, " + played.complaints());
        }
        steps.entry().put("first_picture_ms", firstMs).put("frames", played.frames());
        return station.stationName() + ": first picture after " + firstMs + " ms, " + played.frames() + " pictures in "
                + PLAY_SECONDS + " s";
    }

    private String filled() throws IOException {
        home.await("all of it at " + far.stationName(), LIMIT, watch -> watch.stations(program).stream().anyMatch(
                station -> station.path("station").asText().equals(far.stationName()) && whole(station)));
        return "the registry says that " + far.stationName() + " has all of " + program;
    }

    private static boolean whole(JsonNode station) {
        return station.path("segments").asInt() == station.path("segments_total").asInt();
    }
}
