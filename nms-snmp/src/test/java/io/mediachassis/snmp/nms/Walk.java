package io.mediachassis.snmp.nms;

import java.nio.charset.StandardCharsets;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.OctetString;
import org.snmp4j.smi.Variable;

/** What a walk of an agent brought: instances and their values. */
record Walk(NavigableMap<OID, Variable> instances) {

    Optional<Variable> get(OID instance) {
        return Optional.ofNullable(instances.get(instance));
    }

    /** The instances below a node by their indexes, what stands after the node's OID; in the order of the walk. */
    SortedMap<OID, Variable> below(OID node) {
        SortedMap<OID, Variable> rows = new TreeMap<>();
        instances.tailMap(node, false).entrySet().stream()
                .takeWhile(e -> e.getKey().startsWith(node))
                .forEach(e -> rows.put(e.getKey().getSuffix(node), e.getValue()));
        return rows;
    }

    /** Whether an OID is an instance, or has instances below it. */
    boolean has(OID oid) {
        OID first = instances.ceilingKey(oid);
        return first != null && first.startsWith(oid);
    }

    /** A value as managers take it in: a string's characters, else the number or OID in digits. */
    static String text(Variable value) {
        if (value instanceof OctetString octets) {
            return new String(octets.getValue(), StandardCharsets.ISO_8859_1);
        }
        return value instanceof OID ? "." + value : String.valueOf(value.toLong());
    }
}
