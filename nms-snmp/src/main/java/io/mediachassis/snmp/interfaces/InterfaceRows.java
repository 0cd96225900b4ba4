package io.mediachassis.snmp.interfaces;

import io.mediachassis.backplane.proto.NetworkInterface;
import io.mediachassis.snmp.snapshot.RowBuilder;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.Variable;

/**
 * IF-MIB (RFC 2863): ifNumber, ifTable, ifXTable and ifStackTable without the deprecated columns. Nothing is written.
 * Counters that Linux does not have are 0, as net-snmp shows them. Pure.
 */
public final class InterfaceRows {
    static final OID INTERFACES = new OID("1.3.6.1.2.1.2");
    static final OID IF_ENTRY = new OID("1.3.6.1.2.1.2.2.1");
    static final OID IF_MIB_OBJECTS = new OID("1.3.6.1.2.1.31.1");
    static final OID IF_X_ENTRY = new OID("1.3.6.1.2.1.31.1.1.1");
    static final OID IF_STACK_ENTRY = new OID("1.3.6.1.2.1.31.1.2.1");
    private static final int UP = 1;
    private static final int DOWN = 2;
    private static final int TRAPS_ENABLED = 1;
    private static final int TRAPS_DISABLED = 2;
    private static final int ACTIVE = 1;
    private static final int MAX_ALIAS = 64;
    private static final long MEGA = 1_000_000;

    private InterfaceRows() {}

    /** Adds the rows of all interfaces; {@code changes} knows since when. */
    public static void add(RowBuilder rows, List<UnitInterface> interfaces, InterfaceChanges changes) {
        rows.add(INTERFACES, 1, RowBuilder.integer(interfaces.size()), 0);
        rows.add(IF_MIB_OBJECTS, 5, RowBuilder.ticks(changes.tableTicks()), 0);
        rows.add(IF_MIB_OBJECTS, 6, RowBuilder.ticks(changes.stackTicks()), 0);
        for (UnitInterface each : interfaces) {
            entry(rows, each, changes);
            extension(rows, each, changes);
        }
        stack(rows, interfaces);
    }

    private static void entry(RowBuilder rows, UnitInterface each, InterfaceChanges changes) {
        NetworkInterface f = each.facts();
        int i = each.index();
        rows.add(IF_ENTRY, 1, RowBuilder.integer(i), i);
        rows.add(IF_ENTRY, 2, RowBuilder.text(each.board().name() + " " + f.getName()), i);
        rows.add(IF_ENTRY, 3, RowBuilder.integer(f.getType()), i);
        rows.add(IF_ENTRY, 4, RowBuilder.integer(f.getMtu()), i);
        rows.add(IF_ENTRY, 5, RowBuilder.gauge(f.getSpeedBps()), i);
        rows.add(IF_ENTRY, 6, RowBuilder.octets(f.getMac().toByteArray()), i);
        rows.add(IF_ENTRY, 7, admin(each), i);
        rows.add(IF_ENTRY, 8, RowBuilder.integer(each.oper()), i);
        rows.add(IF_ENTRY, 9, RowBuilder.ticks(changes.operTicks(i)), i);
        rows.add(IF_ENTRY, 10, RowBuilder.counter(f.getInOctets()), i);
        rows.add(IF_ENTRY, 11, RowBuilder.counter(f.getInUnicast()), i);
        rows.add(IF_ENTRY, 13, RowBuilder.counter(f.getInDiscards()), i);
        rows.add(IF_ENTRY, 14, RowBuilder.counter(f.getInErrors()), i);
        rows.add(IF_ENTRY, 15, RowBuilder.counter(0), i);
        rows.add(IF_ENTRY, 16, RowBuilder.counter(f.getOutOctets()), i);
        rows.add(IF_ENTRY, 17, RowBuilder.counter(f.getOutUnicast()), i);
        rows.add(IF_ENTRY, 19, RowBuilder.counter(f.getOutDiscards()), i);
        rows.add(IF_ENTRY, 20, RowBuilder.counter(f.getOutErrors()), i);
    }

    private static void extension(RowBuilder rows, UnitInterface each, InterfaceChanges changes) {
        NetworkInterface f = each.facts();
        int i = each.index();
        String alias = each.board().where() + (f.getAlias().isBlank() ? "" : ": " + f.getAlias());
        rows.add(IF_X_ENTRY, 1, name(each), i);
        rows.add(IF_X_ENTRY, 2, RowBuilder.counter(f.getInMulticast()), i);
        rows.add(IF_X_ENTRY, 3, RowBuilder.counter(0), i);
        rows.add(IF_X_ENTRY, 4, RowBuilder.counter(0), i);
        rows.add(IF_X_ENTRY, 5, RowBuilder.counter(0), i);
        rows.add(IF_X_ENTRY, 6, RowBuilder.counter64(f.getInOctets()), i);
        rows.add(IF_X_ENTRY, 7, RowBuilder.counter64(f.getInUnicast()), i);
        rows.add(IF_X_ENTRY, 8, RowBuilder.counter64(f.getInMulticast()), i);
        rows.add(IF_X_ENTRY, 9, RowBuilder.counter64(0), i);
        rows.add(IF_X_ENTRY, 10, RowBuilder.counter64(f.getOutOctets()), i);
        rows.add(IF_X_ENTRY, 11, RowBuilder.counter64(f.getOutUnicast()), i);
        rows.add(IF_X_ENTRY, 12, RowBuilder.counter64(0), i);
        rows.add(IF_X_ENTRY, 13, RowBuilder.counter64(0), i);
        rows.add(IF_X_ENTRY, 14, RowBuilder.integer(LinkNotices.enabled(each) ? TRAPS_ENABLED : TRAPS_DISABLED), i);
        rows.add(IF_X_ENTRY, 15, RowBuilder.gauge(Long.divideUnsigned(f.getSpeedBps(), MEGA)), i);
        rows.add(IF_X_ENTRY, 16, RowBuilder.truth(f.getPromiscuous()), i);
        rows.add(IF_X_ENTRY, 17, RowBuilder.truth(f.getConnector()), i);
        rows.add(IF_X_ENTRY, 18, RowBuilder.text(alias.substring(0, Math.min(MAX_ALIAS, alias.length()))), i);
        rows.add(IF_X_ENTRY, 19, RowBuilder.ticks(changes.discontinuityTicks(i)), i);
    }

    /** ifAdminStatus. */
    static Variable admin(UnitInterface each) {
        return RowBuilder.integer(each.facts().getAdminUp() ? UP : DOWN);
    }

    /** ifName. */
    static Variable name(UnitInterface each) {
        return RowBuilder.text(each.board().word() + "/" + each.facts().getName());
    }

    /** 0 stands above those with nothing on top of them, and below those with nothing underneath. */
    private static void stack(RowBuilder rows, List<UnitInterface> interfaces) {
        Map<Integer, TreeSet<Integer>> lowerOf = new TreeMap<>();
        interfaces.forEach(each -> lowerOf.put(each.index(), new TreeSet<>()));
        TreeSet<Integer> covered = new TreeSet<>();
        for (UnitInterface each : interfaces) {
            for (int lower : each.lower()) {
                if (lowerOf.containsKey(lower)) {
                    lowerOf.getOrDefault(each.index(), new TreeSet<>()).add(lower);
                    covered.add(lower);
                }
            }
        }
        lowerOf.forEach((index, lower) -> {
            if (!covered.contains(index)) {
                rows.add(IF_STACK_ENTRY, 3, RowBuilder.integer(ACTIVE), 0, index);
            }
            if (lower.isEmpty()) {
                rows.add(IF_STACK_ENTRY, 3, RowBuilder.integer(ACTIVE), index, 0);
            }
            lower.forEach(below -> rows.add(IF_STACK_ENTRY, 3, RowBuilder.integer(ACTIVE), index, below));
        });
    }
}
