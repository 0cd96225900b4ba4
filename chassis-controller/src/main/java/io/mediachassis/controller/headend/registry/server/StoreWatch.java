package io.mediachassis.controller.headend.registry.server;

import io.mediachassis.controller.eventlog.NewEvent;
import java.util.Optional;

/** Whether the store works, told once when it fails and once when it works again. Pure; one thread. */
final class StoreWatch {
    private boolean failed;

    /** It did what was asked. */
    Optional<NewEvent> works(String store) {
        boolean was = failed;
        failed = false;
        return was
                ? Optional.of(NewEvent.info("registry.store.back", 0, "The media location registry works again, in " + store))
                : Optional.empty();
    }

    /** It did not. */
    Optional<NewEvent> fails(String why) {
        boolean was = failed;
        failed = true;
        return was
                ? Optional.empty()
                : Optional.of(NewEvent.critical("registry.store.failed", 0, "The media location registry can't be used: "
                        + why + ". Stations keep their reports, and drop no last copies, until it can"));
    }
}
