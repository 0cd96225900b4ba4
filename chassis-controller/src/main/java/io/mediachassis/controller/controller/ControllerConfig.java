package io.mediachassis.controller.controller;

import io.mediachassis.backplane.configuration.RecordBinder;
import java.nio.file.Path;
import java.time.Duration;

/** A chassis controller's configuration; {@code reference.conf} says what each key means. */
public record ControllerConfig(
        Path dataFolder,
        String address,
        String peerAddress,
        Path arbiterPort,
        Path busPort,
        String slotAddress,
        String stationAddress,
        String stationName,
        Ports ports,
        Duration powerSpacing,
        Duration tokenLifetime,
        Duration enrolmentLifetime) {

    public ControllerConfig {
        if (!slotAddress.contains("{slot}")) {
            throw new IllegalArgumentException("slot-address contains {slot}, which stands for the slot's number");
        }
        if (tokenLifetime.compareTo(Duration.ofMinutes(1)) < 0) {
            throw new IllegalArgumentException("token-lifetime is at least 1 min");
        }
    }

    /** TCP and UDP ports. */
    public record Ports(int link, int enrol, int api, int rtsp, int http, int locate) {
        public Ports {
            for (int port : new int[] {link, enrol, api, rtsp, http, locate}) {
                if (port < 1 || port > 65_535) {
                    throw new IllegalArgumentException("a port is 1 to 65535, not " + port);
                }
            }
        }
    }

    /** Reads a configuration file; see {@link RecordBinder#read} for the errors. */
    public static ControllerConfig read(Path file) {
        return RecordBinder.read(file, "mediachassis.controller", ControllerConfig.class);
    }

    public String addressOf(int slot) {
        return slotAddress.replace("{slot}", Integer.toString(slot));
    }

    public String stationRtspUrl() {
        return "rtsp://" + stationAddress + ":" + ports.rtsp() + "/";
    }

    public String stationHttpUrl() {
        return "http://" + stationAddress + ":" + ports.http() + "/";
    }
}
