package io.mediachassis.controller.controller;

import io.mediachassis.backplane.proto.ArbiterStatus;
import io.mediachassis.backplane.proto.Identity;
import io.mediachassis.controller.unit.UnitInputs;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What never changes while a controller runs: which chassis this is, and its addresses. */
final class UnitFacts {
    private UnitFacts() {}

    /** @param status the arbiter's, which says of which chassis it is and how many slots that has */
    static UnitInputs.Facts of(ControllerConfig config, ArbiterStatus status) {
        Map<Integer, String> addresses = new HashMap<>();
        for (int slot = 1; slot <= status.getSlotCount(); slot++) {
            addresses.put(slot, config.addressOf(slot));
        }
        return new UnitInputs.Facts(
                status.getChassisSerial(),
                Identity.newBuilder()
                        .setManufacturer("Mediachassis")
                        .setPartNumber("MC-" + status.getSlotCount())
                        .setSerialNumber(status.getChassisSerial())
                        .setHardwareRevision("A")
                        .setFirmwareVersion(ControllerMain.VERSION)
                        .build(),
                status.getSlotCount(),
                addresses,
                new UnitInputs.Station(
                        config.stationName(), config.stationAddress(), config.stationRtspUrl(),
                        config.stationHttpUrl(), config.stationAddress() + ":" + config.ports().locate()));
    }

    /** All addresses of this unit that are numeric; no name is looked up. */
    static List<InetAddress> addresses(ControllerConfig config, ArbiterStatus status) {
        List<InetAddress> own = new ArrayList<>();
        List<String> texts = new ArrayList<>(List.of(config.address(), config.peerAddress(), config.stationAddress()));
        for (int slot = 1; slot <= status.getSlotCount(); slot++) {
            texts.add(config.addressOf(slot));
        }
        for (String text : texts) {
            try {
                if (text.matches("[0-9.]+|[0-9A-Fa-f:]+")) {
                    own.add(InetAddress.getByName(text));
                }
            } catch (UnknownHostException e) {
                throw new IllegalArgumentException(text + " is no address", e);
            }
        }
        return own;
    }
}
