package io.mediachassis.blade.playout;

import io.mediachassis.blade.ts.IdentityRewriter;
import io.mediachassis.blade.ts.TsPacket;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Sends a program's packets with the numbers by which the service information in the same group names it. Only those that
 * have packets of tables, some 20 a second, are copied and changed; all others leave from where they were read, after a look at
 * their PIDs. The playout thread's; allocates nothing while the program's tables stay the same.
 */
final class IdentifiedOutput implements PacketOutput {
    private final PacketOutput output;
    private final IdentityRewriter rewriter;
    private final CopiedPackets copies;
    private final byte[] packets = new byte[DuePackets.PAYLOAD];
    private boolean asked;

    private IdentifiedOutput(PacketOutput output, IdentityRewriter rewriter, CopiedPackets copies) {
        this.output = output;
        this.rewriter = rewriter;
        this.copies = copies;
    }

    /** Null where packets leave as they are. */
    static @Nullable IdentifiedOutput of(Destination destination, PacketOutput output, CopiedPackets copies) {
        return destination instanceof Destination.Multicast group && group.identity() != null
                ? new IdentifiedOutput(output, new IdentityRewriter(group.identity()), copies)
                : null;
    }

    // ---- a stream that begins in a segment's midst -----------------------------------------------------------------

    /** Has the segment's tables read where sending is to begin behind them. */
    void ask(StreamPlace place) {
        if (!asked && !rewriter.knows() && place.cursor().offset() > 0 && !place.preamble().wanted()) {
            place.preamble().want();
        }
    }

    /** Reads these tables once they are here; they are not sent. */
    void learn(StreamPlace place) {
        MediaChunk page = place.preamble().ready();
        if (asked || rewriter.knows() || place.cursor().offset() == 0 || page == null) {
            return;
        }
        asked = true;
        int length = place.preamble().length();
        page.bytes().get(0, packets, 0, length);
        for (int at = 0; at < length; at += PlayoutSegment.TS_PACKET) {
            rewriter.learn(packets, at);
        }
        place.preamble().release();
    }

    // ---- packets -------------------------------------------------------------------------------------------------

    @Override
    public boolean packet(int word0, int timestamp, int ssrc, MediaChunk first, int at, int length,
            @Nullable MediaChunk second, int rest) {
        if (!concerned(first.bytes(), at, length, second == null ? first.bytes() : second.bytes(), rest)) {
            return output.packet(word0, timestamp, ssrc, first, at, length, second, rest);
        }
        MediaChunk to = copies.room();
        if (to == null) {
            return false;
        }
        first.bytes().get(at, packets, 0, length);
        if (second != null) {
            second.bytes().get(0, packets, length, rest);
        }
        for (int p = 0; p < length + rest; p += PlayoutSegment.TS_PACKET) {
            if (rewriter.concerns(TsPacket.pid(packets, p))) {
                rewriter.rewrite(packets, p);
            }
        }
        int offset = copies.offset();
        to.bytes().put(offset, packets, 0, length + rest);
        copies.taken();
        return output.packet(word0, timestamp, ssrc, to, offset, length + rest, null, 0);
    }

    private boolean concerned(ByteBuffer first, int at, int length, ByteBuffer second, int rest) {
        for (int p = 0; p < length + rest; p += PlayoutSegment.TS_PACKET) {
            int high = p + 1 < length ? first.get(at + p + 1) : second.get(p + 1 - length);
            int low = p + 2 < length ? first.get(at + p + 2) : second.get(p + 2 - length);
            if (rewriter.concerns((high & 0x1f) << 8 | (low & 0xff))) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void endOfTick() {
        output.endOfTick();
    }

    @Override
    public void report(ByteBuffer rtcp) {
        output.report(rtcp);
    }

    @Override
    public boolean unbounded() {
        return output.unbounded();
    }
}
