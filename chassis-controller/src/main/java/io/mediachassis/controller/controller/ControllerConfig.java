package io.mediachassis.controller.controller;

import io.mediachassis.backplane.configuration.Limits;
import io.mediachassis.backplane.configuration.RecordBinder;
import io.mediachassis.controller.cooling.CoolingSettings;
import io.mediachassis.controller.headend.auth.AuthSettings;
import io.mediachassis.controller.hardware.PowerBudget;
import io.mediachassis.controller.hardware.RestorePolicy;
import io.mediachassis.controller.headend.content.ContentSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

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
        Content content,
        CoolingSettings cooling) {

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
     * Where contents come from.
     *
     * @param watch empty: no folder is watched
     */
    public record Content(
            List<Path> folders,
            String watch,
            @Limits(min = "1", max = "16") int transfers,
            @Limits(min = "1", max = "16") int copies) {}

    /** Where contents come from, as the content manager takes it. */
    ContentSettings contents() {
        return new ContentSettings(
                content.folders().stream().map(Path::toAbsolutePath).toList(),
                content.watch().isEmpty() ? Optional.empty() : Optional.of(Path.of(content.watch()).toAbsolutePath()),
                content.transfers(), content.copies());
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
