package io.mediachassis.blade.nvod;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.List;

/** Sets to test with. */
public final class Sets {
    public static final long EPOCH = 1_800_000_000_000_000_000L;
    public static final long SECOND = 1_000_000_000L;

    private Sets() {}

    /** A program of equal segments, of so many packets each and one byte's worth more. */
    public static ProgramShape program(int segments, long seconds, int packets) {
        List<Long> ticks = new ArrayList<>();
        List<Long> bytes = new ArrayList<>();
        for (int i = 0; i < segments; i++) {
            ticks.add(seconds * 27_000_000);
            bytes.add(packets * 1316L + 188);
        }
        return ProgramShape.of(ByteString.copyFromUtf8("hash"), ticks, bytes);
    }

    public static NvodSet set(ProgramShape program, long intervalMs, int loops) {
        return new NvodSet("239.1.1.0", "film", "Film", program, intervalMs, EPOCH, loops, 0xef010100, 5010, true, false,
                42, 0, 0, 0);
    }
}
