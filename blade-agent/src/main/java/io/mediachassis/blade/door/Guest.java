package io.mediachassis.blade.door;

import java.net.InetAddress;

/** A connection as {@link Door} sees it. Called by whoever enters, so on any thread that does. */
public interface Guest {
    /** Where it comes from. */
    InetAddress address();

    /** Whether it has something that must not end: a session, a request that is being answered, a program coming in. */
    boolean engaged();

    /** Whether a request of it was ever read whole. */
    boolean hasAsked();

    /** When it last asked or was answered; where it never asked, when it came. A monotonic clock's, ns. */
    long quietSinceNs();
}
