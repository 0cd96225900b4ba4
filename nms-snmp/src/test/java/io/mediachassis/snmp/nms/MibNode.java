package io.mediachassis.snmp.nms;

import java.util.List;
import java.util.SortedMap;
import org.snmp4j.smi.OID;

/**
 * A node of a MIB module.
 *
 * @param syntax name of its type, a textual convention's own name too; empty where it is no object
 * @param values names of the values of an enumeration or of the bits of BITS, else empty
 * @param access MAX-ACCESS; empty where it is no object
 * @param description DESCRIPTION on one line
 * @param indexes names of the objects that index the row; the columns of a row have its
 * @param implied whether the last index has no length before it
 */
record MibNode(String module, String name, OID oid, String syntax, SortedMap<Integer, String> values, String access,
        String description, List<String> indexes, boolean implied) {

    /** Whether there are instances of it: a scalar, or a column that is no index. */
    boolean readable() {
        return access.startsWith("read");
    }

    /** Whether it is a column of a table. */
    boolean column() {
        return !indexes.isEmpty() && !syntax.endsWith("Entry");
    }

    @Override
    public String toString() {
        return module + "::" + name;
    }
}
