package io.mediachassis.sim.console;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mediachassis.blade.ts.TsPacket;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class HeldEndTest {
    private static final int DATAGRAM = 7 * TsPacket.SIZE;
    private final HeldEnd held = new HeldEnd();
    private final byte[] media = new byte[20 * DATAGRAM];

    @Test
    void theLastPacketsAreKnown_howeverTheyCame() {
        for (int i = 0; i < media.length; i++) {
            media[i] = (byte) (i / TsPacket.SIZE);
        }
        assertEquals(0, held.packets().length);
        held.kept(media, 0, TsPacket.SIZE, 0);
        assertArrayEquals(Arrays.copyOf(media, TsPacket.SIZE), held.packets());
        int end = TsPacket.SIZE;
        for (int bytes : new int[] {DATAGRAM, DATAGRAM, 3 * TsPacket.SIZE, 5 * DATAGRAM}) {
            held.kept(media, end, bytes, end);
            end += bytes;
            assertArrayEquals(Arrays.copyOfRange(media, Math.max(0, end - 14 * TsPacket.SIZE), end), held.packets());
        }
    }
}
