package io.mediachassis.sim.hardware;

/**
 * What a board's power does in the simulation: the launcher starts and kills the blade's process. Called on a thread of
 * the slot's own, one call at a time and in order.
 */
public interface BoardPower {
    /** The board gets power. */
    void powerOn(int slot);

    /** The board loses power; returns when its process is really gone, and only then power-good goes low. */
    void powerOff(int slot);
}
