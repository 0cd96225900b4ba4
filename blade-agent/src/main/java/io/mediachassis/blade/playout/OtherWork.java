package io.mediachassis.blade.playout;

import io.mediachassis.blade.os.DirectOutput;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** A write or a scrubbing read that waits for its turn; the thread that asked waits in {@link #await}. */
final class OtherWork {
    private final DirectOutput.Write work;
    private final long sinceNs;
    private final boolean read;
    private final CountDownLatch done = new CountDownLatch(1);
    private volatile @Nullable Throwable failure;

    /** @param read whether it only reads: that tells of the disk what a write can't */
    OtherWork(DirectOutput.Write work, long sinceNs, boolean read) {
        this.work = work;
        this.sinceNs = sinceNs;
        this.read = read;
    }

    boolean read() {
        return read;
    }

    long sinceNs() {
        return sinceNs;
    }

    /** On the volume's thread. The exception goes to who asked; it is given back for the volume's own count. */
    @Nullable Throwable run() {
        try {
            work.run();
        } catch (IOException | RuntimeException e) {
            failure = e;
        }
        done.countDown();
        return failure;
    }

    void refuse(IOException why) {
        failure = why;
        done.countDown();
    }

    void await() throws IOException {
        boolean interrupted = false;
        while (true) {
            try {
                done.await();
                break;
            } catch (InterruptedException e) {
                // The disk may be using the caller's memory: it has to wait.
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (failure instanceof IOException e) {
            throw e;
        }
        if (failure instanceof RuntimeException e) {
            throw e;
        }
    }
}
