package io.mediachassis.snmp.order;

import io.mediachassis.backplane.proto.UnitOrder;
import io.mediachassis.backplane.proto.UnitOrder.Kind;
import io.mediachassis.snmp.chassis.ChassisMib;
import io.mediachassis.snmp.entity.EntityIndex;
import io.mediachassis.snmp.snapshot.RowTable;
import java.util.List;
import java.util.Optional;
import org.snmp4j.PDU;
import org.snmp4j.smi.Integer32;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.Variable;

/**
 * Which objects may be set, to what, and what that orders: entStateAdmin of a blade (RFC 4268; locked: off at once,
 * shuttingDown: off once its work is handed over, unlocked: on), mcBladeIdentify, mcDirectorSlot, mcStationActiveController.
 * What is read there afterwards is how the unit then stands, which takes its time. Pure.
 */
public final class SettableObjects {
    private static final OID ENT_STATE_ADMIN = new OID("1.3.6.1.2.1.131.1.1.1.2");
    private static final int LOCKED = 2;
    private static final int SHUTTING_DOWN = 3;
    private static final int UNLOCKED = 4;
    private static final int TRUE = 1;
    private static final int FALSE = 2;
    private static final int CONTROLLERS = 2;

    private final OID identify;
    private final OID bladePresent;
    private final OID director;
    private final OID activeController;

    /** What setting an object to a value would do. */
    public sealed interface Judgement {
        /** It may not be; the error of RFC 3416, 4.2.5. */
        record Wrong(int errorStatus) implements Judgement {}

        /** It is so already. */
        record Nothing() implements Judgement {}

        /** This. */
        record Give(UnitOrder order) implements Judgement {}
    }

    public SettableObjects(ChassisMib mib) {
        this.identify = column(mib.bladeEntry(), 32);
        this.bladePresent = column(mib.bladeEntry(), 2);
        this.director = column(column(mib.director(), 1), 0);
        this.activeController = column(column(mib.station(), 8), 0);
    }

    private static OID column(OID entry, int number) {
        OID column = new OID(entry);
        column.append(number);
        return column;
    }

    /** What a user who may order anything is to see of the tree for that. */
    public List<OID> subtrees() {
        return List.of(ENT_STATE_ADMIN, identify, director, activeController);
    }

    /**
     * Judges a value for an object.
     *
     * @param table what is shown now
     */
    public Judgement judge(RowTable table, OID oid, Variable value) {
        if (subtrees().stream().noneMatch(oid::startsWith)) {
            return wrong(table.get(oid).isPresent() ? PDU.notWritable : PDU.noCreation);
        }
        Optional<Variable> now = table.get(oid);
        if (now.isEmpty()) {
            return wrong(PDU.noCreation);
        }
        if (!(value instanceof Integer32)) {
            return wrong(PDU.wrongType);
        }
        int wanted = value.toInt();
        if (oid.startsWith(ENT_STATE_ADMIN)) {
            return admin(oid.last(), wanted);
        }
        if (oid.startsWith(identify)) {
            return wanted != TRUE && wanted != FALSE ? wrong(PDU.wrongValue)
                    : present(table, oid.last(), wanted == TRUE ? Kind.IDENTIFY_ON : Kind.IDENTIFY_OFF);
        }
        if (oid.equals(director)) {
            return wanted < 1 || wanted > EntityIndex.MAX_PLACE ? wrong(PDU.wrongValue)
                    : wanted == now.get().toInt() ? new Judgement.Nothing() : present(table, wanted, Kind.HAND_OVER);
        }
        return wanted < 1 || wanted > CONTROLLERS ? wrong(PDU.wrongValue)
                : wanted == now.get().toInt() ? new Judgement.Nothing() : give(Kind.SWITCH_OVER, 0);
    }

    /** Of an entity that is no blade nobody but its maker can say whether it works. */
    private static Judgement admin(int index, int wanted) {
        int slot = index / 100_000 % 100;
        if (index != EntityIndex.blade(slot)) {
            return wrong(PDU.notWritable);
        }
        return switch (wanted) {
            case LOCKED -> give(Kind.POWER_OFF, slot);
            case SHUTTING_DOWN -> give(Kind.SHUT_DOWN, slot);
            case UNLOCKED -> give(Kind.POWER_ON, slot);
            default -> wrong(PDU.wrongValue);
        };
    }

    private Judgement present(RowTable table, int slot, Kind kind) {
        OID row = new OID(bladePresent);
        row.append(slot);
        boolean there = table.get(row).map(Variable::toInt).orElse(FALSE) == TRUE;
        return there ? give(kind, slot) : wrong(PDU.inconsistentValue);
    }

    private static Judgement give(Kind kind, int slot) {
        return new Judgement.Give(UnitOrder.newBuilder().setKind(kind).setSlot(slot).build());
    }

    private static Judgement wrong(int errorStatus) {
        return new Judgement.Wrong(errorStatus);
    }
}
