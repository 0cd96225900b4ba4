package io.mediachassis.snmp.nms;

import java.util.Collection;
import java.util.SortedMap;
import java.util.TreeMap;

/** A sample of a Prometheus series; the name is empty once an operator has made something else of it. */
record Sample(String name, SortedMap<String, String> labels, double value) {

    String label(String label) {
        return labels.getOrDefault(label, "");
    }

    /** Another value of something that is no longer this metric. */
    Sample with(double other) {
        return new Sample("", labels, other);
    }

    /** Only these labels. */
    SortedMap<String, String> only(Collection<String> kept) {
        SortedMap<String, String> some = new TreeMap<>(labels);
        some.keySet().retainAll(kept);
        return some;
    }
}
