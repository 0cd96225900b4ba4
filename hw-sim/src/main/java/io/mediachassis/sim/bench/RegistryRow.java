package io.mediachassis.sim.bench;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.registry.HoldingChange;
import io.mediachassis.backplane.registry.ReportReply;
import io.mediachassis.backplane.registry.ReportReply.Outcome;
import io.mediachassis.backplane.registry.SegmentRanges;
import io.mediachassis.backplane.registry.StationHolding;
import io.mediachassis.backplane.registry.StationReport;
import io.mediachassis.backplane.registry.StationReport.Changes;
import io.mediachassis.backplane.registry.StationReport.Page;
import io.mediachassis.backplane.term.Term;
import io.mediachassis.controller.headend.registry.Registry;
import io.mediachassis.controller.headend.registry.RegistryStore;
import io.mediachassis.controller.headend.registry.store.RegistryStores;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Look-ups or reports of the media location registry a second, against the bare client of its store: look-ups that ask for
 * the same rows in one statement, and transactions that only write the rows which a report changes. Both at the same
 * server, with as many connections, in turns; {@value #STATIONS} stations hold {@value #PROGRAMS} programs each.
 */
final class RegistryRow implements Row {
    static final int STATIONS = 4;
    static final int PROGRAMS = 2000;
    private static final double TARGET = 0.5;
    private static final int SEGMENTS = 120;
    private static final String MANIFEST = "ab".repeat(32);
    private static final Term TERM = new Term(1, 1);
    private static final int ROUNDS = 3;
    private static final Duration WARM_UP = Duration.ofSeconds(3);
    private static final Duration TURN = Duration.ofSeconds(3);
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final Kind kind;
    private final StoreServer.Kind store;

    /** What is measured. */
    enum Kind {
        LOOKUPS,
        REPORTS
    }

    RegistryRow(Kind kind, StoreServer.Kind store) {
        this.kind = kind;
        this.store = store;
    }

    @Override
    public String name() {
        return ("registry-" + kind + "-" + store).toLowerCase(Locale.ROOT);
    }

    /** One of several that work at once: does something once, and throws when it did not come out as it must. */
    interface Work {
        void once(long n) throws IOException;
    }

    @Override
    public Result run(Bench bench) throws IOException {
        Path folder = Files.createDirectories(bench.freshFolder(name()));
        StoreServer server = bench.owns(StoreServer.start(store, folder, bench));
        RegistryStore opened = bench.owns(new RegistryStores(folder, bench.clock(), LIMIT).open(server.line()));
        Registry registry = new Registry(opened, Duration.ofHours(1));
        bench.say(name() + ": " + STATIONS + " stations tell their pictures");
        long[] sequences = new long[STATIONS];
        for (int n = 0; n < STATIONS; n++) {
            sequences[n] = picture(registry, station(n));
            registry.alive(station(n), TERM);
        }
        // SQLite has one writer, and the product one reader beside it.
        int threads = store == StoreServer.Kind.SQLITE ? 1 : STATIONS;
        List<Work> ours = new ArrayList<>();
        List<Work> bare = new ArrayList<>();
        for (int n = 0; n < threads; n++) {
            int at = n;
            BareStore client = bench.owns(BareStore.open(store, server, STATIONS));
            ours.add(kind == Kind.LOOKUPS ? i -> lookUp(registry, program(i)) : i -> report(registry, at, ++sequences[at]));
            bare.add(kind == Kind.LOOKUPS
                    ? i -> client.lookUp(program(i))
                    : i -> client.report("bare-" + at, program(i), i, MANIFEST, SEGMENTS, held(i % 2 == 0)));
        }
        return measured(bench, ours, bare, server.version());
    }

    private Result measured(Bench bench, List<Work> ours, List<Work> bare, String peer) throws IOException {
        Clock clock = bench.clock();
        Turns.of(ours, WARM_UP, clock);
        Turns.of(bare, WARM_UP, clock);
        List<Turns> oursTurns = new ArrayList<>();
        List<Turns> bareTurns = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            oursTurns.add(Turns.of(ours, TURN, clock));
            bareTurns.add(Turns.of(bare, TURN, clock));
        }
        return Result.higherIsBetter(
                name(), Turns.perSecond(oursTurns), Turns.perSecond(bareTurns), peer,
                kind.name().toLowerCase(Locale.ROOT).replace("lookups", "look-ups") + " per second", TARGET,
                List.of(String.format(
                        Locale.ROOT, "p99 %.2f ms, the bare client's %.2f ms; %d at once, %d stations with %d programs each",
                        Turns.percentileMs(oursTurns, 99), Turns.percentileMs(bareTurns, 99), ours.size(), STATIONS,
                        PROGRAMS)));
    }

    private static String station(int n) {
        return "station-" + n;
    }

    private static String program(long n) {
        return String.format(Locale.ROOT, "film-%04d", Math.floorMod(n * 7919, PROGRAMS));
    }

    /** All but one segment, which comes and goes, so that each report changes something. */
    private static String held(boolean whole) {
        return whole ? "0-" + (SEGMENTS - 1) : "0-" + (SEGMENTS - 2);
    }

    private static long picture(Registry registry, String station) throws IOException {
        long sequence = 0;
        String after = "";
        for (int from = 0; from < PROGRAMS; from += Page.MAX_HOLDINGS) {
            List<StationHolding> holdings = new ArrayList<>();
            int to = Math.min(PROGRAMS, from + Page.MAX_HOLDINGS);
            for (int n = from; n < to; n++) {
                holdings.add(new StationHolding(
                        String.format(Locale.ROOT, "film-%04d", n), MANIFEST, SEGMENTS, SegmentRanges.upTo(SEGMENTS - 1)));
            }
            String through = to == PROGRAMS ? "" : holdings.get(holdings.size() - 1).program();
            apply(registry, new StationReport(station, TERM, ++sequence, new Page(after, through, holdings)));
            after = through;
        }
        return sequence;
    }

    private static void lookUp(Registry registry, String program) throws IOException {
        int found = registry.where(program).sources().size();
        if (found < STATIONS) {
            throw new IOException(program + " is at " + found + " stations by the registry");
        }
    }

    private static void report(Registry registry, int station, long sequence) throws IOException {
        SegmentRanges last = SegmentRanges.of(SEGMENTS - 1);
        // Over all programs first with, then without.
        boolean adds = sequence / PROGRAMS % 2 == 0;
        apply(registry, new StationReport(station(station), TERM, sequence, new Changes(List.of(new HoldingChange(
                program(sequence), MANIFEST, SEGMENTS, adds ? last : SegmentRanges.NONE, adds ? SegmentRanges.NONE : last,
                SegmentRanges.NONE)))));
    }

    private static void apply(Registry registry, StationReport report) throws IOException {
        ReportReply reply = registry.report(report);
        if (reply.outcome() != Outcome.APPLIED) {
            throw new IOException("the registry answered " + reply.outcome() + " " + reply.text());
        }
    }
}
