package io.mediachassis.snmp.notification;

import io.mediachassis.backplane.proto.HotSwapState;
import io.mediachassis.backplane.proto.SlotStatus;
import io.mediachassis.backplane.proto.UnitEvent;
import io.mediachassis.backplane.proto.UnitSnapshot;
import io.mediachassis.backplane.term.Term;
import io.mediachassis.snmp.chassis.ChassisMib;
import io.mediachassis.snmp.snapshot.RowBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.Variable;
import org.snmp4j.smi.VariableBinding;

/** Turns what happened in the unit into the notifications of MEDIA-CHASSIS-MIB and ENTITY-MIB. Pure. */
public final class NotificationMaker {
    /** Kinds of unit events that are notified. */
    public static final String DIRECTOR_CHANGED = "director.changed";

    public static final String BLADE_REMOVED = "blade.removed";
    public static final String BLADE_INSERTED = "blade.inserted";

    /** entConfigChange (RFC 6933). */
    static final OID ENT_CONFIG_CHANGE = new OID("1.3.6.1.2.1.47.2.0.1");

    private static final int DIRECTOR = 1;
    private static final int REMOVED = 2;
    private static final int INSERTED = 3;
    private static final int SWITCHOVER = 4;

    private final ChassisMib mib;

    public NotificationMaker(ChassisMib mib) {
        this.mib = mib;
    }

    /** Whether events of this kind are notified. */
    public static boolean tells(String kind) {
        return kind.equals(DIRECTOR_CHANGED) || kind.equals(BLADE_REMOVED) || kind.equals(BLADE_INSERTED);
    }

    /** What an event says to network management, if anything; blade columns have the values of {@code unit}. */
    public Optional<Notification> of(UnitEvent event, UnitSnapshot unit) {
        return switch (event.getKind()) {
            case DIRECTOR_CHANGED -> Optional.of(directorChanged(event));
            case BLADE_REMOVED -> Optional.of(blade(REMOVED, event, unit));
            case BLADE_INSERTED -> Optional.of(blade(INSERTED, event, unit));
            default -> Optional.empty();
        };
    }

    /** The controller of this snapshot has become the active one. */
    public Notification switchover(UnitSnapshot unit) {
        List<VariableBinding> b = new ArrayList<>();
        bind(b, mib.station(), 8, 0, RowBuilder.integer(unit.getController()));
        bind(b, mib.station(), 9, 0, RowBuilder.unsigned(Integer.toUnsignedLong(unit.getEpoch())));
        bind(b, mib.event(), 2, 0, RowBuilder.dateAndTime(unit.getActiveSinceEpochMs()));
        bind(b, mib.event(), 4, 0, RowBuilder.text("controller " + unit.getController() + " is active, epoch "
                + Integer.toUnsignedString(unit.getEpoch())));
        return new Notification(mib.notification(SWITCHOVER), b);
    }

    /** Something in the physical table came or went. */
    public Notification configChange() {
        return new Notification(ENT_CONFIG_CHANGE, List.of());
    }

    private Notification directorChanged(UnitEvent event) {
        Term term = Term.of(event.getTerm());
        List<VariableBinding> b = new ArrayList<>();
        bind(b, mib.director(), 1, 0, RowBuilder.integer(event.getSlot()));
        bind(b, mib.event(), 5, 0, RowBuilder.integer(event.getOldSlot()));
        bind(b, mib.director(), 2, 0, RowBuilder.unsigned(term.epoch()));
        bind(b, mib.director(), 3, 0, RowBuilder.unsigned(term.election()));
        event(b, event);
        return new Notification(mib.notification(DIRECTOR), b);
    }

    private Notification blade(int number, UnitEvent event, UnitSnapshot unit) {
        int slot = event.getSlot();
        HotSwapState state = unit.getSlotsList().stream()
                .filter(s -> s.getSlot() == slot)
                .map(SlotStatus::getState)
                .filter(s -> s != HotSwapState.UNRECOGNIZED)
                .findFirst()
                .orElse(HotSwapState.M0_NOT_INSTALLED);
        List<VariableBinding> b = new ArrayList<>();
        bind(b, mib.bladeEntry(), 3, slot, RowBuilder.integer(
                number == REMOVED ? HotSwapState.M0_NOT_INSTALLED.getNumber() : state.getNumber()));
        event(b, event);
        return new Notification(mib.notification(number), b);
    }

    private void event(List<VariableBinding> b, UnitEvent event) {
        bind(b, mib.event(), 1, 0, RowBuilder.counter64(event.getNumber()));
        bind(b, mib.event(), 2, 0, RowBuilder.dateAndTime(event.getAtEpochMs()));
        bind(b, mib.event(), 3, 0, RowBuilder.integer(Math.max(1, Math.min(3, event.getSeverityValue()))));
        bind(b, mib.event(), 4, 0, RowBuilder.text(event.getText()));
    }

    private static void bind(List<VariableBinding> b, OID entry, int column, int index, Variable value) {
        OID oid = new OID(entry);
        oid.append(column);
        oid.append(index);
        b.add(new VariableBinding(oid, value));
    }
}
