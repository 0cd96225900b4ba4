package io.mediachassis.blade.engine;

import com.google.protobuf.ByteString;
import io.mediachassis.backplane.proto.HoldingsPush;
import io.mediachassis.backplane.proto.ProgramHolding;
import io.mediachassis.blade.http.ArrivingPart;
import io.mediachassis.blade.http.HeldProgram;
import io.mediachassis.blade.http.MediaCatalog;
import io.mediachassis.blade.http.ProgramSummary;
import io.mediachassis.blade.storage.Manifest;
import io.mediachassis.blade.storage.Program;
import io.mediachassis.blade.storage.ProgramStore;
import io.mediachassis.blade.storage.Segment;
import io.mediachassis.blade.storage.SegmentReceiver.Growing;
import io.mediachassis.blade.ts.SegmentIndex;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What this blade holds, as the other blades, the HTTP server and people see it. Any thread. */
public final class Holdings implements MediaCatalog {
    private static final long TICKS_PER_MS = SegmentIndex.TICKS_PER_SECOND / 1000;

    private static final int RECENT = 256;

    private record Known(Program program, HeldProgram held) {}

    private final ProgramStore store;
    private final ArrivingSegments arriving;
    private final LastUse lastUse;
    private final FilledSegments filled;
    /** Those asked for lately: a request for some bytes must not cost a walk through all segments. */
    private final ConcurrentHashMap<String, Known> recent = new ConcurrentHashMap<>();

    /**
     * @param lastUse hears what HTTP asks for
     * @param filled what is here only since groups brought it
     */
    public Holdings(ProgramStore store, ArrivingSegments arriving, LastUse lastUse, FilledSegments filled) {
        this.store = store;
        this.arriving = arriving;
        this.lastUse = lastUse;
        this.filled = filled;
    }

    /** All of it, for the segment location tables of all blades. */
    public HoldingsPush push(long sequence) {
        HoldingsPush.Builder push = HoldingsPush.newBuilder().setSequence(sequence);
        Set<String> held = new HashSet<>();
        for (Program program : store.holdings()) {
            held.add(program.id());
            push.addPrograms(holding(program.manifest(), ByteString.copyFrom(program.manifestHash()))
                    .addAllSegmentRanges(program.heldRanges())
                    .addAllCachedRanges(filled.ranges(program.id())));
        }
        for (Manifest manifest : arriving.manifests()) {
            if (held.add(manifest.id())) {
                push.addPrograms(holding(manifest, ByteString.copyFrom(manifest.hash())));
            }
        }
        return push.build();
    }

    @Override
    public Optional<HeldProgram> find(String programId) {
        return used(store.program(programId)).map(this::held);
    }

    @Override
    public Optional<HeldProgram> findInPart(String programId) {
        return used(store.holding(programId)).map(this::held);
    }

    @Override
    public Optional<HeldProgram> findArriving(String programId) {
        return arriving.manifest(programId).map(manifest -> new HeldProgram(
                programId, HexFormat.of().formatHex(manifest.hash()), Path.of("manifest.json"),
                manifest.createdEpochMs() / 1000,
                manifest.segments().stream()
                        .map(s -> new HeldProgram.Segment(Path.of(""), s.bytes(), s.sha256(), Path.of(""), false))
                        .toList(),
                manifest.bitRate()));
    }

    @Override
    public Optional<ArrivingPart> arriving(String programId, int segment, String tag) {
        boolean meant = arriving.manifest(programId)
                .filter(manifest -> segment < manifest.segments().size())
                .filter(manifest -> manifest.segments().get(segment).sha256().equals(tag))
                .isPresent();
        return !meant ? Optional.empty()
                : arriving.segment(programId, segment).map(growing -> new Part(programId, segment, growing));
    }

    /** One copy of a segment on its way; another of the same one, as after a damaged one, is another part. */
    private final class Part implements ArrivingPart {
        private final String programId;
        private final int segment;
        private final Growing growing;

        Part(String programId, int segment, Growing growing) {
            this.programId = programId;
            this.segment = segment;
            this.growing = growing;
        }

        @Override
        public Path file() {
            return growing.file();
        }

        @Override
        public long readable() {
            boolean comes = arriving.segment(programId, segment)
                    .filter(now -> now.readable() == growing.readable())
                    .isPresent();
            return comes ? growing.readable().getAsLong() : -1;
        }
    }

    @Override
    public Optional<HeldProgram> findGrowing(String programId) {
        return store.growing(programId).map(growing -> new HeldProgram(
                programId, "", growing.segments().get(0).file().resolveSibling("manifest.json"),
                growing.createdEpochMs() / 1000,
                growing.segments().stream()
                        .map(s -> new HeldProgram.Segment(s.file(), s.bytes(), s.sha256(), s.sidecar()))
                        .toList()));
    }

    /** Which of its segments is asked for is not known here: all count as used. */
    private Optional<Program> used(Optional<Program> program) {
        program.ifPresent(p -> lastUse.used(p.id()));
        return program;
    }

    private ProgramHolding.Builder holding(Manifest manifest, ByteString hash) {
        return ProgramHolding.newBuilder()
                .setProgramId(manifest.id())
                .setTitle(manifest.title())
                .setDurationMs(manifest.durationTicks() / TICKS_PER_MS)
                .setBytes(manifest.bytes())
                .setSegmentsTotal(manifest.segments().size())
                .setManifestHash(hash)
                .setPublishedEpochMs(manifest.createdEpochMs())
                .setBitRate(manifest.bitRate())
                .addAllArrivingSegments(arriving.segments(manifest.id()))
                .addAllArrivingFromGroups(arriving.segments(manifest.id()).stream()
                        .filter(n -> filled.begun(manifest.id(), n))
                        .toList());
    }

    private HeldProgram held(Program program) {
        // The store has another object for each change, so that this one says it all.
        Known known = recent.get(program.id());
        if (known == null || known.program() != program) {
            if (recent.size() >= RECENT) {
                recent.clear();
            }
            known = new Known(program, make(program));
            recent.put(program.id(), known);
        }
        return known.held();
    }

    private static HeldProgram make(Program program) {
        List<HeldProgram.Segment> segments = new ArrayList<>();
        for (Segment segment : program.segments()) {
            segments.add(new HeldProgram.Segment(
                    segment.file(), segment.bytes(), segment.sha256(), segment.sidecar(),
                    program.holds(segment.number())));
        }
        return new HeldProgram(
                program.id(),
                HexFormat.of().formatHex(program.manifestHash()),
                program.segment(program.heldSegments().nextSetBit(0)).file().resolveSibling("manifest.json"),
                program.created().getEpochSecond(),
                segments,
                program.manifest().bitRate());
    }

    /** A holding as the HTTP server lists it. */
    public static ProgramSummary summary(ProgramHolding holding) {
        return new ProgramSummary(
                holding.getProgramId(),
                holding.getTitle(),
                holding.getDurationMs(),
                holding.getBytes(),
                holding.getBitRate(),
                HexFormat.of().formatHex(holding.getManifestHash().toByteArray()));
    }
}
