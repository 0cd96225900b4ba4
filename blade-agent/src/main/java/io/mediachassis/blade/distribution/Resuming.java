package io.mediachassis.blade.distribution;

import io.mediachassis.backplane.proto.DistributionRecord;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Goes on with the distributions that are on the disk, after a restart. Blocks: a thread that may wait, which holds the
 * monitor of the {@link DistributionRegistry} meanwhile.
 */
final class Resuming {
    private static final Logger LOG = LoggerFactory.getLogger(Resuming.class);

    private final DistributionRegistry registry;
    private final DistributionFolders folders;
    private final Distribution.Setting setting;

    Resuming(DistributionRegistry registry, DistributionFolders folders, Distribution.Setting setting) {
        this.registry = registry;
        this.folders = folders;
        this.setting = setting;
    }

    /** Goes on with all. Blocks. */
    void resume() {
        synchronized (registry) {
            folders.all().forEach(this::resume);
        }
    }

    private void resume(DistributionFolders.Found found) {
        DistributionRecord record = found.record();
        PieceStore store = found.store();
        try {
            Order order = setting.rules().check(record.getOrder(), registry.others(null));
            Distribution made = new Distribution(order, record, store.recover(), store, setting);
            registry.add(made);
            if (made.ended()) {
                registry.tick(made);
            } else {
                registry.receive(made, false);
            }
            setting.counts().add(DistributionCounter.RESUMED);
            LOG.info("Distribution {} goes on with {} s of its input", made.id(), made.status().getDurationMs() / 1000);
        } catch (DistributionRefused e) {
            LOG.warn("The distribution in {} can't go on as configured now: {}", store.folder(), e.text());
        } catch (IOException e) {
            LOG.warn("The distribution in {} can't be gone on with: {}", store.folder(), e.getMessage());
        }
    }
}
