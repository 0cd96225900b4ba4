package io.mediachassis.blade.engine;

import java.util.Optional;

/** An engine's capacity, as what sends streams asks for it. Any thread. */
public interface StreamRoom {
    /** Takes a stream of that bit rate on; or says why not, and then nothing has changed. */
    Optional<String> admit(long bitRate);

    /** An admitted stream is gone. */
    void release(long bitRate);
}
