package io.mediachassis.snmp.notification;

import io.mediachassis.snmp.snapshot.RowBuilder;
import java.util.List;
import org.snmp4j.smi.Counter32;
import org.snmp4j.smi.Counter64;
import org.snmp4j.smi.Integer32;
import org.snmp4j.smi.IpAddress;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.OctetString;
import org.snmp4j.smi.Opaque;
import org.snmp4j.smi.TimeTicks;
import org.snmp4j.smi.UnsignedInteger32;
import org.snmp4j.smi.Variable;
import org.snmp4j.smi.VariableBinding;

/**
 * A variable of a notification as a row of a table: nlmLogVariableTable (RFC 3014) and alarmActiveVariableTable (RFC 3877)
 * have the same columns. Pure.
 */
public final class VariableRow {
    /** A type of values: its number in the column that names it, and the column that has them. */
    private record ValueType(Class<? extends Variable> of, int number, int column) {}

    /** The first that fits counts. */
    private static final List<ValueType> TYPES = List.of(
            new ValueType(Counter32.class, 1, 4),
            new ValueType(TimeTicks.class, 3, 6),
            new ValueType(UnsignedInteger32.class, 2, 5),
            new ValueType(Integer32.class, 4, 7),
            new ValueType(IpAddress.class, 5, 9),
            new ValueType(Opaque.class, 9, 12),
            new ValueType(OctetString.class, 6, 8),
            new ValueType(OID.class, 7, 10),
            new ValueType(Counter64.class, 8, 11));

    private VariableRow() {}

    /** Adds what it is, its type, and its value in the one column for that. */
    public static void add(RowBuilder rows, OID entry, VariableBinding binding, int... index) {
        for (ValueType type : TYPES) {
            if (type.of().isInstance(binding.getVariable())) {
                rows.add(entry, 2, binding.getOid(), index);
                rows.add(entry, 3, RowBuilder.integer(type.number()), index);
                rows.add(entry, type.column(), binding.getVariable(), index);
                return;
            }
        }
    }
}
