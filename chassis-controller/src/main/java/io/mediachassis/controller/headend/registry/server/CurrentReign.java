package io.mediachassis.controller.headend.registry.server;

import io.mediachassis.controller.headend.registry.server.RegistryServer.Serving;
import org.jspecify.annotations.Nullable;

/**
 * In which epoch this controller is active, and what serves then. What was made for an epoch that is over serves nobody,
 * even where it is only put here after the end. Any thread.
 */
final class CurrentReign {
    private volatile long epoch;
    private volatile @Nullable Serving serving;

    void begin(long newEpoch) {
        epoch = newEpoch;
    }

    void end() {
        epoch = 0;
        serving = null;
    }

    /** 0: it is not active. */
    long epoch() {
        return epoch;
    }

    void put(Serving made) {
        serving = made;
    }

    /** Null while nothing serves, or this controller is not active. */
    @Nullable Serving serving() {
        Serving now = serving;
        return now != null && now.epoch() == epoch ? now : null;
    }
}
