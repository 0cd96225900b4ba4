package io.mediachassis.controller.hardware;

import io.mediachassis.backplane.proto.BlueLed;
import io.mediachassis.backplane.proto.DeviceRequest;
import io.mediachassis.backplane.proto.DeviceStatus;
import io.mediachassis.backplane.proto.HotSwapState;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the lights of a blade have to be told: they follow the state of its slot and the operator's word, by what its CBC
 * says that they show. So one that has restarted and forgotten shows the same again. Pure; one thread.
 */
final class BladeLights {
    /** Until then its CBC may not have been read again. */
    private static final long AGAIN_NS = 1_000_000_000L;

    private final Set<Integer> identified = new HashSet<>();
    private final Set<Integer> forgotten = new HashSet<>();
    private final Map<Integer, Long> orderedNs = new HashMap<>();
    private final Map<Integer, Integer> bootNonce = new HashMap<>();

    /** The operator lit the identify light, or put it out. */
    void identify(int slot, boolean on) {
        if (on) {
            identified.add(slot);
        } else {
            identified.remove(slot);
        }
    }

    /** Another board, or none. */
    void exchanged(int slot) {
        identified.remove(slot);
        forgotten.remove(slot);
        orderedNs.remove(slot);
        bootNonce.remove(slot);
    }

    /** The order that is due; empty: none is. */
    Optional<DeviceRequest> due(int slot, HotSwapState state, DeviceStatus status, long nowNs) {
        if (nowNs - orderedNs.getOrDefault(slot, nowNs - AGAIN_NS) < AGAIN_NS) {
            return Optional.empty();
        }
        BlueLed wanted = SlotState.led(state);
        if (restarted(slot, status)) {
            forgotten.add(slot);
        }
        boolean hasLed = status.getBlueLed() != BlueLed.BLUE_LED_UNSPECIFIED;
        Optional<DeviceRequest> order = Optional.empty();
        if (hasLed && wanted != BlueLed.BLUE_LED_UNSPECIFIED && wanted != status.getBlueLed()) {
            order = Optional.of(DeviceRequests.blueLed(wanted));
        } else if (forgotten.remove(slot) && identified.contains(slot) && !status.getIdentify()) {
            order = Optional.of(DeviceRequests.identify(true));
        }
        if (order.isPresent()) {
            orderedNs.put(slot, nowNs);
        }
        return order;
    }

    /** Where it did not, the light may be out since the operator's order is still on its way. */
    private boolean restarted(int slot, DeviceStatus status) {
        Integer before = bootNonce.put(slot, status.getBootNonce());
        return before != null && before != status.getBootNonce();
    }
}
