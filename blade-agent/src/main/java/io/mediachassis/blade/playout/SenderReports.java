package io.mediachassis.blade.playout;

import io.mediachassis.blade.rtcp.Rtcp;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** Writes one stream's RTCP: sender report with CNAME (RFC 3550 sections 6.4.1 and 6.5), and BYE (6.6). */
final class SenderReports {
    private static final long NTP_EPOCH_OFFSET = 2_208_988_800L;
    private static final long NANOS = 1_000_000_000L;
    private static final long MIN_INTERVAL_NS = 4 * NANOS;
    private static final int INTERVAL_SPREAD_NS = 2_000_000_000;
    private static final int VERSION_ONE_ITEM = 0x81;

    private final int ssrc;
    private final byte[] cname;
    private final ByteBuffer packet = ByteBuffer.allocateDirect(128);
    private long random;

    SenderReports(int ssrc, String cname) {
        this.ssrc = ssrc;
        this.cname = cname.getBytes(StandardCharsets.UTF_8);
        this.random = ssrc * 0x9E3779B97F4A7C15L | 1;
    }

    /** 4 to 6 s, another one each time, so that streams which started together don't report together. */
    long nextIntervalNs() {
        random ^= random << 13;
        random ^= random >>> 7;
        random ^= random << 17;
        return MIN_INTERVAL_NS + Math.floorMod(random, INTERVAL_SPREAD_NS);
    }

    /** The report; valid until the next call. {@code timestamp} is what is due at {@code now}. */
    ByteBuffer write(Instant now, int timestamp, long packets, long octets, boolean bye) {
        packet.clear();
        packet.put((byte) 0x80).put((byte) Rtcp.SENDER_REPORT).putShort((short) 6).putInt(ssrc);
        packet.putInt((int) (now.getEpochSecond() + NTP_EPOCH_OFFSET));
        packet.putInt((int) (((long) now.getNano() << 32) / NANOS));
        packet.putInt(timestamp).putInt((int) packets).putInt((int) octets);
        // Item 1 is CNAME; the chunk ends with at least one zero and fills up a word.
        int chunk = 4 + 2 + cname.length + 1;
        int words = (chunk + 3) / 4;
        packet.put((byte) VERSION_ONE_ITEM).put((byte) Rtcp.SOURCE_DESCRIPTION).putShort((short) words).putInt(ssrc);
        packet.put((byte) 1).put((byte) cname.length).put(cname);
        for (int pad = words * 4 - chunk + 1; pad > 0; pad--) {
            packet.put((byte) 0);
        }
        if (bye) {
            packet.put((byte) VERSION_ONE_ITEM).put((byte) Rtcp.BYE).putShort((short) 1).putInt(ssrc);
        }
        return packet.flip();
    }
}
