package io.mediachassis.controller.hardware;

import io.mediachassis.backplane.proto.DeviceEvent;
import io.mediachassis.backplane.proto.HotSwapState;
import io.mediachassis.controller.cooling.CoolingMemory;
import io.mediachassis.controller.eventlog.NewEvent;

/** What {@link HardwareControl} tells the rest of the controller. */
public sealed interface HardwareAction {
    /**
     * For the event log. Orders do not wait for its disk, since a fail-over must not; what an operator is answered, and
     * what the other controller and SNMP are told of it, does.
     */
    record Log(NewEvent event) implements HardwareAction {}

    /** A device has told of events, which were logged before this: once the log is on disk, say {@code onStored}. */
    record EventsSeen(int address, int bootNonce, long through) implements HardwareAction {}

    /** A slot's presence pin changed. */
    record BladePresence(int slot, boolean present) implements HardwareAction {}

    /** A slot's hot-swap state changed. */
    record BladeState(int slot, HotSwapState from, HotSwapState to) implements HardwareAction {}

    /** What a CBC says of its board's power, with each status: the confirmation that a fence waits for. */
    record BladePower(int slot, boolean powerGood) implements HardwareAction {}

    /** A CBC answers again, or no longer. */
    record BladeCbc(int slot, boolean reachable) implements HardwareAction {}

    /** A CBC reports something that the election must hear at once (power lost, watchdog expired). */
    record BladeAlarm(int slot, DeviceEvent.Kind kind) implements HardwareAction {}

    /** The order to power a fenced blade off found no answer or was refused. */
    record FenceFailed(int slot, String why) implements HardwareAction {}

    /** A blade is to hand its work over, told each second while it is, or is to keep it after all: tell its agent. */
    record Drain(int slot, boolean wanted) implements HardwareAction {}

    /** A blade may use only so much of its capacity, percent, told each second while that is below 100: tell its agent. */
    record Throttle(int slot, int percent) implements HardwareAction {}

    /** What the other controller has to know of the cooling, from now on; the learned minima of it are stored too. */
    record CoolingRemembered(CoolingMemory memory) implements HardwareAction {}

    /** An operator's order has come to its end. */
    record OrderDone(long id, boolean ok, String text) implements HardwareAction {}

    /** What the operator wants off or out, from now on. To be stored, and told to the other controller. */
    record OperatorWordChanged(OperatorWord word) implements HardwareAction {}

    /** A device obeys a higher epoch: another controller is active. Stop giving orders. */
    record StepDown(long highestEpoch) implements HardwareAction {}
}
