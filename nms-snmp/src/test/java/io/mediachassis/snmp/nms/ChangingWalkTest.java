package io.mediachassis.snmp.nms;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mediachassis.backplane.proto.Role;
import io.mediachassis.backplane.proto.UnitSnapshot;
import io.mediachassis.snmp.SampleUnit;
import io.mediachassis.snmp.daemon.SnmpAgent;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snmp4j.smi.OID;

/** Walks while blades come and go: always an end, OIDs that rise, and everything that did not change. */
class ChangingWalkTest {
    private static final long SEED = 20261123;
    private static final int WALKS = 5;

    @TempDir
    Path folder;

    private static UnitSnapshot unit(Random random) {
        UnitSnapshot.Builder unit = SampleUnit.snapshot().clearSlots();
        for (int slot = 1; slot <= 8; slot++) {
            if (slot == 2 || random.nextBoolean()) {
                unit.addSlots(SampleUnit.blade(slot, slot == 2 ? Role.DIRECTOR : Role.ENGINE));
            }
        }
        return unit.build();
    }

    @Test
    void aWalkEndsAndRises() throws Exception {
        InetSocketAddress address = UnitWalks.freeAddress();
        AtomicBoolean done = new AtomicBoolean();
        try (SnmpAgent agent = UnitWalks.agent(address, folder); Manager manager = new Manager(address)) {
            agent.start().snapshot(SampleUnit.snapshot().build());
            await().atMost(Duration.ofSeconds(10)).until(() -> agent.engine() != null);
            Thread hands = new Thread(() -> {
                Random random = new Random(SEED);
                while (!done.get()) {
                    agent.snapshot(unit(random));
                    LockSupport.parkNanos(1_000_000);
                }
            });
            hands.start();
            try {
                for (int i = 0; i < WALKS; i++) {
                    // The manager fails a walk whose OIDs do not rise.
                    Walk walk = manager.walk();
                    assertEquals("station-1", Walk.text(walk.get(new OID("1.3.6.1.2.1.1.5.0")).orElseThrow()));
                    assertTrue(walk.has(new OID("1.3.6.1.4.1.32473.2.1.4.1.3.2")), "blade 2 stays");
                    assertTrue(walk.has(new OID("1.3.6.1.2.1.131.1.1.1.6.40201000")), "the last row of the last table");
                }
            } finally {
                done.set(true);
                hands.join();
            }
        }
    }
}
