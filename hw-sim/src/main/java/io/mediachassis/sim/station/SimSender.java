package io.mediachassis.sim.station;

import io.mediachassis.blade.os.SendCounters;
import io.mediachassis.blade.playout.Destination;
import io.mediachassis.blade.playout.MediaChunk;
import io.mediachassis.blade.playout.MediaSender;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The network card: each RTP packet goes to its stream's {@link StreamLedger}. */
final class SimSender implements MediaSender {
    private static final SendCounters NONE = new SendCounters(0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    private final SimBlade blade;
    private boolean open;
    private int sequence;
    private int timestamp;
    private int ssrc;
    private @Nullable Path file;
    private long offset;
    private int length;

    SimSender(SimBlade blade) {
        this.blade = blade;
    }

    @Override
    public void begin(Destination.Udp to) {}

    @Override
    public void header(int word0, int newTimestamp, int newSsrc) {
        finish();
        open = true;
        sequence = word0 & 0xffff;
        timestamp = newTimestamp;
        ssrc = newSsrc;
        file = null;
        length = 0;
    }

    @Override
    public void retransmission(int word0, int newTimestamp, int newSsrc, int originalSequence) {
        throw new IllegalStateException("no console here asks for packets again");
    }

    @Override
    public void plain() {
        throw new IllegalStateException("no stream here is multicast");
    }

    @Override
    public void media(MediaChunk chunk, int at, int bytes) {
        if (file == null) {
            file = chunk.file();
            offset = chunk.offset() + at;
        }
        length += bytes;
    }

    @Override
    public void end() {
        finish();
    }

    @Override
    public void report(Destination.Udp to, ByteBuffer packet) {}

    @Override
    public void flush() {}

    @Override
    public SendCounters counters() {
        return NONE;
    }

    private void finish() {
        Path from = file;
        if (open && from != null) {
            SimProgram.Place place = blade.world.places.get(from);
            if (place != null) {
                blade.world.invariants.sent(blade, ssrc, sequence, timestamp, place, offset, length);
            }
        }
        open = false;
    }
}
