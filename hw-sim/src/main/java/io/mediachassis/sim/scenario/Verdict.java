package io.mediachassis.sim.scenario;

/**
 * What came of one oracle.
 *
 * @param broken what was seen, and when; empty: it held
 */
record Verdict(String oracle, String sentence, String broken) {
    boolean held() {
        return broken.isEmpty();
    }
}
