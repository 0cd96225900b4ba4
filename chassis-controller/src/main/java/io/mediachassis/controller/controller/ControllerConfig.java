package io.mediachassis.controller.controller;

import io.mediachassis.backplane.configuration.Limits;
import io.mediachassis.backplane.configuration.RecordBinder;
import io.mediachassis.controller.headend.auth.AuthSettings;
import io.mediachassis.controller.headend.metadata.reach.AddressPolicy;
import io.mediachassis.controller.hardware.PowerBudget;
import io.mediachassis.controller.hardware.RestorePolicy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

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
        @Limits(min = "0s", max = "1m") Duration powerSpacing,
        PowerBudget.Redundancy powerRedundancy,
        RestorePolicy powerRestore,
        @Limits(min = "1m", max = "1d") Duration tokenLifetime,
        @Limits(min = "10s", max = "1d") Duration enrolmentLifetime,
        PlaybackToken playbackToken,
        Metadata metadata) {

    public ControllerConfig {
        if (!slotAddress.contains("{slot}")) {
            throw new IllegalArgumentException("slot-address contains {slot}, which stands for the slot's number");
        }
    }

    /** TCP and UDP ports. */
    public record Ports(
            @Limits(min = "1", max = "65535") int link,
            @Limits(min = "1", max = "65535") int enrol,
            @Limits(min = "1", max = "65535") int api,
            @Limits(min = "1", max = "65535") int login,
            @Limits(min = "1", max = "65535") int rtsp,
            @Limits(min = "1", max = "65535") int http,
            @Limits(min = "1", max = "65535") int locate) {}

    /**
     * Tokens to play.
     *
     * @param bound to the address that logged in
     */
    public record PlaybackToken(
            @Limits(min = "1m", max = "30d") Duration lifetime,
            @Limits(min = "12h", max = "30d") Duration longest,
            boolean bound) {
        public PlaybackToken {
            // Checks that they fit together, so that it is an error at start if they don't.
            var unused = new AuthSettings(lifetime, longest, bound);
        }
    }

    /**
     * The meta data server.
     *
     * @param allowedNets that it may connect to although they are private, each as 10.1.0.0/16
     */
    public record Metadata(List<String> allowedNets) {
        public Metadata {
            // Checks them, so that one that is none is an error at start.
            var unused = new AddressPolicy(allowedNets, List.of());
        }
    }

    /** What tokens to play are like. */
    AuthSettings playback() {
        return new AuthSettings(playbackToken.lifetime(), playbackToken.longest(), playbackToken.bound());
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
