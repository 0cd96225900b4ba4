package io.mediachassis.blade.ts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.Test;

/** Damaged and hostile streams are counted and survived, or refused with a reason. */
class BadStreamTest {
    private static final SegmenterSettings TWO_SECONDS = SegmenterSettings.ofTarget(Duration.ofSeconds(2));
    private static final double SECOND = SegmentIndex.TICKS_PER_SECOND;

    private final CollectedSegments cut = new CollectedSegments();

    private TsCounters cut(byte[] ts) throws Exception {
        return CollectedSegments.cut(ts, TWO_SECONDS, cut, ts.length).counters();
    }

    private String refusal(byte[] bytes) {
        return String.valueOf(assertThrows(NotMpegTs.class, () -> cut(bytes)).getMessage());
    }

    private void assertSeconds(double seconds, double tolerance) {
        assertEquals(seconds, cut.durationTicks() / SECOND, tolerance);
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] p : parts) {
            all.writeBytes(p);
        }
        return all.toByteArray();
    }

    private static byte[] part(byte[] b, int from, int to) {
        return Arrays.copyOfRange(b, from, to);
    }

    private static byte[] garbage(int length) {
        byte[] g = new byte[length];
        new Random(length).nextBytes(g);
        return g;
    }

    /** Rewrites every PCR from a byte offset on. */
    private static byte[] withClock(byte[] source, int from, LongUnaryOperator change) {
        byte[] ts = source.clone();
        for (int at = from / 188 * 188; at < ts.length; at += 188) {
            long pcr = TsPacket.pcr(ts, at);
            if (pcr >= 0) {
                long now = Math.floorMod(change.applyAsLong(pcr), PcrTimeline.WRAP);
                long base = now / 300;
                int extension = (int) (now % 300);
                ts[at + 6] = (byte) (base >> 25);
                ts[at + 7] = (byte) (base >> 17);
                ts[at + 8] = (byte) (base >> 9);
                ts[at + 9] = (byte) (base >> 1);
                ts[at + 10] = (byte) ((base & 1) << 7 | 0x7E | extension >> 8);
                ts[at + 11] = (byte) extension;
            }
        }
        return ts;
    }

    @Test
    void garbageBetweenPacketsIsSkippedAndNothingElseIsLost() throws Exception {
        byte[] ts = TsSamples.h264();
        int middle = ts.length / 2 / 188 * 188;
        TsCounters c = cut(join(garbage(1000), part(ts, 0, middle), garbage(70_001), part(ts, middle, ts.length)));
        assertEquals(71_001, c.skippedBytes());
        assertEquals(1, c.syncLosses());
        assertEquals(0, c.continuityErrors());
        assertSeconds(8, 0.1);
    }

    @Test
    void packetCutShortIsDropped() throws Exception {
        byte[] ts = TsSamples.h264();
        int middle = ts.length / 2 / 188 * 188;
        TsCounters c = cut(join(part(ts, 0, middle + 100), part(ts, middle + 188, ts.length - 88)));
        assertEquals(100 + 100, c.skippedBytes(), "the cut packet, and the rest of the last");
        assertEquals(1, c.syncLosses());
        assertSeconds(8, 0.1);
    }

    @Test
    void damagedSyncByteCostsOnePacket() throws Exception {
        byte[] ts = TsSamples.h264().clone();
        ts[188 * 1000] = 0;
        TsCounters c = cut(ts);
        assertEquals(188, c.skippedBytes());
        assertEquals(ts.length / 188 - 1, c.packets());
    }

    @Test
    void wrongContinuityIsCounted() throws Exception {
        byte[] ts = TsSamples.h264();
        int hole = video(ts, ts.length / 2);
        TsCounters c = cut(join(part(ts, 0, hole), part(ts, hole + 188, ts.length)));
        assertEquals(1, c.continuityErrors());
    }

    private static int video(byte[] ts, int from) {
        int at = from / 188 * 188;
        while (TsPacket.pid(ts, at) != 0x100 || TsPacket.unitStart(ts, at)) {
            at += 188;
        }
        return at;
    }

    @Test
    void clockJumpsForwardAndBackAreBridged() throws Exception {
        byte[] ts = TsSamples.h264();
        byte[] forward = withClock(ts, ts.length / 3, pcr -> pcr + 3600L * 27_000_000);
        byte[] both = withClock(forward, 2 * ts.length / 3, pcr -> pcr - 7200L * 27_000_000);
        assertEquals(2, cut(both).pcrJumps());
        assertSeconds(8, 0.3);
    }

    @Test
    void clockWrapsWithoutATrace() throws Exception {
        byte[] ts = TsSamples.h264();
        cut(ts);
        long plain = cut.durationTicks();
        CollectedSegments wrapped = new CollectedSegments();
        long first = TsSamples.pcrs(ts).get(0);
        byte[] late = withClock(ts, 0, pcr -> pcr - first + PcrTimeline.WRAP - 4 * 27_000_000L);
        TsCounters c = CollectedSegments.cut(late, TWO_SECONDS, wrapped, 7).counters();
        assertEquals(1, c.pcrWraps());
        assertEquals(0, c.pcrJumps());
        assertEquals(plain, wrapped.durationTicks());
        assertEquals(cut.indexes, wrapped.indexes);
    }

    @Test
    void tablesThatComeLateCostWhatStandsBeforeThem() throws Exception {
        byte[] ts = TsSamples.h264().clone();
        for (int at = 0; at < ts.length / 2; at += 188) {
            if (TsPacket.pid(ts, at) == 0) {
                ts[at + 1] = 0x1F;
                ts[at + 2] = (byte) 0xFF;
            }
        }
        TsCounters c = cut(ts);
        assertTrue(c.droppedBeforeStart() >= ts.length / 2 / 188, c::toString);
        assertSeconds(4, 1.1);
    }

    @Test
    void packetsOf192And204BytesAreTaken() throws Exception {
        byte[] ts = TsSamples.h264();
        for (int stride : new int[] {192, 204}) {
            ByteArrayOutputStream wide = new ByteArrayOutputStream();
            for (int at = 0; at < ts.length; at += 188) {
                wide.writeBytes(stride == 192 ? new byte[4] : new byte[0]);
                wide.write(ts, at, 188);
                wide.writeBytes(stride == 204 ? new byte[16] : new byte[0]);
            }
            CollectedSegments into = new CollectedSegments();
            CollectedSegments.cut(wide.toByteArray(), TWO_SECONDS, into, stride);
            CollectedSegments plain = new CollectedSegments();
            CollectedSegments.cut(ts, TWO_SECONDS, plain, stride);
            assertEquals(plain.indexes, into.indexes);
        }
    }

    @Test
    void whatIsNoTransportStreamIsRefusedWithTheReason() {
        assertTrue(refusal(new byte[0]).contains("empty"));
        assertTrue(refusal("<!DOCTYPE html><html>404</html>".repeat(100).getBytes(StandardCharsets.UTF_8))
                .contains("HTML"));
        assertTrue(refusal(garbage(3_000_000)).contains("no packets"));
        byte[] nothingButNull = new byte[188 * 1000];
        for (int at = 0; at < nothingButNull.length; at += 188) {
            nothingButNull[at] = 0x47;
            nothingButNull[at + 1] = 0x1F;
            nothingButNull[at + 2] = (byte) 0xFF;
            nothingButNull[at + 3] = 0x10;
        }
        assertTrue(refusal(nothingButNull).contains("PAT"));
        byte[] noClock = TsSamples.h264().clone();
        for (int at = 0; at < noClock.length; at += 188) {
            if (TsPacket.pcr(noClock, at) >= 0) {
                noClock[at + 5] &= (byte) 0xEF;
            }
        }
        assertTrue(refusal(noClock).contains("PCR"));
        byte[] scrambled = TsSamples.h264().clone();
        for (int at = 0; at < scrambled.length; at += 188) {
            scrambled[at + 3] |= (byte) (TsPacket.pid(scrambled, at) == 0x100 ? 0x80 : 0);
        }
        assertTrue(refusal(scrambled).contains("scrambled"));
    }

    @Test
    void tablesWithAbsurdLengthsAreCountedAndIgnored() {
        byte[] ts = TsSamples.h264().clone();
        for (int at = 0; at < ts.length; at += 188) {
            if (TsPacket.pid(ts, at) == 0x1000) {
                ts[at + 6] |= 0x0F;
                ts[at + 7] = (byte) 0xFF;
            }
        }
        assertTrue(refusal(ts).contains("PMT"));
    }

    @Test
    void mutationsNeverHangNorThrow() {
        byte[] source = part(TsSamples.h264(), 0, 188 * 1500);
        long seed = 20261121;
        assertTimeoutPreemptively(Duration.ofMinutes(3), () -> {
            int refused = 0;
            for (int round = 0; round < 3000; round++) {
                Random random = new Random(seed + round);
                byte[] bad = source;
                for (int n = 1 + random.nextInt(6); n > 0; n--) {
                    bad = mutate(bad, random);
                }
                try {
                    CollectedSegments.cut(bad, TWO_SECONDS, new CollectedSegments(), round);
                } catch (NotMpegTs e) {
                    refused++;
                } catch (Throwable e) {
                    throw new AssertionError("seed " + (seed + round), e);
                }
            }
            assertTrue(refused < 300, refused + " refused");
        });
    }

    private static byte[] mutate(byte[] b, Random random) {
        int at = random.nextInt(b.length);
        int length = Math.min(b.length - at, 1 + random.nextInt(2000));
        byte[] flipped = b.clone();
        switch (random.nextInt(5)) {
            case 0 -> flipped[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> flipped[at / 188 * 188 + random.nextInt(12)] = (byte) random.nextInt(256);
            case 2 -> flipped = join(part(b, 0, at), part(b, at + length, b.length));
            case 3 -> flipped = join(part(b, 0, at + length), part(b, at, b.length));
            default -> flipped = join(part(b, 0, at), garbage(length), part(b, at, b.length));
        }
        return flipped.length < 188 * 100 ? b : flipped;
    }

    @Test
    void throughputOnOneCore() throws Exception {
        byte[] ts = TsSamples.constantRate();
        long best = 0;
        for (int round = 0; round < 5; round++) {
            long bytes = 0;
            long from = java.lang.management.ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            for (int i = 0; i < 40; i++) {
                Segmenter s = new Segmenter(TWO_SECONDS, new SegmentSink() {
                    @Override
                    public void bytes(ByteBuffer packets) {}

                    @Override
                    public void segment(int number, SegmentIndex index) {}
                });
                s.accept(ByteBuffer.wrap(ts));
                s.finish();
                bytes += ts.length;
            }
            long ns = java.lang.management.ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - from;
            best = Math.max(best, bytes * 1000 / ns);
        }
        System.out.println("segmenter: " + best + " MB/s of processor time");
        assertTrue(best > 100, best + " MB/s");
    }
}
