package io.mediachassis.sim.console.receive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class PlayGateTest {
    private final Played played = new Played();

    private static void media(PlayGate gate, boolean begins) {
        byte[] packet = new byte[188];
        packet[3] = 0x10;
        gate.media(packet, 0, 188, 0, begins);
    }

    @Test
    void whatOnlyAnnouncesABreak_isNoPartOfAPlayThatBegins() {
        PlayGate gate = new PlayGate(played, true, true);
        byte[] announcement = new byte[188];
        announcement[3] = 0x20;
        announcement[4] = (byte) 183;
        announcement[5] = (byte) 0x80;
        gate.media(announcement, 0, 188, 0, true);
        assertFalse(gate.waiting());
        assertEquals(0, played.packets);
        media(gate, false);
        gate.media(announcement, 0, 188, 0, false);
        assertEquals(2, played.packets);
    }

    @Test
    void whatComesBeforeThePlay_andBehindIt_isLeftOut() {
        PlayGate gate = new PlayGate(played, true, true);
        media(gate, false);
        gate.lost(3);
        media(gate, true);
        media(gate, false);
        gate.lost(2);
        assertFalse(gate.over());
        media(gate, true);
        media(gate, false);
        assertTrue(gate.over());
        assertEquals(2, played.packets);
        assertEquals(2, played.lost);
        assertEquals(2, gate.missed());
    }

    @Test
    void aPlayWhoseFirstPacketWasLost_beginsWithWhatComes() {
        PlayGate gate = new PlayGate(played, true, true);
        media(gate, false);
        gate.open();
        media(gate, false);
        assertEquals(1, played.packets);
    }

    @Test
    void aStreamThatIsPlayedAsItComes_goesOnOverItsPlays() {
        PlayGate gate = new PlayGate(played, false, false);
        media(gate, false);
        media(gate, true);
        assertEquals(2, played.packets);
        assertFalse(gate.over());
    }
}
