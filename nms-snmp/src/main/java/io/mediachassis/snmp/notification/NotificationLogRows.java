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
 * NOTIFICATION-LOG-MIB (RFC 3014), read-only and with the one log whose name is empty; its notifications are of this
 * engine, so that the columns that say of which are empty. Pure.
 */
public final class NotificationLogRows {
    static final OID NLM_CONFIG = new OID("1.3.6.1.2.1.92.1.1");
    static final OID NLM_STATS = new OID("1.3.6.1.2.1.92.1.2");
    static final OID NLM_STATS_LOG_ENTRY = new OID("1.3.6.1.2.1.92.1.2.3.1");
    static final OID NLM_LOG_ENTRY = new OID("1.3.6.1.2.1.92.1.3.1.1");
    static final OID NLM_LOG_VARIABLE_ENTRY = new OID("1.3.6.1.2.1.92.1.3.2.1");
    private static final OID ZERO_DOT_ZERO = new OID("0.0");
    /** nlmLogName, a string of no characters with its length before it. */
    private static final int LOG = 0;

    /** A type of values: its number in nlmLogVariableValueType, and the column that has them. */
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

    private NotificationLogRows() {}

    /** Adds all rows. */
    public static void add(RowBuilder rows, NotificationLog log) {
        rows.add(NLM_CONFIG, 1, RowBuilder.unsigned(NotificationLog.LIMIT), 0);
        rows.add(NLM_CONFIG, 2, RowBuilder.unsigned(0), 0);
        rows.add(NLM_STATS, 1, RowBuilder.counter(log.logged()), 0);
        rows.add(NLM_STATS, 2, RowBuilder.counter(log.bumped()), 0);
        rows.add(NLM_STATS_LOG_ENTRY, 1, RowBuilder.counter(log.logged()), LOG);
        rows.add(NLM_STATS_LOG_ENTRY, 2, RowBuilder.counter(log.bumped()), LOG);
        log.entries().forEach(entry -> entry(rows, entry));
    }

    private static void entry(RowBuilder rows, NotificationLog.Entry entry) {
        int[] index = {LOG, (int) entry.index()};
        rows.add(NLM_LOG_ENTRY, 2, RowBuilder.ticks(entry.ticks()), index);
        rows.add(NLM_LOG_ENTRY, 3, RowBuilder.dateAndTime(entry.epochMs()), index);
        rows.add(NLM_LOG_ENTRY, 4, RowBuilder.octets(), index);
        rows.add(NLM_LOG_ENTRY, 5, RowBuilder.octets(), index);
        rows.add(NLM_LOG_ENTRY, 6, new OID(ZERO_DOT_ZERO), index);
        rows.add(NLM_LOG_ENTRY, 7, RowBuilder.octets(), index);
        rows.add(NLM_LOG_ENTRY, 8, RowBuilder.text(""), index);
        rows.add(NLM_LOG_ENTRY, 9, entry.notification().id(), index);
        int variable = 0;
        for (VariableBinding binding : entry.notification().bindings()) {
            variable(rows, binding, LOG, (int) entry.index(), ++variable);
        }
    }

    private static void variable(RowBuilder rows, VariableBinding binding, int... index) {
        for (ValueType type : TYPES) {
            if (type.of().isInstance(binding.getVariable())) {
                rows.add(NLM_LOG_VARIABLE_ENTRY, 2, binding.getOid(), index);
                rows.add(NLM_LOG_VARIABLE_ENTRY, 3, RowBuilder.integer(type.number()), index);
                rows.add(NLM_LOG_VARIABLE_ENTRY, type.column(), binding.getVariable(), index);
                return;
            }
        }
    }
}
