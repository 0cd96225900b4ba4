package io.mediachassis.blade.engine;

import com.google.protobuf.ByteString;
import io.mediachassis.backplane.proto.HoldingsPush;
import io.mediachassis.backplane.proto.ProgramHolding;
import io.mediachassis.blade.http.HeldProgram;
import io.mediachassis.blade.http.MediaCatalog;
import io.mediachassis.blade.http.ProgramSummary;
import io.mediachassis.blade.storage.Manifest;
import io.mediachassis.blade.storage.Program;
import io.mediachassis.blade.storage.ProgramStore;
import io.mediachassis.blade.storage.Segment;
import io.mediachassis.blade.ts.SegmentIndex;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What this blade holds, as the other blades, the HTTP server and people see it. Any thread. */
public final class Holdings implements MediaCatalog {
    private static final long TICKS_PER_MS = SegmentIndex.TICKS_PER_SECOND / 1000;

    private final ProgramStore store;
    private final ArrivingSegments arriving;
    private final LastUse lastUse;

    /** @param lastUse hears what HTTP asks for */
    public Holdings(ProgramStore store, ArrivingSegments arriving, LastUse lastUse) {
        this.store = store;
        this.arriving = arriving;
        this.lastUse = lastUse;
    }

    /** All of it, for the segment location tables of all blades. */
    public HoldingsPush push(long sequence) {
        HoldingsPush.Builder push = HoldingsPush.newBuilder().setSequence(sequence);
        Set<String> held = new HashSet<>();
        for (Program program : store.holdings()) {
            held.add(program.id());
            push.addPrograms(holding(program.manifest(), ByteString.copyFrom(program.manifestHash()))
                    .addAllSegmentRanges(program.heldRanges()));
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
        return used(store.program(programId)).map(Holdings::held);
    }

    @Override
    public Optional<HeldProgram> findInPart(String programId) {
        return used(store.holding(programId)).map(Holdings::held);
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
                .addAllArrivingSegments(arriving.segments(manifest.id()));
    }

    private static HeldProgram held(Program program) {
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
                segments);
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
