package io.mediachassis.blade.fill;

import com.google.protobuf.ByteString;
import io.mediachassis.blade.storage.ProgramStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads what streams lost from the segments' files: from this blade's disks where they hold it, else from an engine that
 * does. On a thread of its own; what it can't take on is not read. Any thread.
 */
final class GapReader implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(GapReader.class);
    private static final int WAITING = 256;

    private final ProgramStore store;
    private final FillFetches fetches;
    private final ThreadPoolExecutor thread;
    private final ConcurrentLinkedQueue<Read> reads = new ConcurrentLinkedQueue<>();

    /** Media of a gap; empty where it can't be had. */
    record Read(int ssrc, StreamGaps.Gap gap, ByteBuffer media) {}

    GapReader(ProgramStore store, FillFetches fetches, ThreadFactory threads) {
        this.store = store;
        this.fetches = fetches;
        this.thread = new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(WAITING), threads);
    }

    /** Returns whether it is taken on; {@link #done} tells of it then. */
    boolean read(String programId, ByteString manifestHash, int ssrc, StreamGaps.Gap gap) {
        try {
            thread.execute(() -> reads.add(new Read(ssrc, gap, media(programId, manifestHash, gap))));
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }

    private ByteBuffer media(String programId, ByteString manifestHash, StreamGaps.Gap gap) {
        Optional<Path> here = store.holding(programId)
                .filter(program -> program.holds(gap.segment())
                        && ByteString.copyFrom(program.manifestHash()).equals(manifestHash))
                .map(program -> program.segment(gap.segment()).file());
        try {
            return here.isPresent() ? file(here.get(), gap) : ByteBuffer.wrap(fetches.media(
                    programId, manifestHash, gap.segment(), gap.offset(), gap.bytes()));
        } catch (IOException e) {
            LOG.debug("{} of {} can't be had", gap, programId, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return ByteBuffer.allocate(0);
    }

    private static ByteBuffer file(Path file, StreamGaps.Gap gap) throws IOException {
        ByteBuffer media = ByteBuffer.allocate(gap.bytes());
        try (FileChannel channel = FileChannel.open(file)) {
            while (media.hasRemaining()) {
                if (channel.read(media, gap.offset() + media.position()) < 0) {
                    throw new IOException(file + " ends at " + channel.size());
                }
            }
        }
        return media.flip();
    }

    /** What was read since the last time. */
    void done(Consumer<Read> taker) {
        for (Read read = reads.poll(); read != null; read = reads.poll()) {
            taker.accept(read);
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
