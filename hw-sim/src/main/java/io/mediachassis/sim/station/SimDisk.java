package io.mediachassis.sim.station;

import io.mediachassis.blade.fault.VolumeFault;
import io.mediachassis.blade.playout.ChunkReader;
import io.mediachassis.blade.playout.MediaChunk;
import java.nio.file.Path;

/** A blade's disk as its playout sees it: of finite speed, one read after the other. */
final class SimDisk implements ChunkReader {
    private static final long MS = 1_000_000L;

    private final SimBlade blade;
    private final long bytesPerSecond;
    private long freeAtNs;
    /** Reads take that many times as long until then. */
    private long slowUntilNs;
    private VolumeFault fault = VolumeFault.WELL;

    SimDisk(SimBlade blade, long bytesPerSecond) {
        this.blade = blade;
        this.bytesPerSecond = bytesPerSecond;
    }

    void slowUntil(long ns) {
        slowUntilNs = Math.max(slowUntilNs, ns);
    }

    /** From now on it is so. */
    void is(VolumeFault now) {
        fault = now;
    }

    /** What is wrong with it. */
    VolumeFault fault() {
        return fault;
    }

    @Override
    public boolean request(MediaChunk chunk) {
        StationWorld world = blade.world;
        long takes = MS / 4 + chunk.length() * 1000L * MS / bytesPerSecond;
        freeAtNs = Math.max(freeAtNs, world.now) + (world.now < slowUntilNs ? takes * 40 : takes);
        if (fault instanceof VolumeFault.Slow slow) {
            freeAtNs += slow.by().toNanos();
        }
        // The kernel ends a read even while the process is stopped; its memory goes with the process.
        int life = blade.life();
        world.at(freeAtNs, () -> {
            if (blade.lives(life)) {
                end(chunk);
            }
        });
        return true;
    }

    private void end(MediaChunk chunk) {
        Path file = chunk.file();
        SimProgram.Place place = file == null ? null : blade.world.places.get(file);
        if (fault instanceof VolumeFault.Failing) {
            chunk.failed(file + ": input/output error on blade " + blade.slot);
            return;
        }
        SimStore.Copy copy = place == null ? null : blade.store.copy(place.program(), place.segment());
        if (copy == null || chunk.offset() + chunk.length() > copy.bytes) {
            chunk.failed(file + ": no such file on blade " + blade.slot);
            return;
        }
        // No sync byte: there are no tables to send ahead of a random access point.
        chunk.bytes().put(0, (byte) 0);
        chunk.ready();
    }
}
