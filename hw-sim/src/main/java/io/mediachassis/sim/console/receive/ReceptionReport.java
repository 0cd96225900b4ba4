package io.mediachassis.sim.console.receive;

import io.mediachassis.blade.rtcp.Rtcp;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** What a receiver report says of one stream (RFC 3550 section 6.4.1), by its appendix A. One thread. */
public final class ReceptionReport {
    private static final int BLOCK = 24;
    private static final long NONE = -1;

    private long base = NONE;
    private long highest = NONE;
    private long received;
    private long expectedBefore;
    private long receivedBefore;
    private long transit;
    private boolean transitKnown;
    /** In 1/16 of a tick of 90 kHz. */
    private long jitter;
    private int lastReport;
    private long lastReportNs;
    private boolean reported;

    /** A packet came by itself, not as a repair. */
    void onPacket(int timestamp, long nowNs) {
        received++;
        long now = (int) (nowNs / 1000 * 9 / 100 - timestamp);
        if (transitKnown) {
            jitter += Math.abs((int) (now - transit)) - ((jitter + 8) >> 4);
        }
        transit = now;
        transitKnown = true;
    }

    /** A packet's place on the line that never wraps. */
    void seen(long place) {
        base = base == NONE ? place : Math.min(base, place);
        highest = Math.max(highest, place);
    }

    /** A sender report came: its middle 32 bits of NTP time go back in the next report. */
    public void onSenderReport(long ntp, long nowNs) {
        lastReport = (int) (ntp >>> 16);
        lastReportNs = nowNs;
        reported = true;
    }

    double jitterMs() {
        return (jitter >> 4) / 90.0;
    }

    /**
     * Writes a compound packet, a receiver report and a source description, at the target's position, which moves behind
     * it. False, and nothing written, when there is no room. Before the first packet it names the stream, and nothing else.
     *
     * @param reporter SSRC of who reports
     * @param media SSRC of the stream
     * @param cname 1 to 255 bytes of ASCII
     */
    public boolean write(int reporter, int media, String cname, long nowNs, ByteBuffer out) {
        byte[] name = cname.getBytes(StandardCharsets.US_ASCII);
        int words = (4 + 2 + name.length + 1 + 3) / 4;
        if (name.length < 1 || name.length > 255 || out.remaining() < 8 + BLOCK + 4 + words * 4) {
            return false;
        }
        out.put((byte) (0x80 | 1)).put((byte) Rtcp.RECEIVER_REPORT);
        out.putShort((short) (1 + BLOCK / 4)).putInt(reporter);
        block(media, nowNs, out);
        out.put((byte) 0x81).put((byte) Rtcp.SOURCE_DESCRIPTION).putShort((short) words).putInt(reporter);
        out.put((byte) 1).put((byte) name.length).put(name);
        for (int pad = words * 4 - 4 - 2 - name.length; pad > 0; pad--) {
            out.put((byte) 0);
        }
        return true;
    }

    private void block(int media, long nowNs, ByteBuffer out) {
        long expected = highest == NONE ? 0 : highest - base + 1;
        long lost = Math.max(-0x800000, Math.min(0x7fffff, expected - received));
        long expectedNow = expected - expectedBefore;
        long lostNow = expectedNow - (received - receivedBefore);
        long fraction = expectedNow <= 0 || lostNow <= 0 ? 0 : Math.min(255, lostNow * 256 / expectedNow);
        expectedBefore = expected;
        receivedBefore = received;
        out.putInt(media).putInt((int) ((fraction << 24) | (lost & 0xffffff))).putInt(highest == NONE ? 0 : (int) highest);
        out.putInt((int) (jitter >> 4)).putInt(lastReport);
        out.putInt(reported ? (int) ((nowNs - lastReportNs) / 1000 * 65_536 / 1_000_000) : 0);
    }
}
