package io.mediachassis.sim.scenario;

/** Which way a path is broken: both, only what comes to the node named first, or only what it sends. */
enum Way {
    BOTH,
    TO,
    FROM
}
