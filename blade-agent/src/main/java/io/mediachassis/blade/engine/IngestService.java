package io.mediachassis.blade.engine;

import io.mediachassis.blade.http.HttpRefusal;
import io.mediachassis.blade.http.IngestDesk;
import io.mediachassis.blade.ingest.Ingest;
import io.mediachassis.blade.ingest.IngestRefused;
import io.mediachassis.blade.storage.DiskFull;
import io.mediachassis.blade.storage.ProgramStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes programs in from HTTP bodies: each on a worker thread of its own, which cuts it while it arrives. Called on
 * event loops.
 */
public final class IngestService implements IngestDesk {
    private static final Logger LOG = LoggerFactory.getLogger(IngestService.class);

    private final ProgramStore store;
    private final Ingest ingest;
    private final IngestJobs jobs;
    private final RoomMaker room;
    private final ExecutorService workers;

    /** @param workers as many threads as programs are taken in at once; no queue, so that one more is refused */
    public IngestService(
            ProgramStore store, Ingest ingest, IngestJobs jobs, RoomMaker room, ExecutorService workers) {
        this.store = store;
        this.ingest = ingest;
        this.jobs = jobs;
        this.room = room;
        this.workers = workers;
    }

    @Override
    public CompletionStage<Intake> begin(String programId, String title, OptionalLong bytes) {
        if (store.program(programId).isPresent()) {
            return CompletableFuture.failedFuture(new HttpRefusal(
                    409, "There is a program " + programId + " already", "publish it under another title"));
        }
        if (!jobs.deliver(programId, title, bytes.orElse(0))) {
            return CompletableFuture.failedFuture(new HttpRefusal(
                    409, "Program " + programId + " is on its way in already", "publish it under another title"));
        }
        Delivery delivery = new Delivery(programId, title, bytes.orElse(0));
        try {
            workers.execute(delivery);
        } catch (RejectedExecutionException e) {
            jobs.failed(programId, "This blade takes in as many programs as it can at once");
            return CompletableFuture.failedFuture(new HttpRefusal(
                    503, "This blade takes in as many programs as it can at once", "try again in a minute"));
        }
        return CompletableFuture.completedFuture(delivery);
    }

    private final class Delivery implements Intake, Runnable {
        private final String programId;
        private final String title;
        private final long size;
        private final HandoffStream body = new HandoffStream();
        private final CompletableFuture<Void> result = new CompletableFuture<>();

        Delivery(String programId, String title, long size) {
            this.programId = programId;
            this.title = title;
            this.size = size;
        }

        @Override
        public void run() {
            try (body) {
                room.require(size);
                ingest.stream(body, size, programId, title, (state, done, total, percent) -> jobs.progress(
                        programId, title, state.name().toLowerCase(Locale.ROOT), done, total));
                jobs.done(programId);
                LOG.info("Program {} ({}) is stored", programId, title);
                result.complete(null);
            } catch (IngestRefused e) {
                fail(new HttpRefusal(415, String.valueOf(e.getMessage()), "send a file that ffmpeg can read"));
            } catch (DiskFull e) {
                fail(new HttpRefusal(507, String.valueOf(e.getMessage()), "free some space, or publish elsewhere"));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                fail(new HttpRefusal(503, "This blade stops", "publish it again"));
            } catch (IOException e) {
                fail(new HttpRefusal(500, "Program " + programId + " can't be stored: " + e.getMessage(),
                        "look into this blade's log"));
            } catch (RuntimeException e) {
                LOG.error("Taking in {} failed in a way that should not be", programId, e);
                fail(new HttpRefusal(500, "Program " + programId + " can't be taken in", "report this"));
            }
        }

        @Override
        public CompletionStage<Void> write(ByteBuffer bytes) {
            CompletionStage<Void> given = body.give(bytes);
            // When the worker refuses, its reason is the answer, not that it stopped reading.
            return given.handle((nothing, error) -> error == null
                            ? CompletableFuture.<Void>completedFuture(null)
                            : result)
                    .thenCompose(stage -> stage);
        }

        @Override
        public CompletionStage<Void> finish() {
            body.finish();
            return result;
        }

        @Override
        public void abort(String reason) {
            body.breakOff(reason);
        }

        private void fail(HttpRefusal refusal) {
            LOG.info("Program {} is refused: {}", programId, refusal.getMessage());
            jobs.failed(programId, String.valueOf(refusal.getMessage()));
            result.completeExceptionally(refusal);
        }
    }
}
