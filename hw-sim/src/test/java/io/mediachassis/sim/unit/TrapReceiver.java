package io.mediachassis.sim.unit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** net-snmp's snmptrapd, as an operator runs it, and what it has logged. */
final class TrapReceiver implements AutoCloseable {
    private final Path log;
    private final Process snmptrapd;

    TrapReceiver(Path folder, TrapTarget at) throws IOException {
        Path conf = Files.writeString(folder.resolve("snmptrapd.conf"), "authCommunity log " + UnitPlan.COMMUNITY + "\n");
        log = folder.resolve("traps");
        ProcessBuilder builder = new ProcessBuilder("/usr/sbin/snmptrapd", "-f", "-n", "-Lf", log.toString(), "-On", "-C",
                "-c", conf.toString(), "-p", folder.resolve("snmptrapd.pid").toString(), "udp:" + at);
        builder.environment().put("MIBS", "");
        builder.environment().put("SNMP_PERSISTENT_DIR", folder.resolve("snmp").toString());
        snmptrapd = builder.redirectErrorStream(true).redirectOutput(folder.resolve("snmptrapd.out").toFile()).start();
        Awaitility.await().until(() -> Files.exists(log) && !Files.readString(log).isEmpty());
    }

    /** Notifications that have come so far, by their number in MEDIA-CHASSIS-MIB. */
    List<String> of(int notification) throws IOException {
        return Files.readString(log).lines()
                .filter(line -> line.contains(".1.3.6.1.4.1.32473.2.0." + notification + "\t"))
                .toList();
    }

    @Override
    public void close() {
        snmptrapd.destroy();
        try {
            if (!snmptrapd.waitFor(5, TimeUnit.SECONDS)) {
                snmptrapd.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
