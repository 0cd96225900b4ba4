package io.mediachassis.sim.hardware;

import java.nio.file.Path;
import java.util.Set;

/**
 * One chassis to simulate.
 *
 * @param chassisSerial serial number of the mid-plane, 1..32 characters
 * @param slotCount 8 or 16
 * @param populatedSlots slots with a blade in them at the start
 * @param psuCount power supplies, 1..8
 * @param fanTrayCount fan trays, 1..8
 * @param psuWatts what each power supply can give
 * @param seed of everything random
 * @param folder for the devices' non-volatile memory, kept from run to run, and the links to the ports
 */
public record HardwareSettings(
        String chassisSerial,
        int slotCount,
        Set<Integer> populatedSlots,
        int psuCount,
        int psuWatts,
        int fanTrayCount,
        long seed,
        Path folder) {
    public HardwareSettings {
        populatedSlots = Set.copyOf(populatedSlots);
        if (chassisSerial.isEmpty() || chassisSerial.length() > 32) {
            throw new IllegalArgumentException("a chassis serial number has 1..32 characters: " + chassisSerial);
        }
        if (slotCount != 8 && slotCount != 16) {
            throw new IllegalArgumentException("a chassis has 8 or 16 slots, not " + slotCount);
        }
        for (int slot : populatedSlots) {
            if (slot < 1 || slot > slotCount) {
                throw new IllegalArgumentException("no slot " + slot + " in a chassis of " + slotCount);
            }
        }
        if (psuWatts < 1 || psuCount < 1 || psuCount > 8 || fanTrayCount < 1 || fanTrayCount > 8) {
            throw new IllegalArgumentException("1..8 power supplies and 1..8 fan trays");
        }
    }
}
