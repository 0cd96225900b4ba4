package io.mediachassis.blade.distribution;

import io.mediachassis.backplane.proto.DistributionRecord;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where on its volumes a blade keeps its distributions: a folder each. Blocks; one thread at a time. */
final class DistributionFolders {
    private static final Logger LOG = LoggerFactory.getLogger(DistributionFolders.class);
    private static final String FOLDER = "distribution";

    private final Distributions.Place place;

    /** What a folder has. */
    record Found(DistributionRecord record, PieceStore store) {}

    DistributionFolders(Distributions.Place place) {
        this.place = place;
    }

    /**
     * A folder for a new distribution, on the volume with the most space. Never one of which the playout may still have
     * something in memory: its name has the seed.
     */
    PieceStore create(String id, DistributionRecord record) throws IOException {
        Distributions.Volume volume = place.volumes().get(0);
        long most = -1;
        for (Distributions.Volume each : place.volumes()) {
            long free = Files.getFileStore(each.folder()).getUsableSpace();
            if (free > most) {
                most = free;
                volume = each;
            }
        }
        PieceStore store = store(
                volume.folder().resolve(FOLDER).resolve(id + "-" + Long.toHexString(record.getSeed())), volume);
        store.create();
        store.save(record);
        return store;
    }

    /** All that there are. */
    List<Found> all() {
        List<Found> all = new ArrayList<>();
        for (Distributions.Volume volume : place.volumes()) {
            Path folder = volume.folder().resolve(FOLDER);
            if (!Files.isDirectory(folder)) {
                continue;
            }
            try (DirectoryStream<Path> orders = Files.newDirectoryStream(folder)) {
                for (Path order : orders) {
                    PieceStore.record(order).ifPresent(record -> all.add(new Found(record, store(order, volume))));
                }
            } catch (IOException e) {
                LOG.warn("Distributions in {} can't be gone on with: {}", folder, e.getMessage());
            }
        }
        return all;
    }

    private PieceStore store(Path folder, Distributions.Volume volume) {
        return new PieceStore(folder, volume.turn(), place.room()::require, place.forget());
    }
}
