package io.mediachassis.controller.controller;

import io.mediachassis.backplane.configuration.Limits;
import io.mediachassis.backplane.configuration.RecordBinder;
import io.mediachassis.backplane.registry.StationHolding;
import io.mediachassis.backplane.source.SourceNet;
import io.mediachassis.controller.cooling.CoolingSettings;
import io.mediachassis.controller.hardware.PowerBudget;
import io.mediachassis.controller.hardware.RestorePolicy;
import io.mediachassis.controller.headend.auth.AuthSettings;
import io.mediachassis.controller.headend.content.ContentSettings;
import io.mediachassis.controller.headend.distribution.DistributionPlanner;
import io.mediachassis.controller.headend.metadata.reach.AddressPolicy;
import io.mediachassis.controller.headend.registry.Distances;
import io.mediachassis.controller.headend.registry.server.RegistrySettings;
import io.mediachassis.controller.headend.registry.store.RegistryStores;
import io.mediachassis.controller.syslog.SyslogSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

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
        CoolingSettings cooling,
        HeadEnd headEnd,
        Metadata metadata,
        SyslogSettings syslog) {

    public ControllerConfig {
        if (!headEnd.registry().isEmpty()) {
            checkStationName("station-name", stationName);
            if (headEnd.stations().stream().anyMatch(station -> station.name().equals(stationName))) {
                throw new IllegalArgumentException("head-end.stations has this station's own name " + stationName);
            }
            checkDistances(headEnd, stationName);
            checkSourceNets(headEnd, stationName);
        }
        if (!slotAddress.contains("{slot}")) {
            throw new IllegalArgumentException("slot-address contains {slot}, which stands for the slot's number");
        }
    }

    private static void checkDistances(HeadEnd headEnd, String own) {
        headEnd.distances().stream().flatMap(way -> Stream.of(way.from(), way.to())).forEach(name -> {
            if (!name.equals(own) && headEnd.stations().stream().noneMatch(far -> far.name().equals(name))) {
                throw new IllegalArgumentException("head-end.distances names '" + name + "', which is neither station-name ("
                        + own + ") nor in head-end.stations: add it there, or remove the distance");
            }
        });
    }

    private static void checkSourceNets(HeadEnd headEnd, String own) {
        headEnd.sourceNets().stream().map(Engines::station).forEach(name -> {
            if (!name.equals(own) && headEnd.stations().stream().noneMatch(far -> far.name().equals(name))) {
                throw new IllegalArgumentException("head-end.source-nets names '" + name + "', which is neither station-name ("
                        + own + ") nor in head-end.stations: add it there, or remove the net");
            }
        });
    }

    /** TCP and UDP ports. */
    public record Ports(
            @Limits(min = "1", max = "65535") int link,
            @Limits(min = "1", max = "65535") int enrol,
            @Limits(min = "1", max = "65535") int api,
            @Limits(min = "1", max = "65535") int login,
            @Limits(min = "1", max = "65535") int headEnd,
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
     * @param stations to which contents go that say nothing else
     */
    public record Content(
            List<Path> folders,
            String watch,
            @Limits(min = "1s", max = "1h") Duration settle,
            @Limits(min = "1", max = "16") int transfers,
            @Limits(min = "1", max = "16") int copies,
            String ffmpeg,
            List<String> stations) {}

    /** Where contents come from, as the content manager takes it. */
    ContentSettings contents() {
        return new ContentSettings(
                content.folders().stream().map(Path::toAbsolutePath).toList(),
                content.watch().isEmpty() ? Optional.empty() : Optional.of(Path.of(content.watch()).toAbsolutePath()),
                content.settle(),
                content.transfers(), content.copies(), content.ffmpeg(),
                content.stations().stream().map(name -> name.equals("all") ? DistributionPlanner.EVERY : name).toList());
    }

    /**
     * Head-end services that this controller runs.
     *
     * @param registry the line that names the registry's store; empty: it runs no registry
     * @param stationLifetime for which a station counts as there after it was heard of
     * @param storeLimit for which the registry's store is waited for
     * @param stations others whose directors report here
     * @param distances between stations, for the choice of a source
     * @param sourceNets in which stations' engines lie, where that is not the net of the station's address
     */
    public record HeadEnd(
            String registry,
            @Limits(min = "3s", max = "10m") Duration stationLifetime,
            @Limits(min = "500ms", max = "1m") Duration storeLimit,
            List<FarStation> stations,
            List<Distance> distances,
            List<Engines> sourceNets) {
        public HeadEnd {
            stations.forEach(station -> checkStationName("head-end.stations' name", station.name()));
            if (stations.stream().map(FarStation::name).distinct().count() < stations.size()) {
                throw new IllegalArgumentException("head-end.stations has two stations of one name");
            }
            if (!registry.isEmpty()) {
                RegistryStores.check(registry);
            }
            // Refuses what contradicts itself, so that it is an error at start.
            var unused = ways(distances);
            sourceNets.forEach(engines -> {
                try {
                    SourceNet.of(engines.net());
                } catch (IllegalArgumentException e) {
                    throw new IllegalArgumentException("head-end.source-nets: " + e.getMessage(), e);
                }
            });
        }

        /** Nets in which a station's engines lie; none: not configured. */
        List<String> sourceNets(String station) {
            return sourceNets.stream().filter(one -> one.station().equals(station)).map(Engines::net).toList();
        }

        Distances ways() {
            return ways(distances);
        }

        private static Distances ways(List<Distance> distances) {
            return new Distances(distances.stream()
                    .map(way -> new Distances.Way(way.from(), way.to(), way.km()))
                    .toList());
        }
    }

    /**
     * A station of another chassis.
     *
     * @param ca file with the certificate of that chassis' CA
     */
    public record FarStation(String name, Path ca) {}

    /**
     * How far a station is from another.
     *
     * @param km of the way that bytes take, as far as is known
     */
    public record Distance(String from, String to, @Limits(min = "1", max = "40000") int km) {}

    /**
     * Where a station's engines are.
     *
     * @param net such as 192.0.2.0/24 or 2001:db8::/48
     */
    public record Engines(String station, String net) {}

    private static void checkStationName(String key, String name) {
        try {
            StationHolding.checkName(name);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    key + " can't be '" + name + "' in the registry: " + e.getMessage(), e);
        }
    }

    /** How this controller runs the registry. */
    RegistrySettings registry() {
        return new RegistrySettings(
                headEnd.registry(), stationName, headEnd.stationLifetime(), headEnd.storeLimit(), headEnd.ways());
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
