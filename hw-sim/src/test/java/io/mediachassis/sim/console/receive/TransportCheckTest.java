package io.mediachassis.sim.console.receive;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class TransportCheckTest {
    private final TransportCheck check = new TransportCheck();

    private void packet(int counter, boolean payload, boolean discontinuity) {
        byte[] packet = new byte[188];
        packet[0] = 0x47;
        packet[1] = 1;
        packet[3] = (byte) ((payload ? 0x10 : 0) | (discontinuity || !payload ? 0x20 : 0) | counter);
        packet[4] = 1;
        packet[5] = (byte) (discontinuity ? 0x80 : 0);
        check.onMedia(packet, 0, 188);
    }

    @Test
    void onePacketMissing_isOneError() {
        for (int i = 0; i < 40; i++) {
            if (i != 20) {
                packet(i & 0x0f, true, false);
            }
        }
        assertEquals(1, check.errors());
        assertEquals(39, check.packets());
    }

    @Test
    void aPacketSentTwice_isNone_thriceIsOne() {
        packet(3, true, false);
        packet(3, true, false);
        packet(4, true, false);
        assertEquals(0, check.errors());
        packet(4, true, false);
        packet(4, true, false);
        assertEquals(1, check.errors());
    }

    @Test
    void anAnnouncedBreak_andPacketsWithoutPayload_areNone() {
        packet(3, true, false);
        packet(3, false, false);
        packet(9, true, true);
        packet(10, true, false);
        packet(0, false, true);
        packet(5, true, false);
        assertEquals(0, check.errors());
    }
}
