package io.mediachassis.snmp.nms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.mediachassis.snmp.SampleUnit;
import io.mediachassis.snmp.daemon.SnmpAgent;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snmp4j.smi.Variable;

/** A manager that asks while the agent takes its address, as after each fail-over, never finds the unit empty. */
class FirstAnswerTest {
    @Test
    void hasTheUnit(@TempDir Path folder) throws Exception {
        InetSocketAddress address = UnitWalks.freeAddress();
        BlockingQueue<Variable> answers = new ArrayBlockingQueue<>(10_000);
        try (SnmpAgent agent = UnitWalks.agent(address, folder); Manager manager = new Manager(address)) {
            agent.start().snapshot(SampleUnit.snapshot().build());
            Variable first = null;
            // What is sent once the address is bound waits in its buffer until it is answered.
            for (int i = 0; first == null && i < 5000; i++) {
                manager.get(UnitWalks.DIRECTOR_SLOT, answers::add);
                first = answers.poll(1, TimeUnit.MILLISECONDS);
            }
            assertNotNull(first, "no answer");
            assertEquals("2", first.toString());
        }
    }
}
