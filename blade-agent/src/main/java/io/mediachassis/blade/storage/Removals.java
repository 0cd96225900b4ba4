package io.mediachassis.blade.storage;

import java.io.IOException;
import java.util.BitSet;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How programs and segments leave the store: removed, dropped, moved aside, or lost with their volume. Any thread. */
final class Removals {
    private static final Logger LOG = LoggerFactory.getLogger(Removals.class);

    private final VolumeSet volumes;
    private final Claims claims;
    private final HeldPrograms programs;
    private final SegmentIndexCache indexes;

    Removals(VolumeSet volumes, Claims claims, HeldPrograms programs, SegmentIndexCache indexes) {
        this.volumes = volumes;
        this.claims = claims;
        this.programs = programs;
        this.indexes = indexes;
    }

    /** See {@link ProgramStore#remove}. */
    boolean remove(String id) throws IOException {
        if (!programs.has(id) || !claims.tryWriter(id)) {
            return false;
        }
        try {
            Program program = programs.find(id).orElse(null);
            if (program == null) {
                return false;
            }
            programs.change(id, old -> null);
            // A manifest that is left would bring back what other volumes still have of it.
            for (Volume v : volumes.inUse()) {
                v.folder(id).unpublish();
            }
            for (Volume v : volumes.inUse()) {
                v.folder(id).remove();
                indexes.forget(v.folder(id).path());
            }
            held(program).forEach(this::gaveBack);
            return true;
        } finally {
            claims.release(id);
        }
    }

    /** See {@link ProgramStore#drop}. */
    boolean drop(String id, int segment) throws IOException {
        return withdraw(id, segment, (volume, s) -> volume.folder(id).dropSegment(s.number()));
    }

    /** See {@link ProgramStore#quarantine}. */
    boolean quarantine(String id, int segment, String reason) throws IOException {
        return withdraw(id, segment, (volume, s) ->
                StoreCheck.aside(volume, volume.folder(id).path(), s.number(), reason));
    }

    /** See {@link ProgramStore#takeOut}. */
    boolean takeOut(Volume volume, String reason) {
        if (!volume.inUse()) {
            return false;
        }
        volume.takeOut();
        LOG.warn("The store goes on without {}: {}; replace the disk and restart the agent", volume, reason);
        for (String id : programs.ids()) {
            programs.change(id, old -> old == null ? null : old.without(HeldPrograms.on(volume, old)));
        }
        return true;
    }

    private void gaveBack(Segment segment) {
        volumes.of(segment.file()).use().gaveBack(segment.bytes());
    }

    /** The segments that are held. */
    static List<Segment> held(Program program) {
        return program.segments().stream().filter(s -> program.holds(s.number())).toList();
    }

    private interface Withdrawal {
        void from(Volume volume, Segment segment) throws IOException;
    }

    private boolean withdraw(String id, int segment, Withdrawal how) throws IOException {
        claims.segment(id, segment);
        try {
            // Under the claim: two who withdraw it must not both give its room back.
            Program program = programs.find(id).orElse(null);
            if (program == null || !program.holds(segment)) {
                return false;
            }
            BitSet gone = new BitSet();
            gone.set(segment);
            Segment s = program.segment(segment);
            programs.change(id, old -> old == null ? null : old.without(gone));
            indexes.forget(s.sidecar());
            how.from(volumes.of(s.file()), s);
            gaveBack(s);
            return true;
        } finally {
            claims.release(id, segment);
        }
    }
}
