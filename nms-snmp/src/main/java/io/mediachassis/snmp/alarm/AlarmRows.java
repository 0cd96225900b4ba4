package io.mediachassis.snmp.alarm;

import io.mediachassis.snmp.notification.Notification;
import io.mediachassis.snmp.notification.VariableRow;
import io.mediachassis.snmp.snapshot.RowBuilder;
import java.util.ArrayList;
import java.util.List;
import org.snmp4j.mp.SnmpConstants;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.OctetString;
import org.snmp4j.smi.VariableBinding;

/**
 * ALARM-MIB (RFC 3877), read-only and with the one list whose name is empty: models, active alarms with their statistics,
 * cleared ones; alarmActiveState and alarmClearState. The variables of an active alarm are those of its alarmActiveState, in
 * the order of the message, with sysUpTime and snmpTrapOID first. Pure.
 */
public final class AlarmRows {
    static final OID ALARM_MODEL = new OID("1.3.6.1.2.1.118.1.1");
    static final OID ALARM_MODEL_ENTRY = new OID("1.3.6.1.2.1.118.1.1.2.1");
    static final OID ALARM_ACTIVE = new OID("1.3.6.1.2.1.118.1.2");
    static final OID ALARM_ACTIVE_ENTRY = new OID("1.3.6.1.2.1.118.1.2.2.1");
    static final OID ALARM_ACTIVE_VARIABLE_ENTRY = new OID("1.3.6.1.2.1.118.1.2.3.1");
    static final OID ALARM_ACTIVE_STATS_ENTRY = new OID("1.3.6.1.2.1.118.1.2.4.1");
    static final OID ALARM_CLEAR = new OID("1.3.6.1.2.1.118.1.3");
    static final OID ALARM_CLEAR_ENTRY = new OID("1.3.6.1.2.1.118.1.3.2.1");
    static final OID ALARM_ACTIVE_STATE = new OID("1.3.6.1.2.1.118.0.2");
    static final OID ALARM_CLEAR_STATE = new OID("1.3.6.1.2.1.118.0.3");
    private static final OID ZERO_DOT_ZERO = new OID("0.0");
    /** alarmListName, a string of no characters with its length before it. */
    private static final int LIST = 0;
    /** alarmModelState: 1 is cleared for every model. */
    private static final int CLEARED = 1;

    private static final int RAISED = 2;
    private static final int ROW_ACTIVE = 1;

    private AlarmRows() {}

    /** Adds all rows; {@code engineId} is of this agent. */
    public static void add(RowBuilder rows, AlarmBook book, OctetString engineId) {
        models(rows);
        rows.add(ALARM_ACTIVE, 1, RowBuilder.ticks(book.changedTicks()), 0);
        rows.add(ALARM_ACTIVE, 5, RowBuilder.counter(book.overflow()), 0);
        rows.add(ALARM_ACTIVE_STATS_ENTRY, 1, RowBuilder.gauge(book.active().size()), LIST);
        rows.add(ALARM_ACTIVE_STATS_ENTRY, 2, RowBuilder.counter(book.raisedTotal()), LIST);
        rows.add(ALARM_ACTIVE_STATS_ENTRY, 3, RowBuilder.ticks(book.raisedTicks()), LIST);
        rows.add(ALARM_ACTIVE_STATS_ENTRY, 4, RowBuilder.ticks(book.clearedTicks()), LIST);
        book.active().forEach(alarm -> active(rows, alarm, engineId));
        rows.add(ALARM_CLEAR, 1, RowBuilder.unsigned(AlarmBook.MOST_CLEARED), 0);
        book.cleared().forEach(alarm -> cleared(rows, alarm, engineId));
    }

    private static void models(RowBuilder rows) {
        rows.add(ALARM_MODEL, 1, RowBuilder.ticks(0), 0);
        for (AlarmType type : AlarmType.values()) {
            for (int state = CLEARED; state <= RAISED; state++) {
                int[] index = {LIST, type.index(), state};
                rows.add(ALARM_MODEL_ENTRY, 3,
                        new OID(state == RAISED ? ALARM_ACTIVE_STATE : ALARM_CLEAR_STATE), index);
                rows.add(ALARM_MODEL_ENTRY, 4, RowBuilder.unsigned(0), index);
                rows.add(ALARM_MODEL_ENTRY, 5, RowBuilder.integer(0), index);
                rows.add(ALARM_MODEL_ENTRY, 6,
                        RowBuilder.text((state == RAISED ? "" : "Over: ") + type.description()), index);
                rows.add(ALARM_MODEL_ENTRY, 7, new OID(ZERO_DOT_ZERO), index);
                rows.add(ALARM_MODEL_ENTRY, 8, new OID(ZERO_DOT_ZERO), index);
                rows.add(ALARM_MODEL_ENTRY, 9, new OID(ZERO_DOT_ZERO), index);
                rows.add(ALARM_MODEL_ENTRY, 10, RowBuilder.integer(ROW_ACTIVE), index);
            }
        }
    }

    private static void active(RowBuilder rows, AlarmBook.Dated dated, OctetString engineId) {
        int[] index = index(dated);
        Alarm alarm = dated.alarm();
        rows.add(ALARM_ACTIVE_ENTRY, 4, engineId, index);
        rows.add(ALARM_ACTIVE_ENTRY, 5, RowBuilder.integer(0), index);
        rows.add(ALARM_ACTIVE_ENTRY, 6, RowBuilder.octets(), index);
        rows.add(ALARM_ACTIVE_ENTRY, 7, RowBuilder.text(""), index);
        List<VariableBinding> variables = variables(dated);
        rows.add(ALARM_ACTIVE_ENTRY, 8, RowBuilder.unsigned(variables.size()), index);
        rows.add(ALARM_ACTIVE_ENTRY, 9, new OID(ALARM_ACTIVE_STATE), index);
        rows.add(ALARM_ACTIVE_ENTRY, 10, alarm.resource(), index);
        rows.add(ALARM_ACTIVE_ENTRY, 11, RowBuilder.text(alarm.text()), index);
        rows.add(ALARM_ACTIVE_ENTRY, 12, new OID(ZERO_DOT_ZERO), index);
        rows.add(ALARM_ACTIVE_ENTRY, 13, model(alarm, RAISED), index);
        rows.add(ALARM_ACTIVE_ENTRY, 14, new OID(ZERO_DOT_ZERO), index);
        int number = 0;
        for (VariableBinding variable : variables) {
            VariableRow.add(rows, ALARM_ACTIVE_VARIABLE_ENTRY, variable, LIST, dated.index(), ++number);
        }
    }

    /** As though the alarm had come by an SNMPv2 trap (RFC 3877, alarmActiveVariableEntry). */
    private static List<VariableBinding> variables(AlarmBook.Dated dated) {
        List<VariableBinding> all = new ArrayList<>();
        all.add(new VariableBinding(SnmpConstants.sysUpTime, RowBuilder.ticks(dated.ticks())));
        all.add(new VariableBinding(SnmpConstants.snmpTrapOID, new OID(ALARM_ACTIVE_STATE)));
        all.addAll(notification(ALARM_ACTIVE_STATE, dated, RAISED).bindings());
        return all;
    }

    private static void cleared(RowBuilder rows, AlarmBook.Dated dated, OctetString engineId) {
        int[] index = index(dated);
        rows.add(ALARM_CLEAR_ENTRY, 3, engineId, index);
        rows.add(ALARM_CLEAR_ENTRY, 4, RowBuilder.integer(0), index);
        rows.add(ALARM_CLEAR_ENTRY, 5, RowBuilder.octets(), index);
        rows.add(ALARM_CLEAR_ENTRY, 6, RowBuilder.text(""), index);
        rows.add(ALARM_CLEAR_ENTRY, 7, new OID(ALARM_CLEAR_STATE), index);
        rows.add(ALARM_CLEAR_ENTRY, 8, dated.alarm().resource(), index);
        rows.add(ALARM_CLEAR_ENTRY, 9, RowBuilder.unsigned(0), index);
        rows.add(ALARM_CLEAR_ENTRY, 10, model(dated.alarm(), CLEARED), index);
    }

    /** alarmListName, then DateAndTime with its length before it, then the number. */
    private static int[] index(AlarmBook.Dated dated) {
        byte[] date = ((OctetString) RowBuilder.dateAndTime(dated.atEpochMs())).getValue();
        int[] index = new int[date.length + 3];
        index[0] = LIST;
        index[1] = date.length;
        for (int i = 0; i < date.length; i++) {
            index[2 + i] = date[i] & 0xFF;
        }
        index[index.length - 1] = dated.index();
        return index;
    }

    /** The first accessible column of the model's row. */
    private static OID model(Alarm alarm, int state) {
        return instance(ALARM_MODEL_ENTRY, 3, LIST, alarm.type().index(), state);
    }

    private static OID instance(OID entry, int column, int... index) {
        OID instance = new OID(entry);
        instance.append(column);
        for (int arc : index) {
            instance.append(arc);
        }
        return instance;
    }

    /** What is told of changes, those raised first. */
    public static List<Notification> notifications(AlarmBook.Changes changes) {
        List<Notification> told = new ArrayList<>();
        changes.raised().forEach(alarm -> told.add(notification(ALARM_ACTIVE_STATE, alarm, RAISED)));
        changes.cleared().forEach(alarm -> told.add(notification(ALARM_CLEAR_STATE, alarm, CLEARED)));
        return told;
    }

    /** With the text beside the two objects of the RFC: most receivers show only what comes with the notification. */
    private static Notification notification(OID id, AlarmBook.Dated dated, int state) {
        int[] index = index(dated);
        return new Notification(id, List.of(
                new VariableBinding(instance(ALARM_ACTIVE_ENTRY, 13, index), model(dated.alarm(), state)),
                new VariableBinding(instance(ALARM_ACTIVE_ENTRY, 10, index), dated.alarm().resource()),
                new VariableBinding(instance(ALARM_ACTIVE_ENTRY, 11, index),
                        RowBuilder.text(dated.alarm().text()))));
    }
}
