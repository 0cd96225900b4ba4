package io.mediachassis.sim.console.receive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mediachassis.blade.rtcp.Rtcp;
import io.mediachassis.blade.rtcp.RtcpPacket;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ReceptionReportTest {
    private static final long SECOND = 1_000_000_000L;

    private final ReceptionReport report = new ReceptionReport();

    private RtcpPacket.ReceiverReport written(long nowNs) {
        ByteBuffer out = ByteBuffer.allocate(128);
        assertTrue(report.write(7, 0x5eed, "console", nowNs, out));
        List<RtcpPacket> parts = Rtcp.parse(out.flip());
        assertEquals(2, parts.size());
        assertEquals("console", assertInstanceOf(RtcpPacket.SourceDescription.class, parts.get(1)).cname());
        return assertInstanceOf(RtcpPacket.ReceiverReport.class, parts.get(0));
    }

    @Test
    void lossSinceTheLastReport_andAllLoss() {
        long base = 1L << 32;
        for (int i = 0; i < 100; i++) {
            if (i % 4 != 0 || i == 0) {
                report.onPacket(i * 900, i * SECOND / 100);
                report.seen(base + i);
            }
        }
        report.onSenderReport(0x1234_5678_9abc_def0L, SECOND);
        RtcpPacket.ReportBlock block = written(SECOND + SECOND / 2).blocks().get(0);
        assertEquals(0x5eed, block.source());
        assertEquals(24, block.cumulativeLost());
        assertEquals(24 * 256 / 100, block.fractionLost());
        assertEquals(99, block.highestSequence() & 0xffff);
        assertEquals(0x5678_9abc, block.lastReport());
        assertEquals(65_536 / 2, block.delaySinceLast());
        for (int i = 100; i < 200; i++) {
            report.onPacket(i * 900, i * SECOND / 100);
            report.seen(base + i);
        }
        assertEquals(0, written(2 * SECOND).blocks().get(0).fractionLost());
        assertEquals(0, report.jitterMs());
    }

    @Test
    void beforeAnyPacket_theStreamIsNamed_andWithoutRoomNothing() {
        RtcpPacket.ReportBlock block = written(0).blocks().get(0);
        assertEquals(0x5eed, block.source());
        assertEquals(0, block.highestSequence());
        assertEquals(0, block.cumulativeLost());
        assertFalse(report.write(1, 2, "console", 0, ByteBuffer.allocate(20)));
    }

    @Test
    void reportsAreSomeSecondsApart_andNeverInStep() {
        long seed = 5;
        ReportTiming timing = new ReportTiming(0, new Random(seed));
        assertTrue(timing.due(0), "the first at once");
        int reports = 0;
        for (long now = 0; now < 600 * SECOND; now += SECOND / 10) {
            reports += timing.due(now) ? 1 : 0;
        }
        // 5 s, by half of that more or less, over 1.21828.
        assertTrue(reports > 120 && reports < 170, reports + " reports, seed " + seed);
    }
}
