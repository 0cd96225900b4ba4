package io.mediachassis.controller.hardware;

import io.mediachassis.backplane.proto.HotSwapState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;

/**
 * What the operator wants of the blades, and when that is over: kept, told to be stored, and brought to slots and power.
 * Methods return what changes of the slots by it. Pure; one thread.
 */
final class OperatorControl {
    private final SlotTable slots;
    private final PowerSequence power;
    private final IntPredicate tooHot;
    private OperatorWord word;

    /**
     * Has the slots know of what was wanted before: what runs in spite of it was perhaps in the middle of handing over.
     *
     * @param tooHot whether heat wants the blade of a slot off, which no handle and no return of power overrules
     */
    OperatorControl(SlotTable slots, PowerSequence power, OperatorWord word, IntPredicate tooHot, long nowNs) {
        this.slots = slots;
        this.power = power;
        this.tooHot = tooHot;
        this.word = word;
        for (int slot = 1; slot <= slots.slotCount(); slot++) {
            slots.order(slot, word.isOff(slot), false, nowNs);
        }
    }

    /** On, or off at once. */
    List<SlotTable.Change> power(int slot, boolean on, long nowNs, List<HardwareAction> out) {
        say(on ? word.on(slot) : word.off(slot, false), out);
        power.operator(slot, on);
        out.add(HardwareReports.switched(slot, on));
        List<SlotTable.Change> changes = new ArrayList<>(slots.onAllowed(slot, power.allowed(slot), nowNs));
        changes.addAll(slots.order(slot, !on, !on, nowNs));
        return changes;
    }

    /** Why a blade can't go without force; empty: it can try. */
    Optional<String> refusal(int slot) {
        return slots.onlyInService(slot) ? Optional.of("Blade " + slot + " is the only blade in service") : Optional.empty();
    }

    /** Out, once it has handed its work over. */
    List<SlotTable.Change> out(int slot, boolean extract, boolean force, long nowNs, List<HardwareAction> out) {
        say(word.off(slot, extract), out);
        power.leaves(slot, true);
        out.add(HardwareReports.orderedOut(slot, extract, force));
        return slots.order(slot, true, force, nowNs);
    }

    /** Power has returned to the chassis. */
    List<SlotTable.Change> restore(RestorePolicy policy, long nowNs, List<HardwareAction> out) {
        boolean on = policy == RestorePolicy.ALWAYS_ON;
        List<SlotTable.Change> changes = new ArrayList<>();
        for (int slot = 1; slot <= slots.slotCount(); slot++) {
            if (slots.present(slot) && word.isOff(slot) == on) {
                say(on ? word.on(slot) : word.off(slot, false), out);
                power.operator(slot, on);
                out.add(HardwareReports.restored(slot, on));
                changes.addAll(slots.order(slot, !on || tooHot.test(slot), false, nowNs));
            }
        }
        return changes;
    }

    /** Somebody else wants the blade out no more: the operator may. */
    List<SlotTable.Change> asBefore(int slot, long nowNs) {
        return slots.order(slot, word.isOff(slot), false, nowNs);
    }

    /** What a change of the slot means to what was wanted of it. */
    List<SlotTable.Change> onChange(SlotTable.Change change, long nowNs, List<HardwareAction> out) {
        int slot = change.slot();
        boolean isOut = change instanceof SlotTable.Removed
                || (change instanceof SlotTable.HandleMoved h && h.closed()
                        && slots.state(slot) == HotSwapState.M1_INACTIVE);
        if (isOut && word.isExtracting(slot)) {
            say(word.on(slot), out);
            power.operator(slot, true);
            return slots.order(slot, tooHot.test(slot), false, nowNs);
        }
        if (change instanceof SlotTable.DrainEnded d && !d.why().isEmpty() && word.isOff(slot)) {
            // It stays: the word is not carried out later, when nobody thinks of it any more.
            say(word.on(slot), out);
            power.leaves(slot, false);
            slots.withdraw(slot);
        }
        return List.of();
    }

    private void say(OperatorWord now, List<HardwareAction> out) {
        word = now;
        out.add(new HardwareAction.OperatorWordChanged(now));
    }
}
