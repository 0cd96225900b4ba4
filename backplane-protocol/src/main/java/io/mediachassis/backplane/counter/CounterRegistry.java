package io.mediachassis.backplane.counter;

import io.mediachassis.backplane.proto.CounterDeclarations;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * All that one daemon counts. Counts of one enum that are registered several times (a daemon has many links) are shown
 * as their sum. Any thread.
 */
public final class CounterRegistry {
    private final List<Counts<?>> all = new CopyOnWriteArrayList<>();

    /** Shows these counts from now on; for as long as the daemon lives. */
    public void register(Counts<?> counts) {
        all.add(counts);
    }

    /** What is counted, each once, in the order of registration. */
    public List<Declaration> declarations() {
        Map<String, Declaration> declared = new LinkedHashMap<>();
        for (Counts<?> counts : all) {
            for (Counter counter : counts.counters()) {
                declared.putIfAbsent(counter.declaration().metric(), counter.declaration());
            }
        }
        return List.copyOf(declared.values());
    }

    /** The same as a message. */
    public CounterDeclarations declarationsMessage() {
        CounterDeclarations.Builder message = CounterDeclarations.newBuilder();
        declarations().forEach(declaration -> message.addCounters(declaration.toProto()));
        return message.build();
    }

    /** Value by name, those at 0 included. */
    public Map<String, Long> values() {
        Map<String, Long> values = new LinkedHashMap<>();
        all.forEach(counts -> sum(counts, values));
        return values;
    }

    private static <C extends Enum<C> & Counter> void sum(Counts<C> counts, Map<String, Long> values) {
        for (C counter : counts.counters()) {
            values.merge(counter.declaration().metric(), counts.get(counter), Long::sum);
        }
    }
}
