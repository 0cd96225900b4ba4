package io.mediachassis.snmp.notification;

import io.mediachassis.snmp.snapshot.RowBuilder;
import org.snmp4j.agent.mo.snmp.StorageType;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.OctetString;
import org.snmp4j.smi.VariableBinding;

/**
 * NOTIFICATION-LOG-MIB (RFC 3014), read-only and with the one log whose name is empty; its notifications are of this
 * engine, so that the columns that say of which are empty. Pure.
 */
public final class NotificationLogRows {
    static final OID NLM_CONFIG = new OID("1.3.6.1.2.1.92.1.1");
    static final OID NLM_CONFIG_LOG_ENTRY = new OID("1.3.6.1.2.1.92.1.1.3.1");
    static final OID NLM_STATS = new OID("1.3.6.1.2.1.92.1.2");
    static final OID NLM_STATS_LOG_ENTRY = new OID("1.3.6.1.2.1.92.1.2.3.1");
    static final OID NLM_LOG_ENTRY = new OID("1.3.6.1.2.1.92.1.3.1.1");
    static final OID NLM_LOG_VARIABLE_ENTRY = new OID("1.3.6.1.2.1.92.1.3.2.1");
    private static final OID ZERO_DOT_ZERO = new OID("0.0");
    /** nlmLogName, a string of no characters with its length before it. */
    private static final int LOG = 0;

    /** nlmConfigLogOperStatus. */
    private static final int OPERATIONAL = 2;

    private static final int ENABLED = 1;
    private static final int ACTIVE = 1;
    /** Every notification but authenticationFailure. */
    private static final String FILTER = "all";

    private NotificationLogRows() {}

    /** Adds all rows. */
    public static void add(RowBuilder rows, NotificationLog log) {
        rows.add(NLM_CONFIG, 1, RowBuilder.unsigned(NotificationLog.LIMIT), 0);
        rows.add(NLM_CONFIG, 2, RowBuilder.unsigned(0), 0);
        rows.add(NLM_CONFIG_LOG_ENTRY, 2, RowBuilder.text(FILTER), LOG);
        rows.add(NLM_CONFIG_LOG_ENTRY, 3, RowBuilder.unsigned(NotificationLog.LIMIT), LOG);
        rows.add(NLM_CONFIG_LOG_ENTRY, 4, RowBuilder.integer(ENABLED), LOG);
        rows.add(NLM_CONFIG_LOG_ENTRY, 5, RowBuilder.integer(OPERATIONAL), LOG);
        rows.add(NLM_CONFIG_LOG_ENTRY, 6, RowBuilder.integer(StorageType.readOnly), LOG);
        rows.add(NLM_CONFIG_LOG_ENTRY, 7, RowBuilder.integer(ACTIVE), LOG);
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
            VariableRow.add(rows, NLM_LOG_VARIABLE_ENTRY, binding, LOG, (int) entry.index(), ++variable);
        }
    }
}
