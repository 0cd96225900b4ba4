package io.mediachassis.blade.repair;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.mediachassis.blade.rtcp.Rtcp;
import io.mediachassis.blade.rtcp.RtcpPacket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** What anybody may send as feedback. The kept inputs run as tests; with JAZZER_FUZZ=1 new ones are looked for. */
class NackFuzzTest {
    @FuzzTest
    void datagram(byte[] data) {
        check(data);
    }

    /** Both readers have to say the same; returns how many entries there were. */
    static int check(byte[] data) {
        // In the middle of a larger buffer: nothing may be read around it.
        ByteBuffer datagram = ByteBuffer.allocate(data.length + 16).put(7, data).position(7).limit(7 + data.length);
        List<Integer> lost = new ArrayList<>();
        int entries = NackReader.read(datagram, (sender, media, first, mask) -> numbers(first, mask, lost));
        if (datagram.position() != 7 || datagram.limit() != 7 + data.length) {
            throw new AssertionError("the datagram was moved");
        }
        if (entries > NackReader.MAX_ENTRIES || entries * 4 > data.length) {
            throw new AssertionError(entries + " entries in " + data.length + " bytes");
        }
        List<Integer> other = new ArrayList<>();
        for (RtcpPacket packet : Rtcp.parse(ByteBuffer.wrap(data))) {
            if (packet instanceof RtcpPacket.GenericNack nack) {
                other.addAll(nack.lost());
            }
        }
        // That reader has bounds of its own.
        if (entries < NackReader.MAX_ENTRIES && other.size() < 1024 && !lost.equals(other)) {
            throw new AssertionError(lost + " and " + other);
        }
        return entries;
    }

    static void numbers(int first, int mask, List<Integer> to) {
        to.add(first);
        for (int i = 0; i < 16; i++) {
            if ((mask >>> i & 1) != 0) {
                to.add(first + i + 1 & 0xffff);
            }
        }
    }
}
