package io.mediachassis.sim.unit;

import io.mediachassis.blade.fault.InjectedFaults;
import io.mediachassis.blade.fault.VolumeFault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.TreeMap;

/** What is wrong with the disks of a blade's volumes; at first nothing. Its agent reads it from a file. Any thread. */
public final class SimulatedDisks {
    /** In a blade's folder. */
    static final String FILE = "disk-faults";

    private final Path folder;
    private final int volumes;
    private final Map<String, VolumeFault> faults = new TreeMap<>();

    SimulatedDisks(Path folder, int volumes) throws IOException {
        this.folder = folder;
        this.volumes = volumes;
        Files.deleteIfExists(folder.resolve(FILE));
    }

    /**
     * From now on a volume's disk is so; the agent sees it within 100 ms, one that starts later at once.
     *
     * @param volume from 1
     * @throws IllegalArgumentException when there is no such volume
     */
    public synchronized void set(int volume, VolumeFault fault) throws IOException {
        if (volume < 1 || volume > volumes) {
            throw new IllegalArgumentException("a blade of this unit has volumes 1 to " + volumes + ", not " + volume);
        }
        faults.put("volume-" + volume, fault);
        Path part = folder.resolve(FILE + ".part");
        Files.writeString(part, InjectedFaults.write(faults));
        Files.move(part, folder.resolve(FILE), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
