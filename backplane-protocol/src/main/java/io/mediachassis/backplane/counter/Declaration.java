package io.mediachassis.backplane.counter;

import io.mediachassis.backplane.proto.CounterDeclaration;
import java.util.regex.Pattern;

/**
 * What every report says of a counter.
 *
 * @param metric stable name in the form of Prometheus: snake case, the part of the software first, {@code _total} last
 * @param unit in the plural, such as {@code frames}
 * @param sentence one line for people, with a full stop
 */
public record Declaration(String metric, String unit, String sentence) {
    private static final Pattern METRIC = Pattern.compile("[a-z][a-z0-9]*(_[a-z0-9]+)+_total");
    // What an SNMP index and a line of a table take.
    private static final int MAX_METRIC = 64;
    private static final int MAX_SENTENCE = 160;

    /** @throws IllegalArgumentException when a report could not show it */
    public Declaration {
        if (metric.length() > MAX_METRIC || !METRIC.matcher(metric).matches()) {
            throw new IllegalArgumentException("counter name " + metric + " is not like link_frames_in_total");
        }
        if (unit.isBlank()) {
            throw new IllegalArgumentException("counter " + metric + " has no unit");
        }
        if (sentence.length() > MAX_SENTENCE || !sentence.endsWith(".")) {
            throw new IllegalArgumentException("counter " + metric + " needs a sentence of at most " + MAX_SENTENCE
                    + " characters with a full stop");
        }
    }

    /** As links carry it. */
    public CounterDeclaration toProto() {
        return CounterDeclaration.newBuilder().setName(metric).setUnit(unit).setSentence(sentence).build();
    }
}
