package io.mediachassis.blade.agent;

import java.nio.ByteBuffer;

/** Sends single datagrams to multicast groups. */
@FunctionalInterface
interface GroupSender {
    /**
     * Sends one.
     *
     * @param group IPv4, big-endian
     */
    void send(int group, int port, byte[] datagram);

    /** Four bytes as a number. */
    static int address(byte[] bytes) {
        return ByteBuffer.wrap(bytes).getInt();
    }
}
