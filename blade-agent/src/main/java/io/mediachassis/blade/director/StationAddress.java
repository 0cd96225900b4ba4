package io.mediachassis.blade.director;

/**
 * The address that consoles use, which goes with the director. On loopback the director binds it; on hardware every
 * blade has it and ARP decides. Called on the control loop.
 */
public interface StationAddress {
    /** Take it: when this returns, consoles that ask are being answered by this blade (or very soon, see the log). */
    void take();

    /** Let it go, with every conversation held at it. */
    void release(String reason);
}
