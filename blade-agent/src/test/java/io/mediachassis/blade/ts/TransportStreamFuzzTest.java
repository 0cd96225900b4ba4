package io.mediachassis.blade.ts;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;

/** Fuzzed with JAZZER_FUZZ=1; otherwise the kept corpus is run. */
class TransportStreamFuzzTest {
    @FuzzTest
    void segmenter(byte[] data) throws IOException {
        CollectedSegments cut = new CollectedSegments();
        Segmenter segmenter = new Segmenter(new SegmenterSettings(Duration.ofSeconds(2), 1 << 20), cut);
        try {
            segmenter.accept(ByteBuffer.wrap(data));
            segmenter.finish();
        } catch (NotMpegTs e) {
            assert !String.valueOf(e.getMessage()).isEmpty();
        }
    }

    @FuzzTest
    void index(byte[] data) {
        try {
            SegmentIndex index = SegmentIndexCodec.decode(data);
            for (int i = 0; i < Math.min(100, index.randomAccessPoints()); i++) {
                index.offsetAt(index.randomAccessTicks(i));
                index.timeAt(index.randomAccessOffset(i));
            }
        } catch (IOException e) {
            assert !String.valueOf(e.getMessage()).isEmpty();
        }
    }
}
