package io.mediachassis.blade.repair;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mediachassis.blade.repair.RepairStore.Holding;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class RepairStoreTest {
    private static final int SSRC = 7;

    private final RepairStore store = new RepairStore(SSRC, 64, 200);

    private void put(int sequence) {
        assertTrue(store.put(RtpPackets.packet(SSRC, sequence, 100)), "packet " + sequence);
    }

    @Test
    void theLastPacketsAreKept_overTheWrapOfNumbers() {
        for (int i = 65_500; i < 65_600; i++) {
            put(i & 0xffff);
        }
        for (int i = 65_500; i < 65_600; i++) {
            assertEquals(i < 65_536 ? Holding.GONE : Holding.HELD, store.holding(i & 0xffff), "packet " + i);
        }
        assertEquals(Holding.NEVER_SENT, store.holding(64));
        assertEquals(Holding.NEVER_SENT, store.holding(30_000));
        assertEquals(Holding.GONE, store.holding(40_000));
        ByteBuffer kept = store.memory().slice(store.offset(5), store.length(5));
        assertEquals(RtpPackets.packet(SSRC, 5, 100), kept);
    }

    @Test
    void whatDidNotCome_isMissedAndMayComeLate() {
        put(10);
        put(13);
        assertEquals(Holding.MISSED, store.holding(11));
        put(11);
        assertEquals(Holding.HELD, store.holding(11));
        assertEquals(Holding.MISSED, store.holding(12));
        // Its place has an older packet.
        put(13 + 64);
        assertEquals(Holding.MISSED, store.holding(12 + 64));
        assertEquals(Holding.MISSED, store.holding(11 + 64));
        assertEquals(Holding.GONE, store.holding(13));
    }

    @Test
    void nothing_wasSentYet() {
        assertEquals(Holding.NEVER_SENT, store.holding(1));
    }

    @Test
    void othersPackets_areNotKept() {
        ByteBuffer packet = RtpPackets.packet(SSRC, 1, 100);
        assertFalse(store.put(RtpPackets.packet(SSRC + 1, 1, 100)));
        assertFalse(store.put(RtpPackets.packet(SSRC, 1, 201)));
        assertFalse(store.put(packet.duplicate().limit(11)));
        assertFalse(store.put(packet.duplicate().put(0, (byte) 0x40)));
        assertEquals(Holding.NEVER_SENT, store.holding(1));
        packet.put(0, (byte) 0x80);
        assertTrue(store.put(packet));
        assertEquals(0, packet.position());
        assertTrue(store.put(RtpPackets.packet(SSRC, 2, 200)));
    }

    @Test
    void anOldPacketIsNoRestart_twoInARowAre() {
        for (int i = 1000; i < 1200; i++) {
            put(i);
        }
        assertFalse(store.put(RtpPackets.packet(SSRC, 5, 100)));
        put(1200);
        assertFalse(store.put(RtpPackets.packet(SSRC, 7, 100)));
        assertFalse(store.put(RtpPackets.packet(SSRC, 700, 100)));
        assertFalse(store.put(RtpPackets.packet(SSRC, 12, 100)));
        assertTrue(store.put(RtpPackets.packet(SSRC, 9, 100)));
        assertEquals(Holding.HELD, store.holding(9));
        assertEquals(Holding.GONE, store.holding(65_535 - 60));
        assertEquals(Holding.NEVER_SENT, store.holding(1200));
    }

    @Test
    void oddSizes_areRefused() {
        assertThrows(IllegalArgumentException.class, () -> new RepairStore(1, 100, 1500));
        assertThrows(IllegalArgumentException.class, () -> new RepairStore(1, 1 << 15, 1500));
    }
}
