package io.mediachassis.controller.headend.metadata.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mediachassis.controller.headend.metadata.History;
import io.mediachassis.controller.headend.metadata.MetadataJson.Kind;
import io.mediachassis.controller.headend.metadata.MetadataRow;
import io.mediachassis.controller.headend.metadata.Owner;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MetadataStoreTest {
    @TempDir
    private Path folder;

    private static History history(int device) {
        return new History("anna", "tv" + device, "p", List.of(), device);
    }

    private static MetadataRow gone(Kind kind, String id, long revision) {
        return new MetadataRow(kind, id, revision, Optional.empty());
    }

    @Test
    void ofRemovedHistoriesOnlyTheLatestAreRemembered_ofAllElseAll() throws Exception {
        Path file = folder.resolve("metadata.db");
        try (MetadataStore store = new MetadataStore(file, 3)) {
            store.put(List.of(MetadataRow.of(new Owner("acme", ""), 1), gone(Kind.FILE, "f", 2), gone(Kind.OWNER, "o", 3)));
            store.put(List.of(MetadataRow.of(history(0), 4)));
            for (int device = 1; device < 9; device++) {
                store.put(List.of(MetadataRow.of(history(device), 10L * device)));
                store.put(List.of(gone(Kind.HISTORY, history(device).id(), 10L * device + 1)));
            }
            assertEquals(List.of(1L, 2L, 3L, 4L, 61L, 71L, 81L), revisions(store));
            assertEquals(List.of(history(0)), store.histories("anna"));
            assertEquals(81, store.revision());
        }
        // The controller's own store opens the same file.
        try (MetadataStore store = new MetadataStore(file)) {
            store.put(List.of(gone(Kind.HISTORY, history(0).id(), 91)));
            assertEquals(List.of(1L, 2L, 3L, 61L, 71L, 81L, 91L), revisions(store));
        }
    }

    private static List<Long> revisions(MetadataStore store) {
        return store.after(0, 100).stream().map(MetadataRow::revision).toList();
    }
}
