package io.mediachassis.blade.obtain;

import com.google.protobuf.ByteString;
import io.mediachassis.backplane.proto.ProgramHolding;
import io.mediachassis.backplane.proto.SegmentSource;
import io.mediachassis.backplane.proto.SegmentSourceReply;
import io.mediachassis.backplane.registry.MeantProgram;
import io.mediachassis.backplane.source.RankedSource;
import io.mediachassis.backplane.source.SourceChoice;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Where one program can be had: the registry is asked for stations, which are ranked by what a copy costs (seed 002 claim 14),
 * and the best ones for their engines. One that fails is left for the next, and tried again later. Pure; one thread.
 */
final class ProgramSources {
    private static final long SECOND = 1_000_000_000L;
    /** Where it is now may be otherwise in a while. */
    static final long WHERE_NS = 60 * SECOND;
    /** The registry does not answer, or not now. */
    static final long WHERE_AGAIN_NS = 2 * SECOND;
    static final long NONE_NS = 10 * SECOND;
    static final long REFUSED_NS = 60 * SECOND;
    /** Stations that cost no more than so many times what the best one does share the work. */
    private static final double ALIKE = 2;
    private static final int SHARING = 3;
    /** Of a program of which nobody told its size yet, a segment. */
    private static final long LIKELY_BYTES = 30_000_000;

    private final SourceChoice choice;
    private final String named;
    private final Map<String, FarSource> stations = new LinkedHashMap<>();
    private String manifest = "";
    private int total;
    private final List<Distrusted> distrusted = new ArrayList<>();
    private final List<Different> different = new ArrayList<>();
    private boolean askingWhere;
    private boolean answered;
    private long whereNs;
    private boolean whereKnown;

    /**
     * Knows of nobody yet.
     *
     * @param named the station to have it from; empty: the cheapest
     * @param choice of all programs, which counts what was begun from where
     */
    ProgramSources(String named, SourceChoice choice) {
        this.choice = choice;
        this.named = named;
    }

    /** By the plan it is this program that is meant; empty: it does not say. */
    void meant(String hash) {
        if (!hash.isEmpty()) {
            known(hash, 0);
        }
    }

    /** It is this program that is meant, since some of it is here. */
    void known(String hash, int segments) {
        if (!manifest.equals(hash)) {
            manifest = hash;
            total = segments;
            stations.clear();
            whereKnown = false;
        } else if (total == 0) {
            total = segments;
        }
    }

    /** Hexadecimal hash of the manifest; empty before it is known. */
    String manifest() {
        return manifest;
    }

    /** Segments of the program; 0 before that is known. */
    int total() {
        return total;
    }

    /** Of the whole program, by the smallest word, since any may be wrong; 0 before that is known. */
    private long bytes() {
        return stations.values().stream().mapToLong(far -> far.bytes).filter(bytes -> bytes > 0).min().orElse(0);
    }

    /** The program's shape, by one station's word. */
    ProgramHolding shape(String programId, String station) {
        FarSource far = stations.get(station);
        return ProgramHolding.newBuilder()
                .setProgramId(programId)
                .setBytes(far == null ? 0 : far.bytes)
                .setSegmentsTotal(total)
                .setManifestHash(ByteString.copyFrom(HexFormat.of().parseHex(manifest)))
                .build();
    }

    // ---- the registry ------------------------------------------------------------------------------------------

    /** The registry's answer. */
    void onWhere(List<Offer> offers, long nowNs) {
        askingWhere = false;
        answered = true;
        whereKnown = true;
        whereNs = nowNs;
        long known = bytes();
        Map<String, FarSource> before = new LinkedHashMap<>(stations);
        stations.clear();
        List<Offer> usable = offers.stream().filter(offer -> offer.total() > 0 && !offer.held().isEmpty()).toList();
        if (manifest.isEmpty()) {
            manifest = chosen(usable);
        }
        usable.stream().filter(offer -> !offer.manifest().equals(manifest)).forEach(offer ->
                different.add(new Different(offer.candidate().station(), offer.manifest())));
        List<Offer> meant = usable.stream().filter(offer -> offer.manifest().equals(manifest)).toList();
        if (total == 0) {
            total = meant.stream().mapToInt(Offer::total).findFirst().orElse(0);
        }
        Map<String, Offer> byStation = new LinkedHashMap<>();
        meant.forEach(offer -> byStation.put(offer.candidate().station(), offer));
        long likely = meant.stream().mapToInt(Offer::total).max().orElse(1) * LIKELY_BYTES;
        List<RankedSource> ranked = new ArrayList<>(
                choice.rank(meant.stream().map(Offer::candidate).toList(), known > 0 ? known : likely, nowNs));
        ranked.sort((a, b) -> Boolean.compare(isNamed(b), isNamed(a)));
        for (RankedSource source : ranked) {
            Offer offer = byStation.get(source.candidate().station());
            if (offer == null) {
                continue;
            }
            FarSource far = before.getOrDefault(source.candidate().station(), new FarSource(source, offer));
            far.ranked = source;
            far.held = offer.held();
            far.address = offer.address();
            far.nets = offer.nets();
            stations.put(source.candidate().station(), far);
        }
    }

    /** Of several programs by one id, while nothing of any is here: that of the station that the plan names, or as all choose. */
    private String chosen(List<Offer> offers) {
        return offers.stream()
                .filter(offer -> offer.candidate().station().equals(named))
                .map(Offer::manifest)
                .findFirst()
                .or(() -> MeantProgram.of(offers.stream()
                        .map(offer -> new MeantProgram.Held(offer.manifest(), offer.candidate().home()))
                        .toList()))
                .orElse("");
    }

    private boolean isNamed(RankedSource source) {
        return source.candidate().station().equals(named);
    }

    /** It did not answer, or can't now. */
    void onWhereFailed(long nowNs) {
        askingWhere = false;
        whereKnown = true;
        whereNs = nowNs - WHERE_NS + WHERE_AGAIN_NS;
    }

    /** The registry has said that no station which can be asked holds anything of it. */
    boolean nowhere() {
        return answered && stations.isEmpty();
    }

    /** Whether the registry has said who has it, be it nobody. */
    boolean answered() {
        return answered;
    }

    // ---- stations ----------------------------------------------------------------------------------------------

    /**
     * What to ask now.
     *
     * @param due the segments that are to come next: those that hold one of them are asked, and not one that holds others
     */
    List<Question> step(List<Integer> due, long nowNs) {
        List<Question> questions = new ArrayList<>();
        if (!askingWhere && (!whereKnown || nowNs - whereNs >= WHERE_NS)) {
            askingWhere = true;
            questions.add(new Question.OfRegistry());
        }
        due.forEach(segment -> ask(segment, questions, nowNs));
        return questions;
    }

    private void ask(int segment, List<Question> questions, long nowNs) {
        double best = Double.NaN;
        int sharing = 0;
        for (Map.Entry<String, FarSource> entry : stations.entrySet()) {
            FarSource far = entry.getValue();
            if (!far.mayGive(segment, nowNs)) {
                continue;
            }
            boolean alike = Double.isNaN(best) || far.ranked.cost() <= ALIKE * best;
            if (sharing > 0 && (!alike || sharing >= SHARING)) {
                break;
            }
            best = Double.isNaN(best) ? far.ranked.cost() : best;
            sharing++;
            if (!far.asking && far.isOld(nowNs)) {
                far.asking = true;
                questions.add(new Question.OfStation(entry.getKey()));
            }
        }
    }

    /** Segments that some station may give, by its director's word, or by the registry's where that is not known. */
    BitSet hoped(long nowNs) {
        BitSet hoped = new BitSet(total);
        stations.values().forEach(far -> far.hoped(hoped, total, nowNs));
        return hoped;
    }

    /** Segments that engines of these stations give, by their directors' word. */
    BitSet given(Predicate<String> station, long nowNs) {
        BitSet given = new BitSet(total);
        stations.forEach((name, far) -> {
            if (far.usable(nowNs) && station.test(name)) {
                far.given(given, total);
            }
        });
        return given;
    }

    /** What a station's director answered. */
    void onAnswer(String station, SegmentSourceReply reply, long nowNs) {
        FarSource far = stations.get(station);
        if (far == null) {
            return;
        }
        far.asking = false;
        switch (reply.getOutcome()) {
            case FOUND -> found(far, reply, nowNs);
            case BUSY -> far.waitFor(Math.max(500, Math.min(60_000, reply.getRetryAfterMs())) * 1_000_000L, nowNs);
            case REFUSED -> far.waitFor(REFUSED_NS, nowNs);
            case ANOTHER -> another(station, far, reply, nowNs);
            case NOT_DIRECTOR -> far.waitFor(SECOND, nowNs);
            default -> far.waitFor(NONE_NS, nowNs);
        }
    }

    private void found(FarSource far, SegmentSourceReply reply, long nowNs) {
        String hash = HexFormat.of().formatHex(reply.getManifestHash().toByteArray());
        if (!hash.equals(manifest)) {
            another(far.ranked.candidate().station(), far, reply, nowNs);
            return;
        }
        if (reply.getSegmentsTotal() != total || reply.getSourcesCount() == 0) {
            far.waitFor(NONE_NS, nowNs);
            return;
        }
        Optional<String> wrong = SourceChecks.size(reply);
        List<SegmentSource> good = wrong.isPresent() ? List.of() : SourceChecks.good(reply.getSourcesList(), far.address, far.nets);
        int dropped = reply.getSourcesCount() - good.size();
        if (dropped > 0) {
            String other = far.address + " and not of its nets, or no plain HTTP: " + reply.getSourcesList().stream()
                    .filter(source -> !good.contains(source)).map(SegmentSource::getHttpUrl).findFirst().orElse("");
            distrusted.add(new Distrusted(far.ranked.candidate().station(), dropped, wrong.orElse(other)));
        }
        if (good.isEmpty()) {
            far.failed(nowNs);
            return;
        }
        far.bytes = reply.getBytes();
        far.gives(good, nowNs);
    }

    private void another(String station, FarSource far, SegmentSourceReply reply, long nowNs) {
        different.add(new Different(station, HexFormat.of().formatHex(reply.getManifestHash().toByteArray())));
        far.waitFor(REFUSED_NS, nowNs);
    }

    /**
     * A station that is no source, since what it holds by the id is another program.
     *
     * @param manifest hexadecimal, of that one; empty: it did not say
     */
    record Different(String station, String manifest) {}

    /** Those since this was asked last. */
    List<Different> takeDifferent() {
        List<Different> taken = List.copyOf(different);
        different.clear();
        return taken;
    }

    /** Engines that a station named and that are not asked, since its answer can't be right. */
    record Distrusted(String station, int sources, String why) {}

    /** Those since this was asked last. */
    List<Distrusted> takeDistrusted() {
        List<Distrusted> taken = List.copyOf(distrusted);
        distrusted.clear();
        return taken;
    }

    /** By what it says of the program's size no engine here has room: another one may know better. */
    void onTooLarge(String station, long nowNs) {
        FarSource far = stations.get(station);
        if (far != null) {
            far.waitFor(NONE_NS, nowNs);
        }
    }

    /** It could not be asked, or a copy from it broke off: the longer the oftener. */
    void onFailed(String station, long nowNs) {
        FarSource far = stations.get(station);
        if (far != null) {
            far.failed(nowNs);
        }
    }

    /** A copy from it came whole. */
    void onGood(String station) {
        FarSource far = stations.get(station);
        if (far != null) {
            far.failures = 0;
        }
    }

    /**
     * Engines that give a segment, by station, the best station first.
     *
     * @param turn each other one begins with another engine, so that all have some of the work
     */
    Map<String, List<FarEngine>> engines(int segment, int turn, long nowNs) {
        Map<String, List<FarEngine>> byStation = new LinkedHashMap<>();
        stations.forEach((name, far) -> {
            List<FarEngine> engines = !far.usable(nowNs) ? List.of() : far.engines(segment);
            if (!engines.isEmpty()) {
                List<FarEngine> turned = new ArrayList<>(engines);
                Collections.rotate(turned, -(turn % engines.size()));
                byStation.put(name, List.copyOf(turned));
            }
        });
        return byStation;
    }

    /** Why a station was chosen, for people. */
    Optional<String> why(String station) {
        FarSource far = stations.get(station);
        Function<RankedSource, String> text = ranked -> isNamed(ranked) ? "the plan names it" : ranked.why();
        return far == null ? Optional.empty() : Optional.of(text.apply(far.ranked));
    }
}
