package io.mediachassis.sim.tour;

import io.mediachassis.sim.player.Tool;
import io.mediachassis.sim.unit.UnitPlan;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** A unit as net-snmp's tools see it over SNMP, at its management address. Blocks; any thread. */
final class SnmpView {
    private static final String PHYSICAL_CLASS = ".1.3.6.1.2.1.47.1.1.1.1.5";
    private static final int LEAST_ROWS = 100;
    private static final int LEAST_ENTITIES = 50;

    private final String target;

    /**
     * What two walks gave.
     *
     * @param rows of the whole tree by v2c
     * @param entities rows of ENTITY-MIB by v3
     */
    record Walk(long rows, long entities) {}

    SnmpView(UnitPlan plan) {
        this.target = plan.managementAddress() + ":" + UnitPlan.SNMP_PORT;
    }

    /**
     * Walks everything by v2c, and ENTITY-MIB by v3 with authentication and privacy.
     *
     * @throws IOException if a walk fails, or gives far less than any unit has
     */
    Walk walk() throws IOException {
        Tool.Result v2 = Tool.run(
                List.of("snmpbulkwalk", "-v2c", "-c", UnitPlan.COMMUNITY, "-On", target, ".1.3.6.1"),
                Duration.ofSeconds(30));
        Tool.Result v3 = Tool.run(
                List.of("snmpbulkwalk", "-v3", "-l", "authPriv", "-u", UnitPlan.V3_USER, "-a", "SHA-256", "-A",
                        UnitPlan.V3_AUTH, "-x", "AES", "-X", UnitPlan.V3_PRIVACY, "-On", target, ".1.3.6.1.2.1.47"),
                Duration.ofSeconds(30));
        long rows = rows(v2.output());
        long entities = rows(v3.output());
        if (!v2.ok() || !v3.ok() || rows < LEAST_ROWS || entities < LEAST_ENTITIES) {
            throw new IOException("v2c gave " + rows + " rows, v3 gave " + entities + ": "
                    + lastLine(v2.output()) + " / " + lastLine(v3.output()));
        }
        return new Walk(rows, entities);
    }

    /** Blades as ENTITY-MIB shows them; -1: it can't be asked now. */
    int blades() {
        try {
            return blades(Tool.run(
                            List.of("snmpbulkwalk", "-v2c", "-c", UnitPlan.COMMUNITY, "-Oqn", target, PHYSICAL_CLASS),
                            Duration.ofSeconds(10))
                    .output());
        } catch (IOException e) {
            return -1;
        }
    }

    /** Physical entities of class module(9) directly in a slot, in a walk of entPhysicalClass (-Oqn). */
    static int blades(String walk) {
        return (int) walk.lines().filter(line -> line.matches(".*\\.1\\d\\d01000 9$")).count();
    }

    static long rows(String walk) {
        return walk.lines().filter(line -> line.contains(" = ")).count();
    }

    private static String lastLine(String text) {
        return text.strip().lines().reduce((a, b) -> b).orElse("");
    }
}
