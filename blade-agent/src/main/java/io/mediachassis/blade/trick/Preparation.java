package io.mediachassis.blade.trick;

import org.jspecify.annotations.Nullable;

/** Work that says what it has to read of a program, and takes it. One thread. */
public interface Preparation {
    /**
     * Bytes that are wanted: from there on, as many as are at hand, whole packets.
     *
     * @param segment its number
     * @param offset in its file, a multiple of 188
     */
    record Read(int segment, long offset) {}

    /** What to read next; null when nothing is wanted now. */
    @Nullable Read read();

    /** The bytes of {@link #read}: whole packets from {@code at} on. */
    void take(byte[] b, int at, int packets);
}
