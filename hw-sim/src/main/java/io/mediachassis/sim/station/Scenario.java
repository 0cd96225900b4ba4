package io.mediachassis.sim.station;

/** What goes wrong in a run. */
public enum Scenario {
    /** Anything, by {@link FaultPlan}. */
    ANY,
    /** Agents are killed that hold consoles' conversations while other engines send to these, by {@link AnchorKills}. */
    ANCHOR_KILLED
}
