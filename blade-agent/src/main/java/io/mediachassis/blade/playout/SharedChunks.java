package io.mediachassis.blade.playout;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Which chunks of a pool hold which place of which file, so that streams close together share one read, and those that
 * were used last, which a stream a little behind will want. Files are told apart by their path objects: a file of the
 * same name that was written anew has another. The playout thread's; allocates nothing.
 */
final class SharedChunks {
    private final @Nullable MediaChunk[] table;
    private final int lingerLimit;
    private @Nullable MediaChunk oldest;
    private @Nullable MediaChunk newest;
    private int lingering;
    private final AtomicLong hits = new AtomicLong();
    private final AtomicLong misses = new AtomicLong();

    /** @param chunks in the pool; a quarter of them may linger */
    SharedChunks(int chunks) {
        table = new @Nullable MediaChunk[Integer.highestOneBit(Math.max(2, chunks)) * 2];
        lingerLimit = chunks / 4;
    }

    /**
     * The chunk that holds this place or will in time, with one more user; null when there is none.
     *
     * @param dueNs a read that waits in the volume's queue for a later time than this is not shared
     */
    @Nullable MediaChunk find(Path file, long offset, int segment, long dueNs) {
        for (MediaChunk c = table[slot(file, offset)]; c != null; c = c.nextInTable) {
            boolean same = c.file() == file && c.offset() == offset && c.segment() == segment;
            if (same && !c.lost() && (c.state() == MediaChunk.State.READY || c.deadlineNs() - dueNs <= 0)) {
                hits.lazySet(hits.get() + 1);
                return used(c);
            }
        }
        misses.lazySet(misses.get() + 1);
        return null;
    }

    /** The chunk that holds this place already, with one more user; null when there is none. It spares no read. */
    @Nullable MediaChunk recall(Path file, long offset, int segment) {
        for (MediaChunk c = table[slot(file, offset)]; c != null; c = c.nextInTable) {
            if (c.file() == file && c.offset() == offset && c.segment() == segment
                    && c.state() == MediaChunk.State.READY) {
                return used(c);
            }
        }
        return null;
    }

    private MediaChunk used(MediaChunk chunk) {
        if (chunk.lingers) {
            unlink(chunk);
        }
        chunk.users++;
        return chunk;
    }

    /** Others may share it from now on. */
    void add(MediaChunk chunk) {
        Path file = chunk.file();
        if (file != null) {
            int slot = slot(file, chunk.offset());
            chunk.nextInTable = table[slot];
            table[slot] = chunk;
            chunk.inTable = true;
        }
    }

    /** Nobody shares it any more. */
    void remove(MediaChunk chunk) {
        Path file = chunk.file();
        if (!chunk.inTable || file == null) {
            return;
        }
        if (chunk.lingers) {
            unlink(chunk);
        }
        chunk.inTable = false;
        int slot = slot(file, chunk.offset());
        MediaChunk before = null;
        for (MediaChunk c = table[slot]; c != null; before = c, c = c.nextInTable) {
            if (c == chunk) {
                if (before == null) {
                    table[slot] = c.nextInTable;
                } else {
                    before.nextInTable = c.nextInTable;
                }
                break;
            }
        }
        chunk.nextInTable = null;
    }

    /** Nobody uses it now: it stays for a while. Gives the chunk that has to go for it, perhaps itself; or null. */
    @Nullable MediaChunk linger(MediaChunk chunk) {
        chunk.lingers = true;
        chunk.older = newest;
        if (newest != null) {
            newest.newer = chunk;
        } else {
            oldest = chunk;
        }
        newest = chunk;
        lingering++;
        return lingering > lingerLimit ? takeOldest() : null;
    }

    /** The chunk that has lingered longest, which nobody can share any more; null when none does. */
    @Nullable MediaChunk takeOldest() {
        MediaChunk chunk = oldest;
        if (chunk != null) {
            remove(chunk);
        }
        return chunk;
    }

    private void unlink(MediaChunk chunk) {
        MediaChunk older = chunk.older;
        MediaChunk newer = chunk.newer;
        if (older != null) {
            older.newer = newer;
        } else {
            oldest = newer;
        }
        if (newer != null) {
            newer.older = older;
        } else {
            newest = older;
        }
        chunk.older = null;
        chunk.newer = null;
        chunk.lingers = false;
        lingering--;
    }

    int lingering() {
        return lingering;
    }

    /** Reads saved. Any thread. */
    long hits() {
        return hits.get();
    }

    /** Reads made. Any thread. */
    long misses() {
        return misses.get();
    }

    private int slot(Path file, long offset) {
        int hash = (System.identityHashCode(file) * 31 + (int) (offset >>> 12)) * 0x9E3779B9;
        return (hash >>> 8) & (table.length - 1);
    }
}
