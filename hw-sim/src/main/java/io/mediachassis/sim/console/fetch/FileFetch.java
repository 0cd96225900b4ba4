package io.mediachassis.sim.console.fetch;

import io.mediachassis.backplane.clock.Clock;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/** Carries out a {@link FetchPlan}. Blocks; one thread. */
public final class FileFetch {
    /** What a meta data server names is no more to be trusted than anybody's word. */
    private static final Pattern KNOWN =
            Pattern.compile("(https?|ftp|rtsp)://(\\[[0-9a-fA-F:.]+]|[A-Za-z0-9.-]+)(:[0-9]{1,5})?|(udp|rtp)://[0-9.]+:[0-9]{1,5}");

    private final Duration patience;
    private final Clock clock;
    private final PrintStream told;
    private final Fetcher http;
    private final Fetcher ftp;
    private final Fetcher streams;

    /**
     * Fetches files.
     *
     * @param interfaceName by which groups are joined; empty: as the routing table has it
     * @param patience a server that gives nothing for so long, or next to nothing, is left
     * @param folder for what streams hold in between
     */
    public FileFetch(
            String interfaceName, Duration patience, Path folder, Clock clock, RandomGenerator random, PrintStream told) {
        this(patience, clock, told, new HttpFetcher(patience), new FtpFetcher(patience),
                new StreamFetcher(interfaceName, patience, folder, clock, random, told));
    }

    FileFetch(Duration patience, Clock clock, PrintStream told, Fetcher http, Fetcher ftp, Fetcher streams) {
        this.patience = patience;
        this.clock = clock;
        this.told = told;
        this.http = http;
        this.ftp = ftp;
        this.streams = streams;
    }

    /** How it went. */
    public record Fetched(boolean here, List<PlaceError> errors) {}

    /**
     * Fetches a file; what is of it at the path is gone on with, if it was begun as a file of this length and hash, which
     * stands beside it meanwhile.
     *
     * @param bytes of the file; 0: nobody knows
     * @param sha256 of the file; empty: nobody knows
     */
    public Fetched fetch(List<Place> places, long bytes, String sha256, Path to) throws IOException, InterruptedException {
        Path version = beside(to, ".of");
        try (PartFile part = new PartFile(to, bytes, patience, clock)) {
            begin(part, version, bytes + " " + sha256);
            FetchPlan plan = new FetchPlan(places, bytes, !sha256.isEmpty(), part.held());
            FetchPlan.Step step = plan.begin();
            while (true) {
                if (step instanceof FetchPlan.Step.Fetch fetch) {
                    step = fetch.place().isStream() ? streamed(plan, fetch, bytes, to) : fetched(plan, fetch, part);
                } else if (step instanceof FetchPlan.Step.Check) {
                    boolean right = part.sha256().equals(sha256);
                    if (!right) {
                        told.println("What came has another hash than the file");
                    }
                    step = plan.checked(right);
                } else {
                    boolean here = step instanceof FetchPlan.Step.Done;
                    if (here) {
                        Files.deleteIfExists(version);
                    }
                    return new Fetched(here, plan.errors());
                }
            }
        }
    }

    private static Path beside(Path file, String more) {
        return file.resolveSibling(file.getFileName() + more);
    }

    /** Of another version nothing is kept. */
    private static void begin(PartFile part, Path version, String now) throws IOException {
        if (!Files.exists(version) || !new String(Files.readAllBytes(version), StandardCharsets.UTF_8).equals(now)) {
            // In this order: what ends in between must not leave old bytes under the new name.
            part.from(0);
            Files.writeString(version, now);
        }
    }

    /** What other servers gave is kept until all of the stream is here: a stream can't be gone on with, they can. */
    private FetchPlan.Step streamed(FetchPlan plan, FetchPlan.Step.Fetch fetch, long bytes, Path to)
            throws IOException, InterruptedException {
        Path own = beside(to, ".stream");
        try {
            FetchPlan.Step step;
            try (PartFile part = new PartFile(own, bytes, patience, clock)) {
                step = fetched(plan, fetch, part);
            }
            if (step instanceof FetchPlan.Step.Done) {
                Files.move(own, to, StandardCopyOption.REPLACE_EXISTING);
            }
            return step;
        } finally {
            Files.deleteIfExists(own);
        }
    }

    private FetchPlan.Step fetched(FetchPlan plan, FetchPlan.Step.Fetch fetch, PartFile part)
            throws IOException, InterruptedException {
        Place place = fetch.place();
        if (!KNOWN.matcher(place.address()).matches()) {
            return plan.refused("this console knows no such address: " + place.address().replaceAll("\\p{Cntrl}", "?"));
        }
        told.println("Fetching " + place.url() + (fetch.from() > 0 ? " from byte " + fetch.from() + " on" : ""));
        // Also where the server does not come to send anything.
        part.from(fetch.from());
        try {
            by(place).fetch(place, fetch.from(), part);
            return plan.ended(part.held());
        } catch (PartFile.OverrunException e) {
            told.println(place.address() + ": " + e.getMessage());
            return plan.overran();
        } catch (RefusedException e) {
            told.println(place.address() + ": " + e.getMessage());
            return plan.refused(String.valueOf(e.getMessage()));
        } catch (IOException | IllegalArgumentException e) {
            String error = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
            told.println(place.address() + ": " + error);
            return plan.broke(part.held(), error);
        }
    }

    private Fetcher by(Place place) {
        return place.isStream() ? streams : place.address().startsWith("ftp:") ? ftp : http;
    }
}
