package io.mediachassis.blade.storage;

import io.mediachassis.backplane.counter.Counts;
import io.mediachassis.blade.os.AlignedBuffer;
import io.mediachassis.blade.os.DirectOutput;
import io.mediachassis.blade.os.DiskException;
import io.mediachassis.blade.os.DiskFile;
import io.mediachassis.blade.os.ReadableFile;
import io.mediachassis.blade.os.Sha256;
import io.mediachassis.blade.os.VolumeGoneException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks the hashes of all segments on one volume, over and over, a piece with each {@link #step}: whoever calls it sets
 * the rate. A segment that is damaged is moved aside and no longer held, and so made again from a copy elsewhere. One
 * thread; counters any.
 */
public final class Scrubber implements AutoCloseable {
    /** Read in one step. */
    public static final int STEP_BYTES = 1 << 20;

    private static final Logger LOG = LoggerFactory.getLogger(Scrubber.class);

    private final ProgramStore store;
    private final Path volume;
    private final DirectOutput.Turn turn;
    private final AlignedBuffer memory = new AlignedBuffer(STEP_BYTES);
    private final ByteBuffer view = memory.view(0, STEP_BYTES);
    private final Deque<Todo> todo = new ArrayDeque<>();
    private Sha256 digest = Sha256.start();
    private @Nullable Todo current;
    private @Nullable ReadableFile file;
    private long offset;
    private final Counts<ScrubCounter> counts = new Counts<>(ScrubCounter.class);

    private record Todo(String id, Segment segment) {}

    /**
     * For one volume of the store.
     *
     * @param turn carries out each read, when the disk has time
     */
    public Scrubber(ProgramStore store, Path volume, DirectOutput.Turn turn) {
        this.store = store;
        this.volume = volume;
        this.turn = turn;
    }

    /** Reads one piece. False when there is nothing to check. Blocks for the disk. */
    public boolean step() {
        if (current == null && !next()) {
            return false;
        }
        Todo on = current;
        if (on != null) {
            try {
                piece(on);
            } catch (VolumeGoneException | ClosedByInterruptException e) {
                // The volume or this thread stops: nothing is known of this segment.
                ended(on, "");
            } catch (IOException e) {
                // The disk's own errors are the volume's to count; here they mean that this segment can't be had.
                ended(on, "segment " + on.segment().number() + " can't be read: " + e.getMessage());
            }
        }
        return true;
    }

    private boolean next() {
        if (todo.isEmpty()) {
            for (Program program : store.holdings()) {
                program.heldSegments().stream()
                        .mapToObj(program::segment)
                        .filter(s -> s.file().startsWith(volume))
                        .forEach(s -> todo.add(new Todo(program.id(), s)));
            }
        }
        current = todo.poll();
        offset = 0;
        digest = Sha256.start();
        return current != null;
    }

    private void piece(Todo on) throws IOException {
        if (!held(on)) {
            ended(on, "");
            return;
        }
        int[] read = new int[1];
        turn.take(() -> {
            ReadableFile from = file;
            if (from == null) {
                from = new DiskFile(on.segment().file(), true);
                file = from;
            }
            read[0] = from.read(memory.address(), offset, STEP_BYTES);
        });
        digest.update(view.duplicate().position(0).limit(read[0]));
        offset += read[0];
        counts.add(ScrubCounter.BYTES, read[0]);
        if (read[0] == STEP_BYTES && offset < on.segment().bytes()) {
            return;
        }
        counts.add(ScrubCounter.SEGMENTS);
        String hash = digest.hex();
        ended(on, hash.equals(on.segment().sha256())
                ? sidecar(on.segment()).orElse("")
                : "segment " + on.segment().number() + " is damaged: its hash is wrong");
    }

    private static Optional<String> sidecar(Segment s) throws IOException {
        byte[] bytes = Files.readAllBytes(s.sidecar());
        try {
            StoreCheck.checkSidecar(s, bytes);
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private void ended(Todo on, String wrong) {
        ReadableFile open = file;
        if (open != null) {
            open.close();
            file = null;
        }
        current = null;
        if (wrong.isEmpty() || !held(on)) {
            return;
        }
        counts.add(ScrubCounter.DAMAGED);
        try {
            if (store.quarantine(on.id(), on.segment().number(), wrong)) {
                LOG.warn("Program {}: {}; it is no longer held here", on.id(), wrong);
            }
        } catch (DiskException e) {
            // The whole disk fails, of which the volume tells.
            LOG.info("Program {}: {}, and it can't be moved aside: {}", on.id(), wrong, e.getMessage());
        } catch (IOException e) {
            LOG.warn("Program {}: {}, and it can't be moved aside: {}", on.id(), wrong, e.toString());
        }
    }

    private boolean held(Todo on) {
        return store.holding(on.id())
                .map(p -> p.holds(on.segment().number()) && p.segment(on.segment().number()).equals(on.segment()))
                .orElse(false);
    }

    /** What it counts. Any thread. */
    public Counts<ScrubCounter> counts() {
        return counts;
    }

    @Override
    public void close() {
        ReadableFile open = file;
        if (open != null) {
            open.close();
        }
        memory.close();
    }
}
