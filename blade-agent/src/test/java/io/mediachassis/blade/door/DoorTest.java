package io.mediachassis.blade.door;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DoorTest {
    private static final long SECOND = 1_000_000_000L;
    /** Near the wrap, so that comparing instead of subtracting shows. */
    private static final long T0 = new Random(0).nextInt(1) + Long.MAX_VALUE - SECOND;

    private final Door<Someone> door = new Door<>(4, 3);

    private static final class Someone implements Guest {
        private final InetAddress address;
        private boolean engaged;
        private boolean asked;
        private long quietSinceNs;

        Someone(int address, long nowNs) throws UnknownHostException {
            this.address = InetAddress.getByAddress(new byte[] {(byte) 192, 0, 2, (byte) address});
            this.quietSinceNs = nowNs;
        }

        Someone asks(long nowNs) {
            asked = true;
            quietSinceNs = nowNs;
            return this;
        }

        Someone playing() {
            engaged = true;
            return this;
        }

        @Override
        public InetAddress address() {
            return address;
        }

        @Override
        public boolean engaged() {
            return engaged;
        }

        @Override
        public boolean hasAsked() {
            return asked;
        }

        @Override
        public long quietSinceNs() {
            return quietSinceNs;
        }
    }

    private Someone enters(Someone someone, long nowNs, Someone... going) {
        Door.Answer<Someone> answer = door.enter(someone, nowNs);
        assertTrue(answer.enters());
        assertEquals(List.of(going), answer.leave());
        return someone;
    }

    @Test
    void whoWasSilentForLongest_makesRoom() throws Exception {
        Someone first = enters(new Someone(1, T0), T0);
        Someone second = enters(new Someone(1, T0 + 1), T0 + 1);
        enters(new Someone(2, T0 + 2), T0 + 2);
        enters(new Someone(2, T0 + 3), T0 + 3);
        enters(new Someone(3, T0 + 2 * SECOND), T0 + 2 * SECOND, first);
        enters(new Someone(3, T0 + 2 * SECOND), T0 + 2 * SECOND, second);
        assertEquals(4, door.size());
    }

    @Test
    void whoNeverAsked_goesBeforeWhoDid_howeverLate() throws Exception {
        enters(new Someone(1, T0).asks(T0), T0);
        Someone stranger = enters(new Someone(2, T0 + 9 * SECOND), T0 + 9 * SECOND);
        enters(new Someone(3, T0).asks(T0), T0);
        enters(new Someone(4, T0).asks(T0), T0);
        enters(new Someone(5, T0 + 9 * SECOND), T0 + 9 * SECOND, stranger);
    }

    @Test
    void anAddressThatHasItsPart_makesRoomFromItsOwn() throws Exception {
        enters(new Someone(2, T0), T0);
        Someone own = enters(new Someone(1, T0 + 1), T0 + 1);
        enters(new Someone(1, T0 + 2).playing(), T0 + 2);
        enters(new Someone(1, T0 + 3).playing(), T0 + 3);
        enters(new Someone(1, T0 + 4).playing(), T0 + 4, own);
        assertFalse(door.enter(new Someone(1, T0 + 5), T0 + 5).enters());
        assertTrue(door.enter(new Someone(3, T0 + 6), T0 + 6).enters());
    }

    @Test
    void whoPlaysOrHasJustAsked_neverGoes() throws Exception {
        enters(new Someone(1, T0).playing(), T0);
        enters(new Someone(2, T0).playing(), T0);
        enters(new Someone(3, T0).playing(), T0);
        Someone asking = enters(new Someone(4, T0).asks(T0), T0);
        assertFalse(door.enter(new Someone(5, T0), T0 + SECOND - 1).enters());
        assertEquals(4, door.size());
        enters(new Someone(5, T0 + SECOND), T0 + SECOND, asking);
        door.leave(asking);
        assertEquals(4, door.size());
    }

    @Test
    void aFloodOfSilentOnes_neverKeepsOutWhoSpeaks() throws Exception {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        Door<Someone> wide = new Door<>(512, 256);
        List<Someone> players = new ArrayList<>();
        long now = T0;
        for (int i = 0; i < 20_000; i++) {
            now += random.nextLong(SECOND / 1000);
            boolean player = i % 200 == 0;
            Someone someone = new Someone(player ? 100 + i % 3 : random.nextInt(4), now);
            Door.Answer<Someone> answer = wide.enter(someone, now);
            assertTrue(answer.enters(), "seed " + seed);
            assertTrue(answer.leave().stream().noneMatch(players::contains), "seed " + seed);
            assertTrue(wide.size() <= 512, "seed " + seed);
            if (player) {
                players.add(someone.asks(now).playing());
            }
        }
        assertEquals(100, players.size());
    }
}
