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

    /** A program of which some is on its way to this blade, with all of its segments as if none were held. */
    default Optional<HeldProgram> findArriving(String programId) {
        return Optional.empty();
    }

    /**
     * A segment on its way here of which the first part can be sent.
     *
     * @param tag hexadecimal hash that it is to have
     */
    default Optional<ArrivingPart> arriving(String programId, int segment, String tag) {
        return Optional.empty();
    }

    /** The segments by now whole of a program that is being taken in here; nothing else of it may be used. */
    default Optional<HeldProgram> findGrowing(String programId) {
        return Optional.empty();
    }
}
