package io.mediachassis.backplane.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

/** How many may connect to a server and say nothing. */
class UnfinishedTest {
    private final Unfinished unfinished = new Unfinished(4, 2);

    private static InetSocketAddress peer(int host, int port) {
        return new InetSocketAddress("10.0.0." + host, port);
    }

    @Test
    void oneAddressLeavesRoomForOthers() {
        assertTrue(unfinished.begins(peer(1, 5001)));
        assertTrue(unfinished.begins(peer(1, 5002)));
        assertFalse(unfinished.begins(peer(1, 5003)));
        assertTrue(unfinished.begins(peer(2, 5001)));
        assertEquals(3, unfinished.count());
        unfinished.ends(peer(1, 5002));
        assertTrue(unfinished.begins(peer(1, 5004)));
    }

    @Test
    void thereIsALimitOverAll() {
        for (int host = 1; host <= 4; host++) {
            assertTrue(unfinished.begins(peer(host, 5001)));
        }
        assertFalse(unfinished.begins(peer(5, 5001)));
        unfinished.ends(peer(2, 5001));
        assertTrue(unfinished.begins(peer(5, 5001)));
        assertEquals(4, unfinished.count());
    }
}
