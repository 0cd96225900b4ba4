package io.mediachassis.sim.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.mediachassis.backplane.serial.SerialFrame;
import java.io.ByteArrayOutputStream;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BusTest {
    private static final long BYTE_NS = SerialFrame.wireNs(1);
    private static final byte[] TEXT = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10};

    private static final class Ear implements Bus.Receiver {
        final ByteArrayOutputStream heard = new ByteArrayOutputStream();

        @Override
        public void receive(byte[] bytes, int length, long nowNs) {
            heard.write(bytes, 0, length);
        }
    }

    private final Ear a = new Ear();
    private final Ear b = new Ear();
    private final Ear c = new Ear();

    private Bus with(Bus bus) {
        bus.attach(a);
        bus.attach(b);
        bus.attach(c);
        return bus;
    }

    @Test
    void bytesTakeTheirTimeAndReachAllButTheTalker() {
        Bus bus = with(Bus.multiDrop(new Random(1)));
        bus.transmit(0, TEXT, 0);
        bus.step(4 * BYTE_NS - 1);
        assertEquals(3, b.heard.size());
        bus.step(10 * BYTE_NS);
        assertArrayEquals(TEXT, b.heard.toByteArray());
        assertArrayEquals(TEXT, c.heard.toByteArray());
        assertEquals(0, a.heard.size());
        assertEquals(Bus.IDLE, bus.waitNs(10 * BYTE_NS));
    }

    @Test
    void aTalkersSecondBurstFollowsItsFirst() {
        Bus bus = with(Bus.multiDrop(new Random(1)));
        bus.transmit(0, TEXT, 0);
        bus.transmit(0, TEXT, BYTE_NS);
        bus.step(19 * BYTE_NS);
        assertEquals(19, b.heard.size());
        assertEquals(0, bus.bytesCollided());
    }

    @Test
    void twoTalkersSpoilWhatOverlaps() {
        Bus bus = with(Bus.multiDrop(new Random(1)));
        bus.transmit(0, TEXT, 0);
        bus.transmit(1, TEXT, 7 * BYTE_NS);
        bus.step(100 * BYTE_NS);
        assertEquals(6, bus.bytesCollided());
        byte[] heard = c.heard.toByteArray();
        assertEquals(20, heard.length);
        for (int i = 0; i < 7; i++) {
            assertEquals(TEXT[i], heard[i]);
        }
        assertNotEquals(TEXT[8], a.heard.toByteArray()[1]);
    }

    @Test
    void aPairOfWiresCarriesBothWays() {
        Bus line = Bus.pointToPoint(new Random(1));
        line.attach(a);
        line.attach(b);
        line.transmit(0, TEXT, 0);
        line.transmit(1, TEXT, 0);
        line.step(10 * BYTE_NS);
        assertArrayEquals(TEXT, a.heard.toByteArray());
        assertArrayEquals(TEXT, b.heard.toByteArray());
    }

    @Test
    void faultsDoWhatTheySay() {
        Bus bus = with(Bus.multiDrop(new Random(5)));
        bus.faults(new LineFaults(1, 0, 0, 0, 0));
        bus.transmit(0, TEXT, 0);
        bus.step(100 * BYTE_NS);
        assertEquals(0, b.heard.size());
        bus.faults(new LineFaults(0, 0, 1, 0, 0));
        bus.transmit(0, TEXT, 200 * BYTE_NS);
        bus.step(300 * BYTE_NS);
        assertEquals(20, b.heard.size());
        bus.faults(new LineFaults(0, 1, 0, 0, 0));
        bus.transmit(0, TEXT, 300 * BYTE_NS);
        bus.step(400 * BYTE_NS);
        byte[] heard = b.heard.toByteArray();
        for (int i = 0; i < TEXT.length; i++) {
            assertEquals(1, Integer.bitCount((heard[20 + i] ^ TEXT[i]) & 0xFF));
        }
    }
}
