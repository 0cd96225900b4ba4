package io.mediachassis.blade.http;

import java.util.Optional;

/** What this blade holds on its disks. Called on event loops: answers from memory, never blocks. */
public interface MediaCatalog {
    /** A program held here in whole. */
    Optional<HeldProgram> find(String programId);

    /** A program of which at least one segment is held here. */
    default Optional<HeldProgram> findInPart(String programId) {
        return find(programId);
    }
}
