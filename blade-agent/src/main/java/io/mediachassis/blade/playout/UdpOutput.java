package io.mediachassis.blade.playout;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Gathers one stream's packets of a tick into messages that the kernel can segment: equal sizes, the last shorter. */
final class UdpOutput implements PacketOutput {
    private final Destination.Udp destination;
    private final MediaSender sender;
    private int packets;
    private int size;

    UdpOutput(Destination.Udp destination, MediaSender sender) {
        this.destination = destination;
        this.sender = sender;
    }

    @Override
    public boolean packet(int word0, int timestamp, int ssrc, MediaChunk first, int at, int length,
            @Nullable MediaChunk second, int rest) {
        int bytes = length + rest;
        if (packets == MediaSender.MAX_PACKETS || (packets > 0 && bytes > size)) {
            endOfTick();
        }
        if (packets == 0) {
            sender.begin(destination);
            size = bytes;
        }
        if (destination.rtp()) {
            sender.header(word0, timestamp, ssrc);
        } else {
            sender.plain();
        }
        sender.media(first, at, length);
        if (second != null) {
            sender.media(second, 0, rest);
        }
        packets++;
        if (bytes < size) {
            endOfTick();
        }
        return true;
    }

    @Override
    public void endOfTick() {
        if (packets > 0) {
            sender.end();
            packets = 0;
        }
    }

    @Override
    public void report(ByteBuffer rtcp) {
        if (destination.rtp()) {
            sender.report(destination, rtcp);
        }
    }

    @Override
    public boolean unbounded() {
        return true;
    }
}
