package io.mediachassis.sim.unit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

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
                  data-folder = "%s"
                  address = "%s"
                  serial-port = "%s"
                  controllers = ["%s", "%s"]
                  station { address = "%s", form = loopback }
                  segment-duration = %ds
                }
                """.formatted(
                        folder,
                        plan.address(0).replaceAll("0$", "{slot}"),
                        serialPort,
                        plan.controllerAddress(1),
                        plan.controllerAddress(2),
                        plan.stationAddress(),
                        plan.segmentSeconds()));
    }

    /** Configuration of a controller. */
    Path controller(int number, Path arbiterPort, Path busPort) throws IOException {
        Path folder = plan.boardFolder("controller-" + number);
        return write(folder, "chassis-controller.conf", """
                mediachassis.controller {
                  data-folder = "%s"
                  address = "%s"
                  peer-address = "%s"
                  arbiter-port = "%s"
                  bus-port = "%s"
                  slot-address = "%s"
                  station-address = "%s"
                }
                """.formatted(
                        folder,
                        plan.controllerAddress(number),
                        plan.controllerAddress(3 - number),
                        arbiterPort,
                        busPort,
                        plan.address(0).replaceAll("0$", "{slot}"),
                        plan.stationAddress()));
    }
}
