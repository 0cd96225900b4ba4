package io.mediachassis.sim.console.fetch;

import io.mediachassis.backplane.clock.Clock;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
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
        this.patience = patience;
        this.clock = clock;
        this.told = told;
        this.http = new HttpFetcher(patience);
        this.ftp = new FtpFetcher(patience);
        this.streams = new StreamFetcher(interfaceName, patience, folder, clock, random, told);
    }

    /** How it went. */
    public record Fetched(boolean here, List<PlaceError> errors) {}

    /**
     * Fetches a file; what is of it at the path is gone on with.
     *
     * @param bytes of the file; 0: nobody knows
     * @param sha256 of the file; empty: nobody knows
     */
    public Fetched fetch(List<Place> places, long bytes, String sha256, Path to) throws IOException, InterruptedException {
        try (PartFile part = new PartFile(to, bytes, patience, clock)) {
            FetchPlan plan = new FetchPlan(places, bytes, !sha256.isEmpty(), part.held());
            FetchPlan.Step step = plan.begin();
            while (true) {
                if (step instanceof FetchPlan.Step.Fetch fetch) {
                    step = fetched(plan, fetch, part);
                } else if (step instanceof FetchPlan.Step.Check) {
                    boolean right = part.sha256().equals(sha256);
                    if (!right) {
                        told.println("What came has another hash than the file");
                    }
                    step = plan.checked(right);
                } else {
                    return new Fetched(step instanceof FetchPlan.Step.Done, plan.errors());
                }
            }
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
