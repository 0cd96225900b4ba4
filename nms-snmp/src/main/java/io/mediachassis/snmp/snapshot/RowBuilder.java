package io.mediachassis.snmp.snapshot;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.snmp4j.smi.Counter32;
import org.snmp4j.smi.Counter64;
import org.snmp4j.smi.Gauge32;
import org.snmp4j.smi.Integer32;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.OctetString;
import org.snmp4j.smi.TimeTicks;
import org.snmp4j.smi.UnsignedInteger32;
import org.snmp4j.smi.Variable;

/**
 * Collects instances in any order and types their values as the MIBs do, each held to the range of its syntax: a number
 * too large is shown as the largest, a string is cut and kept to printable ASCII. One thread.
 */
public final class RowBuilder {
    /** One object instance and its value. */
    record Instance(OID oid, Variable value) {}

    private static final long MAX_UNSIGNED = 0xFFFF_FFFFL;
    private static final int MAX_TEXT = 255;

    private final List<Instance> instances = new ArrayList<>(1024);

    /** Adds an instance of a column: {@code entry.column.index...}; a scalar is column n of its parent with index 0. */
    public RowBuilder add(OID entry, int column, Variable value, int... index) {
        int[] base = entry.getValue();
        int[] whole = new int[base.length + 1 + index.length];
        System.arraycopy(base, 0, whole, 0, base.length);
        whole[base.length] = column;
        System.arraycopy(index, 0, whole, base.length + 1, index.length);
        instances.add(new Instance(new OID(whole), value));
        return this;
    }

    /** The table of everything added. */
    public RowTable build() {
        return RowTable.of(instances);
    }

    /** Integer32 or an enumeration, clamped to its 32 bits. */
    public static Variable integer(long value) {
        return new Integer32((int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, value)));
    }

    /** Unsigned32. */
    public static Variable unsigned(long value) {
        return new UnsignedInteger32(Math.max(0, Math.min(MAX_UNSIGNED, value)));
    }

    /** Gauge32. */
    public static Variable gauge(long value) {
        return new Gauge32(value < 0 ? MAX_UNSIGNED : Math.min(MAX_UNSIGNED, value));
    }

    /** Counter32, which wraps. */
    public static Variable counter(long value) {
        return new Counter32(value & MAX_UNSIGNED);
    }

    /** Counter64. */
    public static Variable counter64(long value) {
        return new Counter64(value);
    }

    /** TimeTicks: hundredths of a second, which wrap after 497 days. */
    public static Variable ticks(long hundredths) {
        return new TimeTicks(hundredths & MAX_UNSIGNED);
    }

    /** TruthValue. */
    public static Variable truth(boolean value) {
        return new Integer32(value ? 1 : 2);
    }

    /** SnmpAdminString or DisplayString, at most 255 printable ASCII characters. */
    public static Variable text(String value) {
        return new OctetString(ascii(value).getBytes(StandardCharsets.US_ASCII));
    }

    /** Printable ASCII, at most 255 characters: several managers refuse or mangle anything else. */
    public static String ascii(String value) {
        StringBuilder b = new StringBuilder(Math.min(value.length(), MAX_TEXT));
        for (int i = 0; i < value.length() && b.length() < MAX_TEXT; i++) {
            char c = value.charAt(i);
            b.append(c >= 0x20 && c < 0x7F ? c : '?');
        }
        return b.toString().trim();
    }

    /** Octets as they are. */
    public static Variable octets(byte... value) {
        return new OctetString(value);
    }

    /** DateAndTime (RFC 2579), eleven octets in UTC; eight zero octets when {@code epochMs} is 0, not known. */
    public static Variable dateAndTime(long epochMs) {
        if (epochMs <= 0) {
            return octets(new byte[8]);
        }
        OffsetDateTime t = Instant.ofEpochMilli(epochMs).atOffset(ZoneOffset.UTC);
        return octets((byte) (t.getYear() >> 8), (byte) t.getYear(), (byte) t.getMonthValue(),
                (byte) t.getDayOfMonth(), (byte) t.getHour(), (byte) t.getMinute(), (byte) t.getSecond(),
                (byte) (t.getNano() / 100_000_000), (byte) '+', (byte) 0, (byte) 0);
    }
}
