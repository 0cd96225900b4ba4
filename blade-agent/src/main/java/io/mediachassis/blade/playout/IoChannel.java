package io.mediachassis.blade.playout;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.blade.os.DirectOutput;
import io.mediachassis.blade.os.DiskException;
import io.mediachassis.blade.os.DiskFaults;
import io.mediachassis.blade.os.DiskFile;
import io.mediachassis.blade.os.ReadableFile;
import io.mediachassis.blade.os.SentDisk;
import io.mediachassis.blade.os.VolumeGoneException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/**
 * One volume's input and output: its own threads do stream reads by deadline and other work as {@link DiskSchedule}
 * says. Playout threads ask and go on; they see the chunk turn ready. What asks, {@link #forget} and the counters are
 * for any thread; {@link #doWork} is the channel's own threads', or a test's.
 *
 * <pre>
 * RUNNING --fail--> FAILED (all that waits and comes fails)      any --close--> STOPPED
 * </pre>
 */
public final class IoChannel implements ChunkReader, WatchedDisk, AutoCloseable {
    private final String volume;
    private final List<IoWorker> workers = new ArrayList<>();
    private final IoQueues queues;
    private final IoWorker.Counters counters = new IoWorker.Counters();
    private final Semaphore work = new Semaphore(0);
    private final DiskFaults faults;

    /**
     * Makes the channel; {@link #start()} gives it its threads.
     *
     * @param volume names the volume in messages and the threads
     * @param threads requests that the disk is given at once, 1 to 64
     * @param limit reads that may be outstanding, at least 1
     * @param direct false reads through the page cache
     */
    public IoChannel(String volume, int threads, int limit, boolean direct, Clock clock) {
        this(volume, threads, limit, direct, clock, DiskFaults.NONE);
    }

    /** The same with a disk that may be made bad. */
    public IoChannel(String volume, int threads, int limit, boolean direct, Clock clock, DiskFaults faults) {
        this(volume, threads, limit, clock, file -> new FaultyFile(new DiskFile(file, direct), faults), faults);
    }

    IoChannel(String volume, int threads, int limit, Clock clock, OpenFiles.Opener opener) {
        this(volume, threads, limit, clock, opener, DiskFaults.NONE);
    }

    private IoChannel(
            String volume, int threads, int limit, Clock clock, OpenFiles.Opener opener, DiskFaults faults) {
        if (threads < 1 || threads > 64) {
            throw new IllegalArgumentException("a volume has 1 to 64 threads, not " + threads);
        }
        this.volume = volume;
        this.faults = faults;
        this.queues = new IoQueues(volume, threads, limit, clock);
        for (int i = 0; i < threads; i++) {
            workers.add(new IoWorker(volume, i, queues, work, counters, new OpenFiles(opener), clock));
        }
    }

    /** Starts the channel's threads. */
    public void start() {
        workers.forEach(IoWorker::start);
    }

    @Override
    public boolean request(MediaChunk chunk) {
        boolean taken = queues.add(chunk);
        if (taken) {
            work.release();
        }
        return taken;
    }

    /** Does a scrubbing read on one of the channel's threads, when stream reads leave time. Blocks. */
    public void scrub(DirectOutput.Write read) throws IOException {
        begin(() -> {
            faults.onRead();
            read.run();
        }, true).await();
    }

    /** The disk as files are sent from it with sendfile. */
    public SentDisk sending() {
        return new SentDisk() {
            @Override
            public void onSend() throws IOException {
                String failure = queues.failure();
                if (!failure.isEmpty()) {
                    throw new VolumeGoneException(failure);
                }
                faults.onRead();
            }

            @Override
            public void failed(IOException why) {
                if (why instanceof DiskException disk && disk.mediumFailed()) {
                    counters.errors().incrementAndGet();
                    queues.mediumFailed();
                }
            }
        };
    }

    /** Turns for writes on the channel's threads, which the writer need not wait for. */
    public DirectOutput.Turn turns() {
        return new DirectOutput.Turn() {
            @Override
            public void take(DirectOutput.Write write) throws IOException {
                begin(write).await();
            }

            @Override
            public DirectOutput.Pending begin(DirectOutput.Write write) throws IOException {
                return IoChannel.this.begin(() -> {
                    faults.onWrite();
                    write.run();
                }, false)::await;
            }

            @Override
            public long free(long bytes) {
                return faults.free(bytes);
            }
        };
    }

    private OtherWork begin(DirectOutput.Write work, boolean read) throws VolumeGoneException {
        OtherWork other = queues.add(work, read);
        this.work.release();
        return other;
    }

    /** Closes the files at or below a path, so that a deleted program's blocks are freed. Any thread. */
    public void forget(Path path) {
        workers.forEach(worker -> worker.forget(path));
        work.release(workers.size());
    }

    /** Does what is next; blocks for the disk. Returns 1, or 0 when nothing waited. */
    public int doWork() {
        return workers.get(0).doWork();
    }

    @Override
    public Optional<DiskVerdict> check() {
        return queues.check();
    }

    /** Gives the volume up: what waits and what comes fails. A request that the disk doesn't end keeps its memory. */
    @Override
    public void fail(String reason) {
        queues.fail(reason);
        workers.forEach(worker -> worker.giveUp(queues.failure()));
    }

    /** How long its threads were at work so far, all together. */
    public long busyNs() {
        return queues.busyNs();
    }

    /** Requests that the disk is given at once. */
    public int threads() {
        return workers.size();
    }

    @Override
    public String volume() {
        return volume;
    }

    public long reads() {
        return counters.reads().get();
    }

    public long bytes() {
        return counters.bytes().get();
    }

    public long errors() {
        return counters.errors().get();
    }

    /** Requests refused because the queue was full. */
    public long refused() {
        return queues.refused();
    }

    /** Reads that ended after their deadline. */
    public long late() {
        return counters.late().get();
    }

    private record FaultyFile(DiskFile file, DiskFaults faults) implements ReadableFile {
        @Override
        public int read(long address, long offset, int length) throws IOException {
            faults.onRead();
            return file.read(address, offset, length);
        }

        @Override
        public void close() {
            file.close();
        }
    }

    /** Ends the threads once what is under way is done; what waits turns failed. Waits up to 5 s for that. */
    @Override
    public void close() {
        queues.stop();
        workers.forEach(worker -> worker.giveUp(queues.failure()));
        work.release(workers.size());
        try {
            for (IoWorker worker : workers) {
                worker.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
