package io.mediachassis.sim.supervisor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.blade.os.Descriptors;
import io.mediachassis.blade.os.UnixDatagram;
import io.mediachassis.blade.supervisor.Supervisor;
import io.mediachassis.blade.supervisor.Supervisor.Stored;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The agent's side and the launcher's side of the descriptor store, over the socket between them. */
class DescriptorStoreTest {
    private static final int LIMIT = 4;

    private final AtomicLong nowNs = new AtomicLong();
    private DescriptorStore store;
    private Supervisor agent;

    @BeforeEach
    void open(@TempDir Path folder) throws IOException {
        Path deep = Files.createDirectories(folder.resolve("farther down than a socket's name reaches/".repeat(4)));
        store = new DescriptorStore(deep.resolve("notify"), LIMIT, new Clock() {
            @Override
            public long nanoTime() {
                return nowNs.get();
            }

            @Override
            public Instant now() {
                return Instant.EPOCH;
            }
        });
        agent = nextAgent();
    }

    @AfterEach
    void close() {
        agent.close();
        store.close();
    }

    private Supervisor nextAgent() throws IOException {
        return Supervisor.of(store.open(), 1, 100);
    }

    private void holds(int names) {
        Awaitility.await().until(() -> store.size() == names);
    }

    @Test
    void whatAnAgentLeaves_theNextGets_untilItLetsGo() throws IOException {
        List<UnixDatagram> line = UnixDatagram.pair();
        try (UnixDatagram console = line.get(0)) {
            assertTrue(agent.store("rtsp-1", line.get(1).fd()));
            assertFalse(agent.store("rtsp-1", line.get(1).fd()), "a name once");
            holds(1);
            line.get(1).close();
            store.processEnded();
            Supervisor next = nextAgent();
            List<Stored> given = next.given();
            assertEquals(1, given.size());
            assertEquals("rtsp-1", given.get(0).name());
            try (UnixDatagram same = UnixDatagram.of(given.get(0).descriptors().get(0))) {
                same.send("still there");
                assertEquals("still there", console.receive(1000).orElseThrow().text());
            }
            assertEquals(List.of(), next.given(), "once");
            assertFalse(Descriptors.hungUp(console.fd()), "the store has its own");
            next.remove("rtsp-1");
            holds(0);
            assertTrue(Descriptors.hungUp(console.fd()), "nobody has it any more");
            next.close();
        }
    }

    @Test
    void aConnectionThatIsOver_isLetGo() throws IOException {
        List<UnixDatagram> line = UnixDatagram.pair();
        agent.store("rtsp-1", line.get(1).fd());
        holds(1);
        line.get(1).close();
        line.get(0).close();
        holds(0);
    }

    @Test
    void overTheLimit_nothingIsKept() throws IOException {
        List<UnixDatagram> line = UnixDatagram.pair();
        for (int i = 0; i < LIMIT / 2 + 2; i++) {
            agent.store("rtsp-" + i, line.get(0).fd(), line.get(1).fd());
        }
        agent.remove("rtsp-0");
        agent.store("rtsp-last", line.get(0).fd());
        Awaitility.await().until(() -> store.size() == 2);
        assertEquals(List.of("rtsp-1", "rtsp-last"), nextAgent().given().stream().map(Stored::name).toList());
        line.forEach(UnixDatagram::close);
    }

    @Test
    void noAgentComes_allAreClosed() throws IOException {
        List<UnixDatagram> line = UnixDatagram.pair();
        try (UnixDatagram console = line.get(0)) {
            agent.store("rtsp-1", line.get(1).fd());
            holds(1);
            line.get(1).close();
            store.processEnded();
            nowNs.addAndGet(19_000_000_000L);
            assertFalse(Descriptors.hungUp(console.fd()));
            nowNs.addAndGet(2_000_000_000L);
            holds(0);
            assertTrue(Descriptors.hungUp(console.fd()));
        }
    }

    @Test
    void withoutPower_allAreClosedAtOnce() throws IOException {
        List<UnixDatagram> line = UnixDatagram.pair();
        agent.store("rtsp-1", line.get(1).fd());
        holds(1);
        store.clear();
        assertEquals(0, store.size());
        line.forEach(UnixDatagram::close);
    }
}
