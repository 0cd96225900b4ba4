package io.mediachassis.blade.trick;

import io.mediachassis.blade.ts.SegmentIndex;
import io.mediachassis.blade.ts.SegmentSink;
import io.mediachassis.blade.ts.Segmenter;
import io.mediachassis.blade.ts.SegmenterSettings;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A program cut into segments in memory, of which as many are here as a test says. */
final class CutProgram implements PictureIndex, SegmentSink {
    static final long SECOND = 27_000_000L;

    private final List<byte[]> segments = new ArrayList<>();
    private final List<SegmentIndex> indexes = new ArrayList<>();
    private ByteArrayOutputStream now = new ByteArrayOutputStream();
    int arrived;
    int first;
    /** What is not here is on other engines, and not on its way. */
    boolean elsewhere;

    CutProgram(byte[] ts) throws Exception {
        Segmenter segmenter = new Segmenter(SegmenterSettings.ofTarget(Duration.ofSeconds(4)), this);
        segmenter.accept(ByteBuffer.wrap(ts));
        segmenter.finish();
        arrived = segments.size();
    }

    @Override
    public void bytes(ByteBuffer packets) {
        byte[] copy = new byte[packets.remaining()];
        packets.get(copy);
        now.writeBytes(copy);
    }

    @Override
    public void segment(int number, SegmentIndex index) {
        segments.add(now.toByteArray());
        indexes.add(index);
        now = new ByteArrayOutputStream();
    }

    byte[] segmentBytes(int number) {
        return segments.get(number);
    }

    /** The same program as another engine holds it: these segments of it. */
    CutProgram holding(int from, int to) {
        CutProgram other = new CutProgram(segments, indexes);
        other.first = from;
        other.arrived = to + 1;
        other.elsewhere = true;
        return other;
    }

    private CutProgram(List<byte[]> segments, List<SegmentIndex> indexes) {
        this.segments.addAll(segments);
        this.indexes.addAll(indexes);
    }

    @Override
    public int first() {
        return first;
    }

    @Override
    public boolean goesOnElsewhere(boolean forward) {
        return elsewhere && (forward ? arrived < segments.size() : first > 0);
    }

    @Override
    public int segments() {
        return arrived;
    }

    @Override
    public SegmentIndex segment(int number) {
        return indexes.get(number);
    }

    @Override
    public boolean complete() {
        return arrived == segments.size();
    }

    /** Reads up to 100 packets at a time for a preparation, until it wants nothing. */
    void feed(Preparation work) {
        for (Preparation.@Nullable Read read = work.read(); read != null; read = work.read()) {
            byte[] from = segments.get(read.segment());
            int packets = Math.min(100, (from.length - (int) read.offset()) / 188);
            if (packets == 0) {
                throw new AssertionError("nothing to read at " + read);
            }
            work.take(from, (int) read.offset(), packets);
        }
    }

    /** All slots that come, at most as many; and up to where another engine can go on, if that is wanted. */
    byte[] slots(TrickProducer producer, int most) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; i < most && !producer.ended(); i++) {
            feed(producer);
            if (producer.ended() || (elsewhere && producer.mayLeave())) {
                break;
            }
            if (!producer.ready()) {
                throw new AssertionError("neither read nor slot at " + producer.outputTicks());
            }
            int length = producer.slot();
            out.write(producer.bytes(), 0, length);
        }
        return out.toByteArray();
    }
}
