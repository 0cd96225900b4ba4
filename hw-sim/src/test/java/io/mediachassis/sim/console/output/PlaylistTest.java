package io.mediachassis.sim.console.output;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mediachassis.blade.ts.TsPacket;
import io.mediachassis.sim.console.receive.TransportCheck;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlaylistTest {
    private static final int SIZE = TsPacket.SIZE;
    private static final int PID = 256;

    @TempDir
    private Path folder;

    private final Playlist playlist = new Playlist();
    private final byte[] chunk = new byte[14 * SIZE];

    /** Packet i of a program, 100 ms each; every 10th begins a picture. */
    private static byte[] packet(int i) {
        byte[] packet = new byte[SIZE];
        Arrays.fill(packet, (byte) i);
        boolean access = i % 10 == 0;
        byte[] head = {0x47, (byte) (access ? 0x41 : 1), 0, (byte) (0x30 | (i & 15)), 1, (byte) (access ? 0x40 : 0), 0, 0, 1,
            (byte) 0xe0};
        System.arraycopy(head, 0, packet, 0, head.length);
        return packet;
    }

    private static byte[] packets(int from, int to) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int i = from; i < to; i++) {
            all.writeBytes(packet(i));
        }
        return all.toByteArray();
    }

    private Stretch stretch(int from, int to) throws Exception {
        Stretch stretch = new Stretch(new MediaBuffer(4000, 100_000, folder));
        for (int i = from; i < to; i++) {
            assertTrue(stretch.put(packet(i), 0, SIZE, 100L * i));
        }
        return stretch;
    }

    private byte[] taken(int packets) throws Exception {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        while (all.size() < packets * SIZE) {
            int length = playlist.take(chunk, Math.min(chunk.length, packets * SIZE - all.size()), 0);
            if (length < 0) {
                break;
            }
            all.write(chunk, 0, length);
        }
        return all.toByteArray();
    }

    @Test
    void stretchesFollowOneAnother_withoutABreak() throws Exception {
        Stretch first = stretch(0, 30);
        playlist.append(first);
        assertArrayEquals(packets(0, 5), taken(5));
        playlist.append(stretch(30, 60));
        first.end();
        playlist.finish();
        assertEquals(500, playlist.positionMs());
        assertArrayEquals(packets(5, 60), taken(100));
        assertEquals(-1, playlist.take(chunk, chunk.length, 0));
        assertEquals(0, playlist.taken());
        assertEquals(-1, playlist.replace(stretch(0, 1)));
    }

    /** It goes to the last picture before; with one packet that says so before the first of each PID. */
    @Test
    void whatIsHeld_canBeJumpedTo() throws Exception {
        Stretch first = stretch(0, 30);
        playlist.append(first);
        playlist.append(stretch(30, 60));
        first.end();
        assertArrayEquals(packets(0, 5), taken(5));
        assertEquals(-1, playlist.seek(100), "it lies behind");
        assertEquals(-1, playlist.seek(6000), "it has not come");
        assertEquals(1, playlist.seek(4550));
        assertEquals(4000, playlist.positionMs());
        byte[] out = taken(5);
        assertEquals(1, playlist.taken());
        assertTrue(TsPacket.discontinuity(out, 0) && !TsPacket.hasPayload(out, 0));
        assertEquals(PID, TsPacket.pid(out, 0));
        assertArrayEquals(packets(40, 44), Arrays.copyOfRange(out, SIZE, out.length));
        TransportCheck check = new TransportCheck();
        check.onMedia(packets(0, 5), 0, 5 * SIZE);
        check.onMedia(out, 0, out.length);
        assertEquals(0, check.errors());
        assertArrayEquals(packets(44, 50), taken(6));
        // Nothing begins between here and there but a little later.
        assertEquals(-1, playlist.seek(5350 + 10_000));
    }

    @Test
    void othersTakeTheirPlaceAtOnce_alsoWhereAllHadCome() throws Exception {
        playlist.append(stretch(0, 30));
        playlist.finish();
        assertArrayEquals(packets(0, 5), taken(5));
        long before = playlist.taken();
        assertFalse(playlist.dropped(before));
        assertEquals(1, playlist.replace(stretch(50, 60)));
        assertTrue(playlist.dropped(before));
        assertArrayEquals(packets(50, 52), Arrays.copyOfRange(taken(3), SIZE, 3 * SIZE));
    }

    @Test
    void whileItIsHeld_nothingIsGiven_andThenItGoesOn() throws Exception {
        playlist.append(stretch(0, 30));
        assertArrayEquals(packets(0, 5), taken(5));
        assertEquals(-1, playlist.hold(true));
        assertEquals(0, playlist.take(chunk, chunk.length, 0));
        assertEquals(1, playlist.hold(false));
        assertFalse(playlist.dropped(0));
        assertArrayEquals(packets(5, 8), taken(3));
        assertEquals(1, playlist.taken());
    }
}
