package io.mediachassis.sim.console.receive;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/** What came out of a receiver. */
final class Played implements MediaSink {
    final ByteArrayOutputStream media = new ByteArrayOutputStream();
    final List<Integer> begins = new ArrayList<>();
    long lost;
    int packets;

    @Override
    public void media(byte[] memory, int offset, int length, int timestamp, boolean playBegins) {
        if (playBegins) {
            begins.add(packets);
        }
        packets++;
        media.write(memory, offset, length);
    }

    @Override
    public void lost(long count) {
        lost += count;
    }
}
