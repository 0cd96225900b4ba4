package io.mediachassis.sim.command;

import io.mediachassis.sim.hardware.SensorFault;
import io.mediachassis.sim.hardware.SimulatedHardware;
import java.util.concurrent.CompletionException;

/** What people may do to fans, air, load and sensors of the demo by typing it. */
final class HeatOrders {
    static final String HELP = "\"fan TRAY FAN PERCENT\" (of its speed that it still reaches), \"tray NUMBER out\" or \"in\","
            + " \"ambient CELSIUS\", \"load SLOT PERCENT\", \"sensor SLOT INDEX FAULT\" with a fault of missing, stuck CELSIUS,"
            + " off KELVIN, wild CELSIUS or well";

    private HeatOrders() {}

    /**
     * Does what a line says; false: it is none of these.
     *
     * @throws IllegalArgumentException when there is no such thing in this unit
     */
    static boolean obey(SimulatedHardware hardware, String line) {
        String[] words = line.split(" +", 4);
        try {
            if (line.matches("fan \\d+ [12] \\d{1,3}")) {
                hardware.fan(number(words[1]), number(words[2]), number(words[3]) / 100.0);
            } else if (line.matches("tray \\d+ out")) {
                hardware.pullFanTray(number(words[1]));
            } else if (line.matches("tray \\d+ in")) {
                hardware.insertFanTray(number(words[1]));
            } else if (line.matches("ambient -?\\d+(\\.\\d+)?")) {
                hardware.ambient(Double.parseDouble(words[1]));
            } else if (line.matches("load \\d+ \\d{1,3}")) {
                hardware.load(number(words[1]), number(words[2]) / 100.0);
            } else if (line.matches("sensor \\d+ [12] .+")) {
                hardware.sensorFault(number(words[1]), number(words[2]), SensorFault.parse(words[3]));
            } else {
                return false;
            }
            return true;
        } catch (CompletionException e) {
            throw new IllegalArgumentException("this unit has no such slot or tray: " + line, e);
        }
    }

    private static int number(String word) {
        return Integer.parseInt(word);
    }
}
