package io.mediachassis.snmp.snapshot;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.Variable;

/**
 * Object instances in lexicographic order with their values: what a walk sees, whole and never half updated. Immutable,
 * any thread; a new snapshot of the unit is a new table.
 */
public final class RowTable {
    /** No instance at all. */
    public static final RowTable EMPTY = new RowTable(new OID[0], new Variable[0]);

    private final OID[] oids;
    private final Variable[] values;

    private RowTable(OID[] oids, Variable[] values) {
        this.oids = oids;
        this.values = values;
    }

    /**
     * Sorts instances into a table.
     *
     * @throws IllegalArgumentException when an instance occurs twice: the rows that made it are wrong
     */
    static RowTable of(List<RowBuilder.Instance> instances) {
        RowBuilder.Instance[] sorted = instances.toArray(new RowBuilder.Instance[0]);
        Arrays.sort(sorted, Comparator.comparing(RowBuilder.Instance::oid));
        OID[] oids = new OID[sorted.length];
        Variable[] values = new Variable[sorted.length];
        for (int i = 0; i < sorted.length; i++) {
            oids[i] = sorted[i].oid();
            values[i] = sorted[i].value();
            if (i > 0 && oids[i].equals(oids[i - 1])) {
                throw new IllegalArgumentException("instance " + oids[i] + " occurs twice");
            }
        }
        return new RowTable(oids, values);
    }

    /** Instances held. */
    public int size() {
        return oids.length;
    }

    /** The i-th instance, from 0. */
    public OID oid(int i) {
        return oids[i];
    }

    /** The value of the i-th instance, from 0. */
    public Variable value(int i) {
        return values[i];
    }

    /** The value of exactly this instance. */
    public Optional<Variable> get(OID oid) {
        int at = Arrays.binarySearch(oids, oid);
        return at < 0 ? Optional.empty() : Optional.of(values[at]);
    }

    /** Position of the first instance at or after {@code lower} (after it when not {@code included}); size() if none. */
    public int firstFrom(OID lower, boolean included) {
        int at = Arrays.binarySearch(oids, lower);
        if (at < 0) {
            return -at - 1;
        }
        return included ? at : at + 1;
    }

    /** Whether any instance lies below this node: tells noSuchInstance from noSuchObject. */
    public boolean hasBelow(OID node) {
        int at = firstFrom(node, true);
        return at < oids.length && oids[at].startsWith(node);
    }
}
