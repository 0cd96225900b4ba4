package io.mediachassis.blade.playout;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Packets of a run that leave in another order than theirs: read in order into memory of the pool, a window ahead, and
 * sent from there by their places. A place is due when the packet of its number would be, so the rate is that of the
 * stream. Of a window that is shared with another engine's run each sends its own packets. The playout thread's;
 * allocates only when made.
 */
final class InterleavedPackets {
    /** Beyond two windows: what one tick may send, so that short windows don't hold it up. */
    private static final int TICK_PACKETS = 64;
    private static final long UNKNOWN = Long.MAX_VALUE;
    private static final long SENT = -1;

    private final PacketOrder order;
    private final StreamPlace place;
    private final ChunkPool pool;
    private final @Nullable MediaChunk[] memory;
    private final int perChunk;
    private final int slots;
    /** By slot: which packet it has, its length and program time. */
    private final long[] numbers;
    private final int[] lengths;
    private final long[] ticks;
    /** The first packet of the run, the next to be read, and the one behind its last. */
    private long first;
    private long read;
    private long end = UNKNOWN;
    private long nextPlace;
    /** Packets before this one have left. */
    private long flushed;

    InterleavedPackets(PacketOrder order, StreamPlace place, ChunkPool pool) {
        this.order = order;
        this.place = place;
        this.pool = pool;
        perChunk = pool.chunkBytes() / DuePackets.PAYLOAD;
        slots = 2 * order.window() + TICK_PACKETS;
        memory = new @Nullable MediaChunk[(slots + perChunk - 1) / perChunk];
        numbers = new long[slots];
        lengths = new int[slots];
        ticks = new long[slots];
    }

    /** The place to read from has that number; what is here is forgotten. Returns how many packets had not left. */
    int begin(long number) {
        int left = 0;
        for (long n = Math.max(first, flushed); n < read; n++) {
            left += numbers[slot(n)] == n ? 1 : 0;
        }
        Arrays.fill(numbers, SENT);
        first = number;
        read = number;
        end = UNKNOWN;
        nextPlace = windowOf(number);
        flushed = nextPlace;
        return left;
    }

    /** Of the packet that is read next. */
    long next() {
        return read;
    }

    /** The run is longer than it was: what of its last window was not its own is now. */
    void extend() {
        if (end != UNKNOWN) {
            nextPlace = Math.min(nextPlace, windowOf(end));
            end = UNKNOWN;
        }
    }

    /** Reads what there is room for; before anything of a tick is sent. */
    void read(int endSegment) {
        if (!remember()) {
            return;
        }
        flushed = windowOf(nextPlace);
        while (end == UNKNOWN && read < flushed + slots && readNext(endSegment)) {
            read++;
        }
    }

    private boolean remember() {
        for (int i = 0; i < memory.length; i++) {
            if (memory[i] == null) {
                MediaChunk taken = pool.take();
                if (taken == null) {
                    return false;
                }
                taken.prepare(place.cursor().current().file(), 0, pool.chunkBytes(), 0, 0, 0);
                taken.ready();
                memory[i] = taken;
            }
        }
        return true;
    }

    /** Returns whether a packet was read; false at the run's end, which is known then, and where media is not there. */
    private boolean readNext(int endSegment) {
        Preamble preamble = place.preamble();
        if (preamble.wanted()) {
            MediaChunk page = preamble.ready();
            if (page == null) {
                return false;
            }
            copy(page, 0, preamble.length(), null, 0);
            preamble.release();
            return true;
        }
        SourceCursor cursor = place.cursor();
        if (cursor.offset() >= cursor.current().length()) {
            if (cursor.segment() + 1 >= endSegment) {
                end = read;
                return false;
            } else if (!cursor.nextThere()) {
                return false;
            }
            cursor.nextSegment();
        }
        int size = (int) Math.min(DuePackets.PAYLOAD, cursor.current().length() - cursor.offset());
        int at = place.offsetInChunk();
        int here = Math.min(size, pool.chunkBytes() - at);
        MediaChunk chunk = place.first();
        MediaChunk behind = here < size ? place.second() : null;
        if (chunk == null || (here < size && behind == null)) {
            return false;
        }
        copy(chunk, at, here, behind, size - here);
        place.advance(size);
        return true;
    }

    private void copy(MediaChunk from, int at, int length, @Nullable MediaChunk behind, int rest) {
        int slot = slot(read);
        MediaChunk to = chunk(slot);
        int offset = offset(slot);
        to.bytes().put(offset, from.bytes(), at, length);
        if (behind != null) {
            to.bytes().put(offset + length, behind.bytes(), 0, rest);
        }
        numbers[slot] = read;
        lengths[slot] = length + rest;
        ticks[slot] = place.ticks();
    }

    /** Whether sending can start: the first window is here, as far as it is the run's. */
    boolean ready() {
        return windowHere();
    }

    private boolean windowHere() {
        return read > first && read >= Math.min(end, windowOf(nextPlace) + order.window());
    }

    /** Program time at which the next place is due; that of the media while nothing is here. */
    long nextTicks() {
        return read == first ? place.ticks() : ticksOf(nextPlace);
    }

    /** Beyond what is the run's own, at its mean distance. */
    private long ticksOf(long number) {
        long last = read - 1;
        long from = Math.max(first, read - slots);
        if (number >= from && number <= last) {
            return ticks[slot(number)];
        }
        long apart = last == from ? 0 : (ticks[slot(last)] - ticks[slot(from)]) / (last - from);
        return number < from
                ? ticks[slot(from)] - (from - number) * apart
                : ticks[slot(last)] + (number - last) * apart;
    }

    /**
     * Sends what is due.
     *
     * @param target up to which program time
     * @param firstSequence RTP sequence number of packet {@code firstNumber}
     * @param marked whether that one has the marker
     * @return whether all of the run is sent
     */
    boolean send(DuePackets due, long target, long firstNumber, int firstSequence, boolean marked) {
        while (end == UNKNOWN || nextPlace < end || windowOf(nextPlace) < end) {
            if (!windowHere()) {
                if (nextTicks() <= target) {
                    due.starve();
                }
                return false;
            }
            long dueTicks = ticksOf(nextPlace);
            if (dueTicks > target || !due.mayMore()) {
                return false;
            }
            long number = order.packetAt(nextPlace);
            int slot = slot(number);
            if (numbers[slot] == number) {
                int sequence = (int) (firstSequence + number - firstNumber) & 0xffff;
                if (!due.send(sequence, marked && number == firstNumber, ticks[slot], dueTicks, chunk(slot), offset(slot),
                        lengths[slot])) {
                    return false;
                }
                numbers[slot] = SENT;
            }
            nextPlace++;
        }
        return true;
    }

    /** Gives the memory back. */
    void release() {
        for (int i = 0; i < memory.length; i++) {
            MediaChunk chunk = memory[i];
            if (chunk != null) {
                memory[i] = null;
                pool.retire(chunk);
            }
        }
    }

    private MediaChunk chunk(int slot) {
        MediaChunk chunk = memory[slot / perChunk];
        if (chunk == null) {
            throw new IllegalStateException("slot " + slot + " has no memory");
        }
        return chunk;
    }

    private int offset(int slot) {
        return slot % perChunk * DuePackets.PAYLOAD;
    }

    private int slot(long number) {
        return (int) (number % slots);
    }

    private long windowOf(long number) {
        return number / order.window() * order.window();
    }
}
