package io.mediachassis.sim.bench;

import io.mediachassis.sim.demo.Demo;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The agents of a unit's blades, as processes. */
final class AgentProcesses {
    private AgentProcesses() {}

    /**
     * Their process ids, in the order of slots.
     *
     * @throws IOException when one does not run
     */
    static List<Long> of(Demo demo) throws IOException {
        List<Long> pids = new ArrayList<>();
        for (int slot : demo.unit().plan().populated()) {
            pids.add(demo.unit().blade(slot).pid().orElseThrow(() -> new IOException("blade " + slot + " does not run")));
        }
        return pids;
    }
}
