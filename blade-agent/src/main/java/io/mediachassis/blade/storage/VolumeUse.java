package io.mediachassis.blade.storage;

import java.util.concurrent.atomic.AtomicLong;

/** Bytes of media on one volume, finished or not, and how many it may have. Any thread. */
final class VolumeUse {
    private final long capacity;
    private final AtomicLong used = new AtomicLong();

    /** @param capacity bytes; 0: what the disk has */
    VolumeUse(long capacity) {
        this.capacity = capacity;
    }

    void took(long bytes) {
        used.addAndGet(bytes);
    }

    void gaveBack(long bytes) {
        used.addAndGet(-bytes);
    }

    long used() {
        return used.get();
    }

    long capacity() {
        return capacity;
    }

    /** What may still be put there where the disk itself has {@code diskRoom}. */
    long room(long diskRoom) {
        return capacity == 0 ? diskRoom : Math.min(diskRoom, capacity - used());
    }

    /** All that may be there where the disk itself has {@code diskRoom} left. */
    long limit(long diskRoom) {
        return used() + Math.max(0, room(diskRoom));
    }
}
