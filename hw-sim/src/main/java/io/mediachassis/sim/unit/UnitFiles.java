package io.mediachassis.sim.unit;

import com.typesafe.config.ConfigUtil;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Writes each daemon's configuration file into its own folder. Called by the launcher's thread. */
final class UnitFiles {
    private final UnitPlan plan;

    UnitFiles(UnitPlan plan) {
        this.plan = plan;
    }

    /** Configuration of the agent on a blade. */
    Path blade(int slot, Path serialPort) throws IOException {
        Path folder = plan.boardFolder("blade-" + slot);
        return write(folder, "blade-agent.conf", """
                mediachassis.blade {
                  data-folder = %s
                  address = "%s"
                  serial-port = %s
                  controllers = ["%s", "%s"]
                  station { name = "%s", address = "%s", form = %s }
                  segment-duration = %ds
                  copies = %d
                  segment-run = %d
                  volumes = [%s]
                  disk-faults = "%s"
                  nvod { network-interface = %s }
                  playback-tokens = off
                  %s
                  %s
                }
                """.formatted(
                        quoted(folder),
                        plan.address(0).replaceAll("0$", "{slot}"),
                        quoted(serialPort),
                        plan.controllerAddress(1),
                        plan.controllerAddress(2),
                        plan.stationName(),
                        plan.stationAddress(),
                        plan.network() == UnitPlan.Network.LOOPBACK ? "loopback" : "arp",
                        plan.media().segmentSeconds(),
                        plan.media().copies(),
                        plan.media().segmentRun(),
                        IntStream.rangeClosed(1, plan.media().volumes())
                                .mapToObj(n -> "\"volume-" + n + "\"")
                                .collect(Collectors.joining(", ")),
                        SimulatedDisks.FILE,
                        plan.network() == UnitPlan.Network.LOOPBACK ? "lo" : "eth0",
                        plan.media().egressBps() == 0 ? "" : "egress-capacity = " + plan.media().egressBps(),
                        String.join("\n  ", plan.agentKeys())));
    }

    /** Configuration of a controller. */
    Path controller(int number, Path arbiterPort, Path busPort) throws IOException {
        Path folder = plan.boardFolder("controller-" + number);
        return write(folder, "chassis-controller.conf", """
                mediachassis.controller {
                  data-folder = %s
                  address = "%s"
                  peer-address = "%s"
                  arbiter-port = %s
                  bus-port = %s
                  slot-address = "%s"
                  station-address = "%s"
                  station-name = "%s"
                  content { watch = %s, settle = 2s, copies = %d }
                  metadata { allowed-nets = ["127.0.0.0/8"] }
                  %s
                }
                """.formatted(
                        quoted(folder),
                        plan.controllerAddress(number),
                        plan.controllerAddress(3 - number),
                        quoted(arbiterPort),
                        quoted(busPort),
                        plan.address(0).replaceAll("0$", "{slot}"),
                        plan.stationAddress(),
                        plan.stationName(),
                        quoted(watch()),
                        plan.media().copies(),
                        String.join("\n  ", plan.controllerKeys())));
    }

    /** What is put there becomes a content: both controllers watch it, the active one takes it. */
    private Path watch() throws IOException {
        return Files.createDirectories(plan.boardFolder("watch"));
    }

    /** Configuration of the SNMP agent beside a controller. */
    Path snmp(int controller) throws IOException {
        Path folder = plan.boardFolder("snmp-" + controller);
        return write(folder, "nms-snmp.conf", """
                mediachassis.snmp {
                  controller { number = %d, address = "%s", port = %d, local-address = "%s" }
                  identity-folder = %s
                  state-folder = %s
                  management { address = "%s", port = %d }
                  community = "%s"
                  users = [{ name = "%s", auth-passphrase = "%s", priv-passphrase = "%s", operator = true }]
                  targets = [%s]
                }
                """.formatted(
                        controller,
                        plan.controllerAddress(controller),
                        UnitPlan.LINK_PORT,
                        plan.controllerAddress(controller),
                        quoted(snmpIdentity(plan, controller)),
                        quoted(folder),
                        plan.managementAddress(),
                        UnitPlan.SNMP_PORT,
                        UnitPlan.COMMUNITY,
                        UnitPlan.V3_USER,
                        UnitPlan.V3_AUTH,
                        UnitPlan.V3_PRIVACY,
                        plan.traps().stream().map(UnitFiles::target).collect(Collectors.joining(", "))));
    }

    /** Where a controller puts the certificate of the SNMP agent beside it. */
    static Path snmpIdentity(UnitPlan plan, int controller) {
        return plan.boardFolder("controller-" + controller).resolve("snmp-identity");
    }

    private static String target(TrapTarget target) {
        return "{ address = " + ConfigUtil.quoteString(target.address()) + ", port = " + target.port()
                + ", version = \"v2c\", community = \"" + UnitPlan.COMMUNITY + "\" }";
    }

    /** A path as HOCON takes it, whatever is in it. */
    private static String quoted(Path path) {
        return ConfigUtil.quoteString(path.toString());
    }

    private static Path write(Path folder, String name, String text) throws IOException {
        Files.createDirectories(folder);
        return Files.writeString(folder.resolve(name), text);
    }
}
