package io.mediachassis.backplane.serial;

import io.mediachassis.backplane.proto.DeviceEvent;

/** What a line tells without being asked. Called on the line's thread: return at once, ask nothing and wait. */
public interface SerialListener {
    /** Nobody listens (the management bus: its devices speak only when asked). */
    SerialListener NONE = new SerialListener() {};

    /** An event of a private line, exactly once within a run of this process; acknowledged on return. */
    default void onEvent(int bootNonce, DeviceEvent event) {}

    /** The line is open. */
    default void onLineUp() {}

    /** The line hung up; everything outstanding has failed. */
    default void onLineDown(String why) {}
}
