package io.mediachassis.snmp.notification;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mediachassis.snmp.SampleUnit;
import io.mediachassis.snmp.chassis.ChassisMib;
import io.mediachassis.snmp.snapshot.RowBuilder;
import io.mediachassis.snmp.snapshot.RowTable;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.Variable;

class NotificationLogTest {
    private static final String LOG = "1.3.6.1.2.1.92.1.3.1.1.";
    private static final String VARIABLE = "1.3.6.1.2.1.92.1.3.2.1.";

    private final NotificationLog log = new NotificationLog();

    private static Optional<String> value(RowTable table, String instance) {
        return table.get(new OID(instance)).map(Variable::toString);
    }

    private RowTable rows() {
        RowBuilder rows = new RowBuilder();
        NotificationLogRows.add(rows, log);
        return rows.build();
    }

    @Test
    void showsWhatWasSentWithItsValues() {
        Notification sent = new NotificationMaker(new ChassisMib(32473))
                .of(SampleUnit.event(7, "director.changed", 3), SampleUnit.snapshot().build()).orElseThrow();
        log.add(sent, 1200, SampleUnit.AT);
        RowTable t = rows();
        assertEquals(Optional.of(sent.id().toString()), value(t, LOG + "9.0.1"));
        assertEquals(Optional.of("0:00:12.00"), value(t, LOG + "2.0.1"));
        for (int i = 0; i < sent.bindings().size(); i++) {
            assertEquals(Optional.of(sent.bindings().get(i).getOid().toString()), value(t, VARIABLE + "2.0.1." + (i + 1)));
        }
        // mcDirectorSlot, mcDirectorEpoch, mcEventNumber, mcEventTime, mcEventText.
        assertEquals(Optional.of("3"), value(t, VARIABLE + "7.0.1.1"));
        assertEquals(Optional.of("4"), value(t, VARIABLE + "3.0.1.1"), "integer32");
        assertEquals(Optional.of("2"), value(t, VARIABLE + "3.0.1.3"), "unsigned32");
        assertEquals(Optional.of("5"), value(t, VARIABLE + "5.0.1.3"));
        assertEquals(Optional.of("8"), value(t, VARIABLE + "3.0.1.5"), "counter64");
        assertEquals(Optional.of("7"), value(t, VARIABLE + "11.0.1.5"));
        assertEquals(Optional.of("director.changed in slot 3"), value(t, VARIABLE + "8.0.1.8"));
    }

    /** The one log is there and works: enabled, operational, of as many as the whole, read-only, active. */
    @Test
    void theLogItselfHasItsRow() {
        RowTable t = rows();
        String row = "1.3.6.1.2.1.92.1.1.3.1.";
        assertEquals(List.of("100", "1", "2", "5", "1"), Stream.of(3, 4, 5, 6, 7)
                .map(column -> value(t, row + column + ".0").orElse("")).toList());
        assertEquals(Optional.of("all"), value(t, row + "2.0"), "without a filter a log takes nothing");
    }

    @Test
    void theOldestGo() {
        Notification any = new Notification(new OID("1.3.6.1.6.3.1.1.5.1"), List.of());
        for (int i = 0; i < NotificationLog.LIMIT + 3; i++) {
            log.add(any, i, i);
        }
        RowTable t = rows();
        assertEquals(Optional.empty(), value(t, LOG + "9.0.3"));
        assertEquals(Optional.of(any.id().toString()), value(t, LOG + "9.0.4"));
        assertEquals(Optional.of("103"), value(t, "1.3.6.1.2.1.92.1.2.1.0"));
        assertEquals(Optional.of("3"), value(t, "1.3.6.1.2.1.92.1.2.2.0"));
        assertEquals(Optional.of("100"), value(t, "1.3.6.1.2.1.92.1.1.1.0"));
    }
}
