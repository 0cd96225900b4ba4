package io.mediachassis.snmp.interfaces;

import io.mediachassis.backplane.proto.NetworkInterface;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Remembers what the interfaces were, for the objects of IF-MIB that say since when; all in sysUpTime, hundredths of a
 * second, and 0 for what was so when this agent started. One thread.
 */
public final class InterfaceChanges {
    private record Seen(NetworkInterface facts, String bootId, int oper, long operTicks, long discontinuityTicks) {}

    private Map<Integer, Seen> seen = new HashMap<>();
    private @Nullable Map<Integer, List<Integer>> stack;
    private long tableTicks;
    private long stackTicks;

    /** Takes the interfaces in as they are now. */
    public void observe(List<UnitInterface> interfaces, long ticks) {
        boolean first = stack == null;
        Map<Integer, Seen> now = new HashMap<>();
        Map<Integer, List<Integer>> nowStack = new HashMap<>();
        for (UnitInterface each : interfaces) {
            now.put(each.index(), seen(each, first, ticks));
            nowStack.put(each.index(), each.lower());
        }
        if (!first && !now.keySet().equals(seen.keySet())) {
            tableTicks = ticks;
        }
        if (stack != null && !stack.equals(nowStack)) {
            stackTicks = ticks;
        }
        seen = now;
        stack = nowStack;
    }

    private Seen seen(UnitInterface each, boolean first, long ticks) {
        int oper = each.oper();
        String bootId = each.board().host().getBootId();
        Seen before = seen.get(each.index());
        if (before == null) {
            long since = first ? 0 : ticks;
            return new Seen(each.facts(), bootId, oper, since, since);
        }
        return new Seen(each.facts(), bootId, oper,
                oper == before.oper() ? before.operTicks() : ticks,
                goOn(before, each.facts(), bootId) ? before.discontinuityTicks() : ticks);
    }

    /** The same interface of the same run of the same board's system counts on where it was. */
    private static boolean goOn(Seen before, NetworkInterface now, String bootId) {
        NetworkInterface then = before.facts();
        return before.bootId().equals(bootId)
                && then.getKernelIndex() == now.getKernelIndex()
                && Long.compareUnsigned(then.getInOctets(), now.getInOctets()) <= 0
                && Long.compareUnsigned(then.getOutOctets(), now.getOutOctets()) <= 0;
    }

    /** ifTableLastChange. */
    long tableTicks() {
        return tableTicks;
    }

    /** ifStackLastChange. */
    long stackTicks() {
        return stackTicks;
    }

    /** ifLastChange. */
    long operTicks(int index) {
        Seen of = seen.get(index);
        return of == null ? 0 : of.operTicks();
    }

    /** ifCounterDiscontinuityTime. */
    long discontinuityTicks(int index) {
        Seen of = seen.get(index);
        return of == null ? 0 : of.discontinuityTicks();
    }
}
