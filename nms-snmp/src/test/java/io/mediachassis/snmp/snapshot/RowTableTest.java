package io.mediachassis.snmp.snapshot;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.snmp4j.agent.DefaultMOScope;
import org.snmp4j.agent.request.Request;
import org.snmp4j.agent.request.SubRequest;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.OctetString;
import org.snmp4j.smi.Variable;
import org.snmp4j.smi.VariableBinding;

class RowTableTest {
    private static final OID ENTRY = new OID("1.3.6.1.4.1.32473.9.1");

    private static RowTable table() {
        return new RowBuilder()
                .add(ENTRY, 3, RowBuilder.integer(33), 1)
                .add(ENTRY, 2, RowBuilder.integer(22), 2)
                .add(ENTRY, 2, RowBuilder.integer(21), 1)
                .build();
    }

    @Test
    void findsExactlyAndNext() {
        RowTable t = table();
        assertEquals(21, t.get(new OID(ENTRY + ".2.1")).orElseThrow().toInt());
        assertTrue(t.get(new OID(ENTRY + ".2")).isEmpty());
        assertEquals(0, t.firstFrom(ENTRY, true));
        assertEquals(1, t.firstFrom(new OID(ENTRY + ".2.1"), false));
        assertEquals(0, t.firstFrom(new OID(ENTRY + ".2.1"), true));
        assertEquals(2, t.firstFrom(new OID(ENTRY + ".2.3"), true));
        assertEquals(3, t.firstFrom(new OID(ENTRY + ".3.1"), false));
        assertTrue(t.hasBelow(ENTRY));
        assertFalse(t.hasBelow(new OID(ENTRY + ".4")));
    }

    @Test
    void refusesAnInstanceTwice() {
        RowBuilder b = new RowBuilder().add(ENTRY, 2, RowBuilder.integer(1), 1).add(ENTRY, 2, RowBuilder.integer(2), 1);
        assertThrows(IllegalArgumentException.class, b::build);
    }

    @Test
    void searchKeepsToItsRangeAndFilter() {
        SnapshotObject o = new SnapshotObject(new OID("1.3.6.1.4"), new OID("1.3.6.1.5"), Setting.NONE);
        o.publish(table());
        OID end = new OID(ENTRY + ".3.1");
        assertEquals(end, o.find(new DefaultMOScope(new OID(ENTRY + ".2.2"), false, end, true)));
        assertNull(o.find(new DefaultMOScope(new OID(ENTRY + ".2.2"), false, end, false)));
    }

    @Test
    void twoThatServeOneTableKeepToTheirOwnPart() {
        OID middle = new OID(ENTRY + ".2.3");
        SnapshotObject first = new SnapshotObject(new OID("1.3.6.1.4"), middle, Setting.NONE);
        SnapshotObject second = new SnapshotObject(middle, new OID("1.3.6.1.5"), Setting.NONE);
        first.publish(table());
        second.publish(table());
        assertEquals(List.of(table().oid(0), table().oid(1)), walk(first));
        assertEquals(List.of(table().oid(2)), walk(second));
    }

    /** A blade that goes between two parts of one request is in neither or in both. */
    @Test
    void oneRequestIsAnsweredFromOneTable() {
        SnapshotObject o = new SnapshotObject(new OID("1.3.6.1.4"), new OID("1.3.6.1.5"), Setting.NONE);
        o.publish(table());
        Map<Object, Object> request = new HashMap<>();
        assertFalse(get(o, request, table().oid(0)).isException());
        o.publish(new RowBuilder().add(ENTRY, 9, RowBuilder.integer(9), 9).build());
        assertFalse(get(o, request, table().oid(1)).isException());
        assertTrue(get(o, new HashMap<>(), table().oid(1)).isException(), "the next request");
    }

    private static Variable get(SnapshotObject object, Map<Object, Object> request, OID oid) {
        VariableBinding binding = new VariableBinding(oid);
        Object whole = proxy(Request.class, (method, args) -> method.equals("getProcessingUserObject")
                ? request.get(args[0]) : request.put(args[0], args[1]));
        object.get(proxy(SubRequest.class, (method, args) -> method.equals("getRequest") ? whole
                : method.equals("getVariableBinding") ? binding : null));
        return binding.getVariable();
    }

    private static <T> T proxy(Class<T> type, BiFunction<String, Object[], @Nullable Object> does) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type},
                (self, method, args) -> does.apply(method.getName(), args)));
    }

    /** What GETNEXT finds in it from the tree's beginning on, when nothing is asked to end before. */
    private static List<OID> walk(SnapshotObject object) {
        List<OID> found = new ArrayList<>();
        for (OID at = object.find(new DefaultMOScope(new OID("1.3"), true, null, false)); at != null;
                at = object.find(new DefaultMOScope(at, false, null, false))) {
            found.add(at);
        }
        return found;
    }

    @Test
    void datesAreRfc2579() {
        OctetString d = (OctetString) RowBuilder.dateAndTime(1_790_000_000_123L);
        assertArrayEquals(new byte[] {0x07, (byte) 0xEA, 9, 21, 14, 13, 20, 1, '+', 0, 0}, d.getValue());
        assertArrayEquals(new byte[8], ((OctetString) RowBuilder.dateAndTime(0)).getValue());
    }

    @Test
    void numbersStayInTheirRange() {
        assertEquals(4_294_967_295L, RowBuilder.gauge(-1).toLong());
        assertEquals(4_294_967_295L, RowBuilder.gauge(1L << 40).toLong());
        assertEquals(Integer.MAX_VALUE, RowBuilder.integer(1L << 40).toInt());
        assertEquals(0, RowBuilder.counter(1L << 32).toLong());
        assertEquals(255, RowBuilder.ascii("x".repeat(300)).length());
    }
}
