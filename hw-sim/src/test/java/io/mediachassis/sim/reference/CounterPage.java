package io.mediachassis.sim.reference;

import io.mediachassis.backplane.counter.Counter;
import io.mediachassis.backplane.counter.Declaration;
import java.util.Comparator;
import java.util.List;

/** A page of counters, from the enums that declare them. */
final class CounterPage {
    private CounterPage() {}

    static String of(String module, List<Class<? extends Counter>> enums) {
        StringBuilder page = new StringBuilder("# Counters of " + module + "\n\n"
                + "Made from the enums that declare them. A value counts from the start of its daemon; `chassisctl counters`,\n"
                + "`/metrics` of the management API (as `mediachassis_` + name) and `mcCounterValueTable` of MEDIA-CHASSIS-MIB\n"
                + "show it.\n");
        enums.stream().sorted(Comparator.comparing(Class::getName)).forEach(type -> table(page, type));
        return page.toString();
    }

    private static void table(StringBuilder page, Class<? extends Counter> type) {
        page.append("\n## ").append(type.getName().replace("io.mediachassis.", "")).append("\n\n");
        page.append("| counter | unit | what |\n|---|---|---|\n");
        for (Counter counter : type.getEnumConstants()) {
            Declaration d = counter.declaration();
            page.append("| `").append(d.metric()).append("` | ").append(d.unit()).append(" | ").append(d.sentence())
                    .append(" |\n");
        }
    }
}
