package io.mediachassis.blade.rtcp;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.util.List;

/** What anybody may send to the RTCP port. The kept inputs run as tests; with JAZZER_FUZZ=1 new ones are looked for. */
class RtcpFuzzTest {
    @FuzzTest
    void datagram(byte[] data) {
        ByteBuffer datagram = ByteBuffer.wrap(data);
        List<RtcpPacket> packets = Rtcp.parse(datagram);
        if (datagram.position() != 0 || datagram.limit() != data.length) {
            throw new AssertionError("the datagram was moved");
        }
        if (packets.size() > 32 || packets.size() * 8 > data.length) {
            throw new AssertionError(packets.size() + " packets in " + data.length + " bytes");
        }
        for (RtcpPacket packet : packets) {
            if (packet instanceof RtcpPacket.ReceiverReport report && report.blocks().size() > 31) {
                throw new AssertionError(report.blocks().size() + " blocks");
            } else if (packet instanceof RtcpPacket.GenericNack nack && nack.lost().size() > 1024 + 16) {
                throw new AssertionError(nack.lost().size() + " lost");
            }
        }
    }
}
