package io.mediachassis.controller.headend.metadata;

import java.util.Optional;

/**
 * An entry, or that it is gone, at a revision.
 *
 * @param revision the reign's epoch in the upper 32 bits, and a number that rises within it
 * @param entry empty: removed
 */
public record MetadataRow(MetadataJson.Kind kind, String id, long revision, Optional<Entry> entry) {
    /** An entry that is there. */
    public static MetadataRow of(Entry entry, long revision) {
        return new MetadataRow(MetadataJson.Kind.of(entry), entry.id(), revision, Optional.of(entry));
    }
}
