package io.mediachassis.blade.agent;

import io.mediachassis.backplane.term.Term;
import io.mediachassis.blade.anchor.Anchors;
import io.mediachassis.blade.access.Withholding;
import io.mediachassis.blade.director.Deliveries;
import io.mediachassis.blade.director.DirectorDesk;
import io.mediachassis.blade.director.EngineChoice;
import io.mediachassis.blade.director.Headroom;
import io.mediachassis.blade.director.HotSegments;
import io.mediachassis.blade.director.ProgramAdmission;
import io.mediachassis.blade.director.SegmentHeat;
import io.mediachassis.blade.director.SegmentPlacement;
import io.mediachassis.blade.engine.IngestJobs;
import io.mediachassis.blade.rtsp.ProgramDescription;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * What this blade does as director, wired, and how its own engine asks whoever is. What may be dropped is in
 * {@link CopyParts}, since this engine must know before it makes room for copies.
 */
final class DirectorParts {
    /** Copies that are missing, and where new programs go. */
    final DirectorWork work;
    final HotCopyWork hot;
    /** To the director, be it this blade. */
    final DirectorLine line;
    private final Blade blade;
    private final StationParts station;
    private final ProgramAdmission admission;

    DirectorParts(
            Blade blade, StationParts station, CopyParts copying, SegmentPlacement placement, SegmentHeat heat,
            Withholding withheld) {
        this.blade = blade;
        this.station = station;
        admission = new ProgramAdmission(id -> withheld.fault(id).isPresent());
        work = new DirectorWork(station.office, copying.copies, placement, admission);
        hot = new HotCopyWork(
                station.office, copying.fetches, new HotSegments(blade.config().hotCopies(), heat),
                station.events::add);
        line = new DirectorLine(
                blade.slot(), station.line, station.standing::director, station.table, station.headroom,
                blade.clock(), hot::next);
    }

    /**
     * Tells consoles where their programs are.
     *
     * @param engine what this engine takes in, and streams of it
     */
    DirectorDesk desk(Anchors anchors, EngineParts engine) {
        Deliveries deliveries = new Deliveries() {
            @Override
            public int takenInBy(String programId) {
                return DirectorParts.this.takenInBy(programId, engine.jobs);
            }

            @Override
            public Optional<ProgramDescription> growingHere(String programId) {
                return engine.streams.growing(programId);
            }
        };
        return new DirectorDesk(
                blade.slot(), blade.config().station().address(), station.table, station.standing::acting, anchors,
                station.headroom, hot, deliveries, blade.clock());
    }

    /** Engines tell what they take in, so that a new director knows it as well; this one knows what it announced. */
    private int takenInBy(String programId, IngestJobs jobs) {
        if (jobs.takesIn(programId)) {
            return blade.slot();
        }
        int told = station.table.get().takenInBy(programId);
        return told != 0 ? told : admission.takenInBy(programId);
    }

    /** One that thinks that it acts, at this blade's own address, and reserves nothing of the true one's. */
    DirectorDesk rehearsing(Anchors anchors) {
        Headroom spare = new Headroom();
        return new DirectorDesk(
                blade.slot(), blade.address(), station.table, () -> Optional.of(Term.NONE), anchors, spare,
                ask -> CompletableFuture.completedFuture(EngineChoice.toServe(
                        station.table.get(), spare, ask.use(), ask.programId(), blade.clock().nanoTime())),
                program -> 0, blade.clock());
    }
}
