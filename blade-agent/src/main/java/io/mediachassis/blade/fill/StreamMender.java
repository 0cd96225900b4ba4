package io.mediachassis.blade.fill;

import io.mediachassis.backplane.counter.Counts;
import io.mediachassis.blade.interactive.ServedStream;
import io.mediachassis.blade.nvod.NvodSchedule;
import io.mediachassis.blade.nvod.NvodSet;
import io.mediachassis.blade.repair.RepairStore;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;

/**
 * Puts back into the interactive server's memory what streams lost on their way to it, before consoles that lost the same ask
 * again. That server's thread.
 */
final class StreamMender {
    /** A stream that was not shown for so long is left. */
    private static final long GONE_NS = 1_000_000_000L;

    private final GapReader reader;
    private final Counts<FillCounter> counts;
    private final Map<Integer, Mended> streams = new HashMap<>();
    private final ByteBuffer scratch = ByteBuffer.allocateDirect(ServedStream.PACKET_BYTES);

    /** A stream that is looked at. */
    private static final class Mended {
        private final String instance;
        private final StreamGaps gaps;
        private final RepairStore kept;
        private long seenNs;

        Mended(NvodSchedule schedule, int index, RepairStore kept) {
            this.instance = schedule.set().instance();
            this.gaps = new StreamGaps(schedule, index);
            this.kept = kept;
        }
    }

    StreamMender(GapReader reader, Counts<FillCounter> counts) {
        this.reader = reader;
        this.counts = counts;
    }

    /** Has read what a stream newly lost. */
    void look(ServedStream stream, NvodSchedule schedule, RepairStore kept, long stationNs, long nowNs) {
        Mended mended = streams.get(stream.ssrc());
        if (mended == null || mended.kept != kept || !mended.instance.equals(stream.instance())) {
            mended = new Mended(schedule, stream.index(), kept);
            streams.put(stream.ssrc(), mended);
        }
        mended.seenNs = nowNs;
        NvodSet set = schedule.set();
        for (StreamGaps.Gap gap : mended.gaps.find(kept, stationNs)) {
            if (!reader.read(set.programId(), set.program().manifestHash(), stream.ssrc(), gap)) {
                counts.add(FillCounter.GAPS_LEFT, gap.packets());
            }
        }
    }

    /** Puts back what was read. */
    void turn(long nowNs) {
        reader.done(read -> {
            Mended mended = streams.get(read.ssrc());
            int put = mended == null || !read.media().hasRemaining() ? 0
                    : mended.gaps.mend(read.gap(), read.media(), mended.kept, read.ssrc(), scratch);
            counts.add(FillCounter.GAPS_MENDED, put);
            counts.add(FillCounter.GAPS_LEFT, read.gap().packets() - put);
        });
        streams.values().removeIf(mended -> nowNs - mended.seenNs > GONE_NS);
    }
}
