package io.mediachassis.backplane.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.embedded.EmbeddedChannel;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** On netty's embedded loop, whose time is stepped. */
class ListeningPortsTest {
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private int changes;
    private int tries;
    private boolean free;
    private final ListeningPorts ports = new ListeningPorts(channel.eventLoop(), () -> changes++);

    private void open() {
        channel.freezeTime();
        ports.open("RTSP", InetSocketAddress.createUnresolved("127.0.1.2", 8554), "consoles can't play", () -> {
            tries++;
            return free
                    ? CompletableFuture.completedFuture(null)
                    : CompletableFuture.failedFuture(new BindException("bind(..) failed: Address already in use"));
        });
        channel.runPendingTasks();
    }

    private void pass(long ms) {
        for (long at = 0; at < ms; at += 10) {
            channel.advanceTimeBy(10, TimeUnit.MILLISECONDS);
            channel.runScheduledPendingTasks();
            channel.runPendingTasks();
        }
    }

    @Test
    void aFreePortIsOpenAtOnce() {
        free = true;
        open();
        assertTrue(ports.isOpen("RTSP"));
        assertEquals(1, changes);
        pass(2000);
        assertEquals(1, tries);
    }

    @Test
    void aPortInUseIsToldAfterASecondAndTakenWhenItIsFree() {
        open();
        pass(500);
        assertTrue(ports.problems().isEmpty(), "the sockets of a killed process linger: no problem yet");
        pass(1000);
        assertEquals(1, ports.problems().size());
        String problem = ports.problems().get(0);
        assertTrue(problem.contains("RTSP port 127.0.1.2:8554") && problem.contains("consoles can't play")
                && problem.contains("ss -tulnp"), problem);
        assertFalse(ports.isOpen("RTSP"));
        assertEquals(1, changes);
        pass(5000);
        assertEquals(1, changes, "said once");
        free = true;
        pass(300);
        assertTrue(ports.isOpen("RTSP"));
        assertTrue(ports.problems().isEmpty());
        assertEquals(2, changes);
    }

    @Test
    void triesNoMoreOnceClosed() {
        open();
        ports.close();
        int before = tries;
        pass(2000);
        assertEquals(before, tries);
    }
}
