package io.mediachassis.blade.engine;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Hands pieces of a body from an event loop to a reader that blocks, one at a time: a piece's stage completes when it
 * was read whole, which is the back-pressure. One writer thread, one reader thread.
 */
public final class HandoffStream extends InputStream {
    private @Nullable ByteBuffer piece;
    private CompletableFuture<Void> taken = CompletableFuture.completedFuture(null);
    private boolean finished;
    private @Nullable IOException broken;

    /** The next piece; completes when it was read, and fails when the reader went away. */
    public synchronized CompletionStage<Void> give(ByteBuffer bytes) {
        taken = new CompletableFuture<>();
        if (broken != null) {
            taken.completeExceptionally(broken);
        } else {
            piece = bytes;
            notifyAll();
        }
        return taken;
    }

    /** No more pieces. */
    public synchronized void finish() {
        finished = true;
        notifyAll();
    }

    /** The body broke off: the reader fails. */
    public synchronized void breakOff(String reason) {
        broken = new IOException(reason);
        piece = null;
        notifyAll();
    }

    @Override
    public synchronized int read(byte[] target, int offset, int length) throws IOException {
        ByteBuffer from;
        while ((from = piece) == null) {
            if (broken != null) {
                throw broken;
            }
            if (finished) {
                return -1;
            }
            try {
                wait();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            }
        }
        int count = Math.min(length, from.remaining());
        from.get(target, offset, count);
        if (!from.hasRemaining()) {
            piece = null;
            taken.complete(null);
        }
        return count;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    /** The reader went away: whoever gives is told. */
    @Override
    public synchronized void close() {
        if (broken == null) {
            broken = new IOException("nobody reads any more");
        }
        piece = null;
        taken.completeExceptionally(broken);
    }
}
