package io.mediachassis.snmp.interfaces;

import io.mediachassis.snmp.notification.Notification;
import io.mediachassis.snmp.snapshot.RowBuilder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.snmp4j.mp.SnmpConstants;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.Variable;
import org.snmp4j.smi.VariableBinding;

/**
 * linkDown and linkUp of IF-MIB (RFC 2863), with ifName beside the three objects of the RFC. An interface is told of at
 * most once in five seconds, with how it then stands; one whose board does not answer is not told of, since nobody knows.
 * What stood at the start, came or went is not told: ifTableLastChange and entConfigChange say that. Pure, one thread.
 */
public final class LinkNotices {
    /** Between two notifications of an interface, in hundredths of a second. */
    private static final long INTERVAL_TICKS = 500;

    private static final int DOWN = 2;
    private static final int UNKNOWN = 4;

    /**
     * How an interface stands for who was told.
     *
     * @param atTicks when that was; {@link Long#MIN_VALUE}: never
     */
    private record Told(boolean down, long atTicks) {}

    private Map<Integer, Told> told = new HashMap<>();

    /**
     * Takes the interfaces in as they are now.
     *
     * @param ticks sysUpTime now, in hundredths of a second
     * @return what is to be sent
     */
    public List<Notification> observe(List<UnitInterface> interfaces, long ticks) {
        List<Notification> notifications = new ArrayList<>();
        Map<Integer, Told> now = new HashMap<>();
        for (UnitInterface each : interfaces) {
            if (!enabled(each)) {
                continue;
            }
            Told before = told.get(each.index());
            boolean known = each.oper() != UNKNOWN;
            boolean down = each.oper() == DOWN;
            if (before == null) {
                if (known) {
                    now.put(each.index(), new Told(down, Long.MIN_VALUE));
                }
            } else if (known && down != before.down() && due(before, ticks)) {
                now.put(each.index(), new Told(down, ticks));
                notifications.add(notification(each, down));
            } else {
                now.put(each.index(), before);
            }
        }
        told = now;
        return notifications;
    }

    /** ifLinkUpDownTrapEnable: as the RFC has it, of those that do not run on top of others. */
    static boolean enabled(UnitInterface each) {
        return each.lower().isEmpty();
    }

    private static boolean due(Told before, long ticks) {
        return before.atTicks() == Long.MIN_VALUE || ticks - before.atTicks() >= INTERVAL_TICKS;
    }

    private static Notification notification(UnitInterface each, boolean down) {
        List<VariableBinding> bindings = new ArrayList<>();
        bind(bindings, InterfaceRows.IF_ENTRY, 1, each, RowBuilder.integer(each.index()));
        bind(bindings, InterfaceRows.IF_ENTRY, 7, each, InterfaceRows.admin(each));
        bind(bindings, InterfaceRows.IF_ENTRY, 8, each, RowBuilder.integer(each.oper()));
        bind(bindings, InterfaceRows.IF_X_ENTRY, 1, each, InterfaceRows.name(each));
        return new Notification(down ? SnmpConstants.linkDown : SnmpConstants.linkUp, bindings);
    }

    private static void bind(List<VariableBinding> to, OID entry, int column, UnitInterface each, Variable value) {
        OID instance = new OID(entry);
        instance.append(column);
        instance.append(each.index());
        to.add(new VariableBinding(instance, value));
    }
}
