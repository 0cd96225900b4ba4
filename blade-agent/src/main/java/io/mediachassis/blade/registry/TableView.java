package io.mediachassis.blade.registry;

import io.mediachassis.blade.director.SegmentLocationTable;
import io.mediachassis.blade.director.SegmentLocationTable.Engine;
import java.util.List;
import java.util.Map;

/**
 * What of the segment location table changes what a station holds: two views are equal where nothing of that has changed
 * between them, though loads have. Cheap, however much is stored.
 */
record TableView(List<Seen> engines) {
    static final TableView NOTHING = new TableView(List.of());

    private record Seen(int slot, boolean reachable, Same programs) {}

    static TableView of(SegmentLocationTable table) {
        return new TableView(table.engines().stream().map(TableView::seen).toList());
    }

    private static Seen seen(Engine engine) {
        return new Seen(engine.slot(), engine.reachable(), new Same(engine.programs()));
    }

    /** A map by what it is, not by what is in it: a push makes a new one, and no other is ever changed. */
    private record Same(Map<String, ?> map) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Same same && same.map == map;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(map);
        }
    }
}
