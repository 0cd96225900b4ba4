package io.mediachassis.controller.headend.distribution;

import io.mediachassis.backplane.proto.PlannedProgram;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The stations beside the home that one head-end has. Any thread, and nothing blocks. */
public interface StationNetwork {
    /** Their names. */
    Set<String> stations();

    /**
     * What each of them has of a program, by name, as far as was heard lately; asks for it, to know the next time.
     *
     * @param manifest which of those by this id is meant: its manifest's hash, in hexadecimal; empty: not known, any
     */
    Map<String, StationCopy> copies(String program, String manifest);

    /** What each is to obtain and to keep from now on. */
    void plan(Map<String, List<PlannedProgram>> plan);

    /** A head-end of one station. */
    StationNetwork NONE = new StationNetwork() {
        @Override
        public Set<String> stations() {
            return Set.of();
        }

        @Override
        public Map<String, StationCopy> copies(String program, String manifest) {
            return Map.of();
        }

        @Override
        public void plan(Map<String, List<PlannedProgram>> plan) {
            // Nobody is to be told.
        }
    };
}
