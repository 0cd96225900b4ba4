package io.mediachassis.controller.hardware;

import io.mediachassis.backplane.proto.DeviceKind;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Addresses on the serial lines: CBC of slot n is n (1 to 16), PSU n is 0x20+n, fan tray n is 0x30+n (n 1 to 15), the
 * arbiter is 0x40 on its own lines. Pure; any thread.
 */
public final class BusAddress {
    public static final int MAX_SLOT = 16;
    public static final int MAX_UNIT = 15;
    public static final int ARBITER = 0x40;

    private static final int PSU_BASE = 0x20;
    private static final int FAN_TRAY_BASE = 0x30;

    private BusAddress() {}

    /** The CBC of a slot, 1 to {@value #MAX_SLOT}. */
    public static int cbc(int slot) {
        return checked("slot", slot, MAX_SLOT);
    }

    /**
     * The slots of a bitmap, in order.
     *
     * @param pins bit n-1 is slot n
     */
    public static SortedSet<Integer> slots(int pins) {
        SortedSet<Integer> slots = new TreeSet<>();
        for (int slot = 1; slot <= MAX_SLOT; slot++) {
            if ((pins & (1 << (slot - 1))) != 0) {
                slots.add(slot);
            }
        }
        return slots;
    }

    /** PSU 1 to {@value #MAX_UNIT}. */
    public static int psu(int number) {
        return PSU_BASE + checked("PSU", number, MAX_UNIT);
    }

    /** Fan tray 1 to {@value #MAX_UNIT}. */
    public static int fanTray(int number) {
        return FAN_TRAY_BASE + checked("fan tray", number, MAX_UNIT);
    }

    /** What answers at an address; {@code DEVICE_KIND_UNSPECIFIED} where nothing can. */
    public static DeviceKind kind(int address) {
        if (address >= 1 && address <= MAX_SLOT) {
            return DeviceKind.CBC;
        }
        if (address > PSU_BASE && address <= PSU_BASE + MAX_UNIT) {
            return DeviceKind.PSU;
        }
        if (address > FAN_TRAY_BASE && address <= FAN_TRAY_BASE + MAX_UNIT) {
            return DeviceKind.FAN_TRAY;
        }
        return address == ARBITER ? DeviceKind.ARBITER : DeviceKind.DEVICE_KIND_UNSPECIFIED;
    }

    /** Slot of a CBC, number of a PSU or tray; 0 otherwise. */
    public static int number(int address) {
        return switch (kind(address)) {
            case CBC -> address;
            case PSU -> address - PSU_BASE;
            case FAN_TRAY -> address - FAN_TRAY_BASE;
            default -> 0;
        };
    }

    /** For people: "CBC of slot 3", "PSU 1", "fan tray 2". */
    public static String name(int address) {
        return switch (kind(address)) {
            case CBC -> "CBC of slot " + number(address);
            case PSU -> "PSU " + number(address);
            case FAN_TRAY -> "fan tray " + number(address);
            case ARBITER -> "arbiter";
            default -> "device at address " + address;
        };
    }

    private static int checked(String what, int number, int max) {
        if (number < 1 || number > max) {
            throw new IllegalArgumentException(what + " " + number + " is out of range 1 to " + max);
        }
        return number;
    }
}
