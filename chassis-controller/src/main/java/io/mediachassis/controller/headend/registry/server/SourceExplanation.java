package io.mediachassis.controller.headend.registry.server;

import io.mediachassis.backplane.registry.MeantProgram;
import io.mediachassis.backplane.registry.SegmentRanges;
import io.mediachassis.backplane.source.CostModel;
import io.mediachassis.backplane.source.PathBook;
import io.mediachassis.backplane.source.SourceCandidate;
import io.mediachassis.backplane.source.SourceCost;
import io.mediachassis.controller.headend.registry.Distances;
import io.mediachassis.controller.headend.registry.HoldingRow;
import io.mediachassis.controller.headend.registry.Locations;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * From which station one would copy a program and why, as far as the head-end knows what that station knows: it does not know
 * which copies the station has under way.
 *
 * @param bytes of the copy that is reckoned with
 * @param guessed that is not known, but reckoned as 30 MB a segment
 * @param measured whether the station's own measures are known here; else all ways count as never tried
 * @param sources that have the whole program, the cheapest first
 * @param others that hold something of it and are no sources, by name
 */
public record SourceExplanation(
        String program, String station, long bytes, boolean guessed, boolean measured, List<Source> sources, List<NoSource> others) {
    /** 60 s of 4 Mbit/s, for programs of which nothing better is known. */
    private static final long SEGMENT_BYTES = 30_000_000;

    /** A station to copy from, and each term of what that costs. */
    public record Source(SourceCandidate candidate, SourceCost cost) {}

    /** A station that holds something, and why it is no source. */
    public record NoSource(String station, String why) {}

    public SourceExplanation {
        sources = List.copyOf(sources);
        others = List.copyOf(others);
    }

    /** What is known of stations. */
    record Knowledge(StationFacts facts, Distances distances, String home, long nowNs, Sizes sizes) {}

    /** Of programs, bytes, by id and the hash of the manifest; empty: not known. */
    interface Sizes {
        OptionalLong bytes(String program, String manifest);
    }

    /** @param bytes of the copy; 0: the whole program */
    static SourceExplanation of(String program, String station, Locations found, long bytes, Knowledge known) {
        Optional<StationFacts.Fact> asker = known.facts().of(station, known.nowNs());
        PathBook book = asker.map(fact -> PathBook.of(fact.paths(), fact.heardNs())).orElseGet(PathBook::new);
        String manifest = manifest(found, station, known.home());
        List<NoSource> others = new ArrayList<>();
        List<Source> sources = new ArrayList<>();
        OptionalLong size = known.sizes().bytes(program, manifest);
        boolean guessed = bytes == 0 && size.isEmpty();
        long copied = bytes > 0 ? bytes : size.orElse(SEGMENT_BYTES * Math.max(1, total(found)));
        for (HoldingRow row : found.sources()) {
            Optional<String> not = notSince(row, station, manifest);
            if (not.isPresent()) {
                others.add(new NoSource(row.station(), not.get()));
            } else {
                sources.add(source(row.station(), station, copied, book, known));
            }
        }
        for (HoldingRow row : found.silent()) {
            others.add(new NoSource(row.station(), row.station().equals(station)
                    ? "it is the station itself, and is silent"
                    : "it is silent: see to its director and its link to the head-end"));
        }
        sources.sort(Comparator.comparingDouble((Source source) -> source.cost().cost())
                .thenComparing(source -> source.candidate().station()));
        others.sort(Comparator.comparing(NoSource::station));
        return new SourceExplanation(program, station, copied, guessed, asker.isPresent(), sources, others);
    }

    private static Source source(String from, String to, long bytes, PathBook book, Knowledge known) {
        SourceCandidate candidate = SourceCandidate.of(
                from, from.equals(known.home()), known.distances().km(from, to),
                known.facts().of(from, known.nowNs()).map(StationFacts.Fact::load).orElse(0.0), book, known.nowNs());
        return new Source(candidate, new CostModel().cost(candidate, bytes, 0, 0, 0));
    }

    private static Optional<String> notSince(HoldingRow row, String station, String manifest) {
        SegmentRanges lacking = SegmentRanges.upTo(row.total()).minus(row.copies());
        if (row.station().equals(station)) {
            return Optional.of(lacking.isEmpty()
                    ? "it is the station itself, which has the whole program"
                    : "it is the station itself, and lacks segments " + lacking);
        }
        if (!row.manifest().equals(manifest)) {
            return Optional.of("what it holds is another program that goes by this id");
        }
        return lacking.isEmpty() ? Optional.empty() : Optional.of("it lacks segments " + lacking + " of " + row.total());
    }

    /** That of which some is at the station already, or else as all who seek choose. */
    private static String manifest(Locations found, String station, String home) {
        return found.sources().stream()
                .filter(row -> row.station().equals(station))
                .map(HoldingRow::manifest)
                .findFirst()
                .or(() -> MeantProgram.of(found.sources().stream()
                        .map(row -> new MeantProgram.Held(row.manifest(), row.station().equals(home)))
                        .toList()))
                .orElse("");
    }

    private static int total(Locations found) {
        return found.sources().stream().mapToInt(HoldingRow::total).max().orElse(0);
    }
}
