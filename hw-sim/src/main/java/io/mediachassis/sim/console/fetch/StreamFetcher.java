package io.mediachassis.sim.console.fetch;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.sim.console.ConsolePlayer;
import io.mediachassis.sim.console.ConsoleSettings;
import io.mediachassis.sim.console.PlayResult;
import io.mediachassis.sim.console.description.DescriptionException;
import io.mediachassis.sim.console.description.Target;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.random.RandomGenerator;

/** From streaming and multicast servers: plays what they send, with repair, into the file. */
final class StreamFetcher implements Fetcher {
    private static final Duration BUFFER = Duration.ofSeconds(30);

    private final String interfaceName;
    private final Duration patience;
    private final Path folder;
    private final Clock clock;
    private final RandomGenerator random;
    private final PrintStream told;

    /** @param interfaceName by which groups are joined; empty: as the routing table has it */
    StreamFetcher(
            String interfaceName, Duration patience, Path folder, Clock clock, RandomGenerator random, PrintStream told) {
        this.interfaceName = interfaceName;
        this.patience = patience;
        this.folder = folder;
        this.clock = clock;
        this.random = random;
        this.told = told;
    }

    @Override
    public void fetch(Place place, long from, PartFile to) throws IOException, InterruptedException {
        to.from(0);
        ConsoleSettings settings = new ConsoleSettings(
                interfaceName, true, true, BUFFER, Duration.ofSeconds(1), false, null, patience);
        try {
            PlayResult result = new ConsolePlayer(settings, clock, random, told).play(Target.parse(place.url()), to, folder);
            // A group may go on for ever, or play its program again: it is here when it has the file's length.
            if (!result.whole() && !to.isFull()) {
                throw new IOException(result.bytes() == 0 ? "nothing came" : "of the stream " + result.missing()
                        + " packets were lost for good");
            }
        } catch (DescriptionException e) {
            throw new RefusedException(String.valueOf(e.getMessage()));
        }
    }
}
