package io.mediachassis.snmp.nms;

import java.util.Map;
import java.util.OptionalDouble;
import org.snmp4j.smi.OID;

/**
 * A sensor that LibreNMS has discovered, and what it says of what it polls later.
 *
 * @param kind LibreNMS's class: temperature, state, count, ...
 * @param oid the instance that is polled
 * @param factor what its value is multiplied by
 * @param low value below which it is alarming, if any
 * @param high value above which it is alarming, if any
 * @param states texts and meanings of a state's values
 */
record LibreNmsSensor(String kind, String index, String descr, String group, OID oid, double factor,
        OptionalDouble low, OptionalDouble high, Map<Integer, State> states) {

    /** A value of a state: its text, and what it means: 0 well, 1 warning, 2 critical, 3 unknown. */
    record State(String descr, int generic) {}

    /** The value in a walk; none when the instance is not there any more. */
    OptionalDouble value(Walk walk) {
        return walk.get(oid).map(v -> OptionalDouble.of(v.toLong() * factor)).orElse(OptionalDouble.empty());
    }

    /** {@code descr: value}, the text of a state. */
    String shown(Walk walk) {
        OptionalDouble value = value(walk);
        if (value.isEmpty()) {
            return descr + ": none";
        }
        State state = states.get((int) value.getAsDouble());
        return descr + ": " + (state != null ? state.descr() : String.valueOf(value.getAsDouble()));
    }

    /** 0 well, 1 warning, 2 critical, 3 unknown. */
    int severity(Walk walk) {
        OptionalDouble value = value(walk);
        if (value.isEmpty()) {
            return 3;
        }
        if (kind.equals("state")) {
            State state = states.get((int) value.getAsDouble());
            return state == null ? 3 : state.generic();
        }
        boolean beyond = (low.isPresent() && value.getAsDouble() < low.getAsDouble())
                || (high.isPresent() && value.getAsDouble() > high.getAsDouble());
        return beyond ? 2 : 0;
    }
}
