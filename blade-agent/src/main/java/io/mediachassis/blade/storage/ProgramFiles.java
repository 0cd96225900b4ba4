package io.mediachassis.blade.storage;

import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** The files of one program while it is written: chooses the volume of each segment. One thread. */
final class ProgramFiles {
    private final VolumeSet volumes;
    private final String id;
    private final Map<Integer, Volume> placed = new HashMap<>();

    ProgramFiles(VolumeSet volumes, String id) {
        this.volumes = volumes;
        this.id = id;
    }

    /** A segment's media, on the volume that suits best. */
    PartFile media(int segment, long expectedBytes) throws IOException {
        Volume volume = placed.get(segment);
        if (volume == null) {
            volume = volumes.place(expectedBytes);
            placed.put(segment, volume);
            volume.writingStarted();
        }
        return folder(volume).segment(StoreFiles.media(segment), expectedBytes);
    }

    /** The folder that this segment's media was put into. */
    ProgramFolder folderOf(int segment) {
        Volume volume = placed.get(segment);
        if (volume == null) {
            throw new IllegalStateException("segment " + segment + " of " + id + " has no volume yet");
        }
        return volume.folder(id);
    }

    private ProgramFolder folder(Volume volume) throws IOException {
        ProgramFolder folder = volume.folder(id);
        folder.create();
        return folder;
    }

    /** This segment is written, or given up. */
    void ended(int segment) {
        Volume volume = placed.get(segment);
        if (volume != null) {
            volume.writingEnded();
        }
    }

    /** This segment, written whole, goes again with the program. */
    void gaveBack(int segment, long bytes) {
        Volume volume = placed.get(segment);
        if (volume != null) {
            volume.use().gaveBack(bytes);
        }
    }

    /** The next attempt at this segment may go to another volume. */
    void forget(int segment) {
        placed.remove(segment);
    }

    /**
     * Makes the program whole. All its files are on the disks when the first manifest is; from then on it counts, and
     * the check at start adds the manifests that a power cut kept from being written.
     */
    void publish(Manifest manifest) throws IOException {
        Set<Volume> used = new LinkedHashSet<>(placed.values());
        for (Volume v : used) {
            v.folder(id).force();
        }
        for (Volume v : used) {
            v.folder(id).manifest(manifest);
        }
    }

    /** The segments' paths once they are written. */
    Map<Integer, Volume> placed() {
        return Map.copyOf(placed);
    }
}
