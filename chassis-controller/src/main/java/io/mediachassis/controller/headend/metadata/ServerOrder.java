package io.mediachassis.controller.headend.metadata;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

/**
 * In which order a client tries the servers of a file: by health, then the primary, the alternates as the owner lists them,
 * and other clients. None is left out, since health may be wrong. Pure.
 */
final class ServerOrder {
    private ServerOrder() {}

    static List<Source> of(List<Source> sources, List<Source> clients, Function<String, ServerHealth.State> health) {
        List<Source> all = new ArrayList<>(sources);
        all.addAll(clients);
        // A stable sort: among equals the owner's order stays.
        all.sort(Comparator.comparing((Source source) -> health.apply(source.address())).thenComparing(Source::role));
        return List.copyOf(all);
    }
}
