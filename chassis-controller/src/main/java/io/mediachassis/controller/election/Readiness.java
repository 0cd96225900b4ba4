package io.mediachassis.controller.election;

/** How far a blade's agent has come up, by its own heartbeat. */
public enum Readiness {
    /** May be given nothing. */
    STARTING,
    /** May be given streams and roles. */
    IN_SERVICE,
    /** Knows what the others hold besides: consoles would have right answers from it as director at once. */
    READY;

    /** Of the two words of a heartbeat. */
    public static Readiness of(boolean inService, boolean ready) {
        return !inService ? STARTING : ready ? READY : IN_SERVICE;
    }
}
