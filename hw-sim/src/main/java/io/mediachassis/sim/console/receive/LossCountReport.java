package io.mediachassis.sim.console.receive;

import io.mediachassis.blade.rtcp.Rtcp;
import io.mediachassis.blade.rtcp.RtcpPacket.LossCount;
import java.nio.ByteBuffer;

/**
 * An extended report that says what is missing after repair (RFC 3611, RFC 7509), behind a receiver report, which says what
 * did not come by itself. It counts from one packet on for as long as 16 bits last, so that a report that is lost itself
 * hides nothing. One thread.
 */
final class LossCountReport {
    private static final int BYTES = 28;
    /** Behind the block's header: the RFC's text has a word more than its figure. */
    private static final int BLOCK_WORDS = 4;
    private static final long NONE = -1;

    private long begin = NONE;
    private long end;
    private long unrepaired;
    private long repaired;
    private long unrepairedBefore;
    private long repairedBefore;

    /**
     * Writes it at the target's position, which moves behind it. False, and nothing written, when there is no room.
     *
     * @param reporter SSRC of who reports
     * @param media SSRC of the stream
     * @param first place of the stream's first packet; -1 before it
     * @param settled place behind the last packet that has come or was given up
     * @param missing packets given up so far
     * @param came packets that came by repair so far
     */
    boolean write(int reporter, int media, long first, long settled, long missing, long came, ByteBuffer out) {
        if (out.remaining() < BYTES) {
            return false;
        }
        if (begin == NONE) {
            begin = first;
        } else if (missing - unrepairedBefore > LossCount.MOST || came - repairedBefore > LossCount.MOST) {
            begin = end;
            unrepairedBefore = unrepaired;
            repairedBefore = repaired;
        }
        end = settled;
        unrepaired = missing;
        repaired = came;
        out.put((byte) 0x80).put((byte) Rtcp.EXTENDED_REPORT).putShort((short) (BYTES / 4 - 1)).putInt(reporter);
        out.put((byte) Rtcp.POST_REPAIR_LOSS_COUNT).put((byte) 0).putShort((short) BLOCK_WORDS).putInt(media);
        out.putShort((short) begin).putShort((short) end);
        out.putShort(told(unrepaired - unrepairedBefore)).putShort(told(repaired - repairedBefore));
        out.putInt(0);
        return true;
    }

    /** More than 16 bits can tell since the report before: over range. */
    private static short told(long count) {
        return (short) Math.min(count, LossCount.MOST + 1);
    }
}
