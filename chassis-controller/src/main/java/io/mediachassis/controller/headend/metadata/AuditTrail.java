package io.mediachassis.controller.headend.metadata;

/** Where it is written down who changed what. Any thread. */
@FunctionalInterface
public interface AuditTrail {
    /**
     * A line.
     *
     * @param who subscriber or owner; empty: the operator
     * @param client address that asked; empty: the operator's
     */
    void note(String kind, String who, String client, String text);
}
