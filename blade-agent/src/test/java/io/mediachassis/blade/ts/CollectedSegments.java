package io.mediachassis.blade.ts;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Keeps what a segmenter gives, and checks the promises that hold for any input. */
final class CollectedSegments implements SegmentSink {
    final List<byte[]> segments = new ArrayList<>();
    final List<SegmentIndex> indexes = new ArrayList<>();
    private ByteArrayOutputStream now = new ByteArrayOutputStream();

    @Override
    public void bytes(ByteBuffer packets) {
        if (packets.remaining() % 188 != 0 || packets.remaining() == 0) {
            throw new AssertionError(packets.remaining() + " bytes are no packets");
        }
        byte[] copy = new byte[packets.remaining()];
        packets.get(copy);
        now.writeBytes(copy);
    }

    @Override
    public void segment(int number, SegmentIndex index) {
        if (number != segments.size() || index.bytes() != now.size()) {
            throw new AssertionError("segment " + number + ": " + index + " for " + now.size() + " bytes");
        }
        long expected = indexes.isEmpty() ? 0 : indexes.get(number - 1).endTicks();
        if (index.startTicks() != expected) {
            throw new AssertionError("segment " + number + " starts at " + index.startTicks() + ", not " + expected);
        }
        segments.add(now.toByteArray());
        indexes.add(index);
        now = new ByteArrayOutputStream();
    }

    byte[] concatenated() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        segments.forEach(all::writeBytes);
        return all.toByteArray();
    }

    long durationTicks() {
        return indexes.get(indexes.size() - 1).endTicks();
    }

    /** Cuts all of it, given in pieces of random length. */
    static Segmenter cut(byte[] ts, SegmenterSettings settings, CollectedSegments into, long seed) throws Exception {
        Segmenter segmenter = new Segmenter(settings, into);
        Random random = new Random(seed);
        for (int at = 0; at < ts.length; ) {
            int n = Math.min(ts.length - at, 1 + random.nextInt(100_000));
            segmenter.accept(ByteBuffer.wrap(ts, at, n));
            at += n;
        }
        segmenter.finish();
        return segmenter;
    }
}
