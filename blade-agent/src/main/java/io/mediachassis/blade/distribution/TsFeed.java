package io.mediachassis.blade.distribution;

import io.mediachassis.backplane.counter.Counts;
import io.mediachassis.blade.ts.PacketSync;
import io.mediachassis.blade.ts.TsProbe;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Makes transport packets of a stream of bytes; what is none of them is left out and counted. One thread. */
final class TsFeed {
    private static final int PACKETS = 7 * 64;

    private final InputSink sink;
    private final Counts<DistributionCounter> counts;
    private final PacketSync sync = new PacketSync();
    private final byte[] packets = new byte[PACKETS * Piece.TS];
    private long taken;
    private long losses;

    TsFeed(InputSink sink, Counts<DistributionCounter> counts) {
        this.sink = sink;
        this.counts = counts;
    }

    /** Takes bytes. @throws DistributionRefused when there is no transport stream in the first ones */
    void accept(ByteBuffer bytes) throws IOException, DistributionRefused {
        while (bytes.hasRemaining()) {
            int before = bytes.remaining();
            sync.fill(bytes);
            boolean took = take(false);
            if (taken == 0 && sync.skipped() >= TsProbe.BYTES) {
                refuse();
            }
            if (!took && bytes.remaining() == before) {
                throw new IOException("the packets can't be told apart");
            }
        }
    }

    /** No more come. */
    void finish() throws IOException, DistributionRefused {
        take(true);
        if (taken == 0) {
            refuse();
        }
    }

    private void refuse() throws DistributionRefused {
        counts.add(DistributionCounter.NOT_TS);
        throw new DistributionRefused(415, "what comes is no MPEG transport stream", "send one (ffmpeg -f mpegts)");
    }

    private boolean take(boolean atEnd) throws IOException {
        boolean any = false;
        for (int n = sync.take(packets, 0, PACKETS, atEnd); n > 0; n = sync.take(packets, 0, PACKETS, atEnd)) {
            taken += n;
            any = true;
            sink.packets(ByteBuffer.wrap(packets, 0, n * Piece.TS));
        }
        if (sync.losses() > losses) {
            counts.add(DistributionCounter.NOT_TS, sync.losses() - losses);
            losses = sync.losses();
        }
        return any;
    }
}
