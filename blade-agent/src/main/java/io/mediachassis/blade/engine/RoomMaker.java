package io.mediachassis.blade.engine;

import io.mediachassis.backplane.counter.Counts;
import io.mediachassis.blade.storage.DiskFull;
import io.mediachassis.blade.storage.ProgramStore;
import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Makes room for what is about to be stored here. Blocks; any thread but event loops. */
public final class RoomMaker {
    /** The director is asked, a keeper, and files are taken away. */
    private static final long PATIENCE_SECONDS = 5;
    private static final int TRIES = 2;

    private final ProgramStore store;
    private final Evictions evictions;
    private final Counts<EngineCounter> counts;

    public RoomMaker(ProgramStore store, Evictions evictions, Counts<EngineCounter> counts) {
        this.store = store;
        this.evictions = evictions;
        this.counts = counts;
    }

    /**
     * Returns when that much can be stored.
     *
     * @throws DiskFull when it can't, and nothing more may be dropped for it
     */
    public void require(long bytes) throws IOException, InterruptedException {
        for (int i = 0; i < TRIES && store.freeBytes() < bytes; i++) {
            try {
                evictions.evict(bytes - store.freeBytes())
                        .toCompletableFuture()
                        .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            } catch (TimeoutException | ExecutionException e) {
                break;
            }
        }
        try {
            store.requireRoom(bytes);
        } catch (DiskFull e) {
            counts.add(EngineCounter.NO_ROOM);
            throw e;
        }
    }
}
