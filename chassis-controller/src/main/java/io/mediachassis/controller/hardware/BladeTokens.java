package io.mediachassis.controller.hardware;

import io.mediachassis.backplane.proto.DeviceRequest;
import io.mediachassis.backplane.proto.Party;
import java.util.ArrayList;
import java.util.List;

/**
 * The enrolment tokens that CBCs are given for their boards: before each power-on, and again to a board that has power and
 * no link. Pure but for the tokens; one thread.
 */
final class BladeTokens {
    private final SlotTable slots;
    private final PowerSequence power;
    private final DeviceTable devices;
    private final EnrolmentTokens tokens;
    private final SilentBlades silent;
    private final long againNs;

    /** @param againNs from one token of a silent blade to the next, in nanoseconds */
    BladeTokens(SlotTable slots, PowerSequence power, DeviceTable devices, EnrolmentTokens tokens, long againNs) {
        this.slots = slots;
        this.power = power;
        this.devices = devices;
        this.tokens = tokens;
        this.silent = new SilentBlades(againNs);
        this.againNs = againNs;
    }

    /** The order that gives a blade's CBC a fresh one. */
    DeviceRequest give(int slot, long nowNs) {
        silent.tokenGiven(slot, nowNs);
        return DeviceRequests.enrolment(tokens.issue(Party.BLADE_AGENT, slot));
    }

    /** Another board, or none. */
    void exchanged(int slot) {
        silent.exchanged(slot);
    }

    /** The slots whose silent blades are due another. What is worth saying of them goes to {@code out}. */
    List<Integer> due(long nowNs, List<HardwareAction> out) {
        List<Integer> due = new ArrayList<>();
        for (int slot = 1; slot <= slots.slotCount(); slot++) {
            DeviceFacts cbc = devices.facts(BusAddress.cbc(slot));
            if (!cbc.reachable() || !cbc.powerGood() || slots.linkUp(slot) || !power.wanted(slot)) {
                silent.over(slot);
                continue;
            }
            if (silent.worthSaying(slot, nowNs)) {
                out.add(HardwareReports.silent(slot, againNs));
            }
            if (silent.tokenDue(slot, nowNs)) {
                due.add(slot);
            }
        }
        return due;
    }
}
