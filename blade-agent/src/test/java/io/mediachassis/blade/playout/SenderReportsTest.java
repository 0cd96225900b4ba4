package io.mediachassis.blade.playout;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mediachassis.blade.rtcp.Rtcp;
import io.mediachassis.blade.rtcp.RtcpPacket;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Sender reports, read back. */
class SenderReportsTest {
    @Test
    void readsBackWhatIsWrittenWithEveryCnameLength() {
        for (int n = 1; n <= 48; n++) {
            String cname = "x".repeat(n);
            ByteBuffer packet = new SenderReports(-5, cname).write(Instant.ofEpochSecond(1, 500_000_000), -1, 3, 4, true);
            assertEquals(0, packet.remaining() % 4);
            List<RtcpPacket> read = Rtcp.parse(packet);
            assertEquals(new RtcpPacket.SenderReport(-5, 2_208_988_801L << 32 | 0x80000000L, -1, 3, 4), read.get(0));
            assertEquals(new RtcpPacket.SourceDescription(-5, cname), read.get(1));
            assertEquals(new RtcpPacket.Bye(List.of(-5)), read.get(2));
        }
    }
}
