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

    /** The segments by now whole of a program that is being taken in here; nothing else of it may be used. */
    default Optional<HeldProgram> findGrowing(String programId) {
        return Optional.empty();
    }
}
