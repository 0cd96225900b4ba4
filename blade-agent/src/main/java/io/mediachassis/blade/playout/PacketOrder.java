package io.mediachassis.blade.playout;

/** In which order the packets of a stream leave, window by window. One thread. */
public interface PacketOrder {
    /** Packets in a window, at least 2. */
    int window();

    /** The packet that leaves at a place, in the same window; both count from the stream's beginning. */
    long packetAt(long place);
}
