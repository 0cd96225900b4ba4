package io.mediachassis.blade.agent;

import io.mediachassis.blade.engine.EngineStreams;
import io.mediachassis.blade.engine.FilledSegments;
import io.mediachassis.blade.engine.IngestJobs;
import io.mediachassis.blade.engine.LastUse;
import io.mediachassis.blade.playout.IoChannels;
import io.mediachassis.blade.storage.Program;
import io.mediachassis.blade.storage.ProgramListener;
import io.mediachassis.blade.storage.ProgramStore;

/**
 * What comes to this blade's volumes and goes from them, brought to its streams, the other boards and the director's
 * work. Hears it on whatever thread stores or removes, and tells it on the control loop.
 */
final class HoldingsNews implements ProgramListener, IngestJobs.DeliveryListener {
    private final Blade blade;
    private final IoChannels disk;
    private final ProgramStore store;
    private final LastUse lastUse;
    private final FilledSegments filled;
    private final EngineStreams streams;
    private final StatusReports reports;
    private final DirectorWork work;
    private final NvodParts nvod;

    HoldingsNews(
            Blade blade, MediaParts media, EngineParts engine, StatusReports reports, DirectorWork work, NvodParts nvod) {
        this.nvod = nvod;
        this.blade = blade;
        this.disk = media.disk;
        this.store = media.store;
        this.lastUse = engine.lastUse;
        this.filled = engine.filled;
        this.streams = engine.streams;
        this.reports = reports;
        this.work = work;
    }

    @Override
    public void added(Program program) {
        onHeld(program.id());
        tell(program);
    }

    @Override
    public void changed(Program program) {
        onHeld(program.id());
        tell(program);
    }

    @Override
    public void removed(Program program) {
        // Its blocks are freed when nobody has the files open; streams of it end at their next read.
        program.segments().forEach(segment -> disk.forget(segment.file()));
        lastUse.forget(program);
        filled.onRemoved(program.id());
        tell(program);
    }

    /** As the store has it now: news may overtake one another. */
    private void onHeld(String programId) {
        filled.onHeld(programId, n -> store.holding(programId).map(program -> program.holds(n)).orElse(false));
    }

    private void tell(Program program) {
        blade.control().execute(blade.watch().named("the news of a program", () -> {
            streams.refresh(program.id());
            nvod.refresh(program.id());
            reports.onHoldingsChanged();
            work.plan();
        }));
    }

    @Override
    public void begun(String programId) {
        tellDelivery(programId, true);
    }

    @Override
    public void ended(String programId) {
        tellDelivery(programId, false);
    }

    private void tellDelivery(String programId, boolean begun) {
        blade.control().execute(blade.watch().named("the news of a delivery", () -> {
            reports.onDelivery(programId, begun);
            work.plan();
        }));
    }

    @Override
    public void grew(String programId) {
        blade.control().execute(blade.watch().named("the news of a delivery", () -> streams.refresh(programId)));
    }

    /** More of a segment that is still on its way is here. */
    void arriving(String programId) {
        blade.control().execute(blade.watch().named("the news of a segment", () -> {
            streams.refresh(programId);
            reports.onHoldingsChanged();
        }));
    }
}
