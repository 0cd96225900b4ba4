package io.mediachassis.controller.headend.distribution;

import io.mediachassis.backplane.proto.PlannedProgram;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The stations beside the home that one head-end has. Any thread, and nothing blocks. */
public interface StationNetwork {
    /** Their names. */
    Set<String> stations();

    /** What each of them has of a program, by name, as far as was heard lately; asks for it, to know the next time. */
    Map<String, StationCopy> copies(String program);

    /** What each is to obtain and to keep from now on. */
    void plan(Map<String, List<PlannedProgram>> plan);

    /** A head-end of one station. */
    StationNetwork NONE = new StationNetwork() {
        @Override
        public Set<String> stations() {
            return Set.of();
        }

        @Override
        public Map<String, StationCopy> copies(String program) {
            return Map.of();
        }

        @Override
        public void plan(Map<String, List<PlannedProgram>> plan) {
            // Nobody is to be told.
        }
    };
}
