package io.mediachassis.blade.agent;

import io.mediachassis.backplane.configuration.Limits;
import io.mediachassis.backplane.configuration.RecordBinder;
import io.mediachassis.backplane.registry.StationHolding;
import io.mediachassis.blade.distribution.Networks;
import io.mediachassis.blade.http.HttpSettings;
import io.mediachassis.blade.nvod.GroupRanges;
import io.mediachassis.blade.rtsp.Destinations;
import io.mediachassis.blade.rtsp.RtspSettings;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A blade agent's configuration; {@code reference.conf} says what each key means.
 *
 * @param egressCapacity bit/s
 * @param diskCapacity bit/s
 * @param diskReserve bytes
 * @param volumeCapacity bytes on each volume, 0 for what the disk has
 * @param lowWater percent of the limit
 * @param copyRate bit/s, 0 for as fast as it goes
 * @param copyReserve percent of the egress capacity
 * @param volumes folders, absolute or below the data folder
 * @param rtspDestinations networks, see {@link Destinations}
 * @param scrubRate bytes a second, 0 for none
 * @param diskFaults file, absolute or below the data folder; empty for none
 */
public record AgentConfig(
        Path dataFolder,
        String address,
        Path serialPort,
        List<String> controllers,
        Station station,
        HeadEnd headEnd,
        Ports ports,
        Nvod nvod,
        Distribution distribution,
        @Limits(min = "1", max = "16") int copies,
        @Limits(min = "0", max = "10000", unit = "segments") int segmentRun,
        @Limits(min = "2s", max = "10m") Duration segmentDuration,
        @Limits(min = "1s", max = "60s") Duration hlsFragment,
        @Limits(min = "0") long diskReserve,
        boolean home,
        @Limits(min = "0") long volumeCapacity,
        @Limits(min = "10", max = "99", unit = "%") int lowWater,
        List<String> volumes,
        @Limits(min = "1", max = "64", unit = "threads") int volumeThreads,
        @Limits(min = "0") long scrubRate,
        @Limits(min = "1", max = "100000", unit = "streams") int streamsCapacity,
        @Limits(min = "1", unit = "bit/s") long egressCapacity,
        @Limits(min = "0", max = "90", unit = "%") int copyReserve,
        @Limits(min = "0", unit = "bit/s") long copyRate,
        @Limits(min = "0", max = "64", unit = "segments") int hotCopies,
        @Limits(min = "1s", max = "1d") Duration hotHold,
        @Limits(min = "1", max = "4096", unit = "connections") int connectionsPerAddress,
        @Limits(min = "1", max = "4096", unit = "sessions") int sessionsPerAddress,
        List<String> rtspDestinations,
        boolean playbackTokens,
        @Limits(min = "1", unit = "bit/s") long diskCapacity,
        @Limits(min = "1ms", max = "20ms") Duration playoutTick,
        @Limits(min = "16", max = "65536", unit = "buffers") int readBuffers,
        @Limits(min = "500ms", max = "60s") Duration watchdog,
        String diskFaults) {

    public AgentConfig {
        check(!controllers.isEmpty() && controllers.size() <= 2, "controllers takes one or two addresses");
        check(!volumes.isEmpty() && volumes.size() <= 64 && new HashSet<>(volumes).size() == volumes.size(),
                "volumes names 1 to 64 different folders");
        // Reads them, so that one that can't be read is an error at start.
        var unused = new Destinations(rtspDestinations);
    }

    /** How the station address is shared between the blades. */
    public enum Form {
        LOOPBACK,
        ARP
    }

    /**
     * The station.
     *
     * @param name by which the registry knows it
     * @param directorsPort TCP, at that address; 0: directors of other stations get no answer
     */
    public record Station(
            String name, String address, Form form,
            @Limits(min = "0", max = "65534") int directorsPort) {
        public Station {
            check(StationHolding.isName(name), "station.name is 1 to 64 letters, digits, dots, underscores and hyphens, "
                    + "of which the first is a letter or a digit, not '" + name + "'");
        }
    }

    /**
     * What the station asks of the head-end.
     *
     * @param registry whether the director reports to the media location registry
     * @param controllers addresses of another station's, by number; empty: this station's own run the head-end
     * @param ca file with the certificate of the CA of their chassis, absolute or below the data folder
     */
    public record HeadEnd(
            boolean registry, List<String> controllers, @Limits(min = "1", max = "65534") int port, String ca) {
        public HeadEnd {
            check(controllers.size() <= 2, "head-end.controllers takes at most two addresses");
            for (String controller : controllers) {
                // A name server that is slow would hold the control loop up.
                check(NetUtil.isValidIpV4Address(controller) || NetUtil.isValidIpV6Address(controller),
                        "head-end.controllers takes IP addresses such as 10.0.0.1, and no names: '" + controller + "'");
            }
            check(controllers.isEmpty() || !ca.isEmpty(), "head-end.ca names the file with the certificate of the CA of the "
                    + "chassis that head-end.controllers are of: chassis-ca.pem from their data folder");
        }
    }

    /** TCP and UDP ports, the same on every blade. */
    public record Ports(
            @Limits(min = "1", max = "65534") int link,
            @Limits(min = "1", max = "65534") int enrol,
            @Limits(min = "1", max = "65534") int rtsp,
            @Limits(min = "1", max = "65534") int http,
            @Limits(min = "1", max = "65534") int locate,
            @Limits(min = "1", max = "65534") int media) {
        public Ports {
            check(media % 2 == 0, "the media port is even (RFC 3550 section 11), not " + media);
        }
    }

    /**
     * Staggered multicast sets.
     *
     * @param networkInterface where multicast leaves; empty: nowhere
     * @param ranges networks, see {@link GroupRanges}
     * @param repairMemory of the interactive server, bytes; 0: this blade is none
     * @param repairTime that it keeps packets
     * @param cacheDisk of segments that groups bring, bytes; 0: none are kept
     * @param sap whether streams are announced by SAP
     * @param si whether groups of plain transport packets have service information
     * @param siGroup where that of all sets goes; empty: nowhere
     * @param siNetwork the network's name in it
     */
    public record Nvod(
            String networkInterface,
            @Limits(min = "1", max = "255", unit = "hops") int ttl,
            @Limits(min = "0", max = "63") int dscp,
            @Limits(min = "1024", max = "65534") int port,
            List<String> ranges,
            @Limits(min = "0", max = "8589934592", unit = "bytes") long repairMemory,
            @Limits(min = "100ms", max = "60s") Duration repairTime,
            @Limits(min = "0", unit = "bytes") long cacheDisk,
            boolean sap,
            boolean si,
            String siGroup,
            String siNetwork) {
        public Nvod {
            check(port % 2 == 0, "the port of groups is even (RFC 3550 section 11), not " + port);
            // Reads them, so that one that can't be read is an error at start.
            var unused = new GroupRanges(ranges);
            var unusedToo = target(siGroup);
        }

        /** Where service information of all sets goes; null: nowhere. */
        SiAnnouncer.@Nullable Target siTarget() {
            return target(siGroup);
        }

        private static SiAnnouncer.@Nullable Target target(String siGroup) {
            if (siGroup.isEmpty()) {
                return null;
            }
            int colon = siGroup.indexOf(':');
            OptionalInt group = colon < 0 ? OptionalInt.empty() : GroupRanges.parse(siGroup.substring(0, colon));
            String number = siGroup.substring(colon + 1);
            check(group.isPresent() && GroupRanges.isMulticast(group.getAsInt()) && number.matches("[1-9][0-9]{0,4}")
                    && Integer.parseInt(number) <= 65_535, "nvod.si-group is a group and a port such as 239.0.0.1:5040, not "
                    + siGroup);
            return new SiAnnouncer.Target(group.getAsInt(), Integer.parseInt(number));
        }
    }

    /** Reads a configuration file; see {@link RecordBinder#read} for the errors. */
    public static AgentConfig read(Path file) {
        return RecordBinder.read(file, "mediachassis.blade", AgentConfig.class);
    }

    /** What the RTSP server keeps to. */
    RtspSettings rtspSettings() {
        return RtspSettings.defaults().perAddress(connectionsPerAddress, sessionsPerAddress)
                .allowing(new Destinations(rtspDestinations));
    }

    /** What the HTTP server keeps to. */
    HttpSettings httpSettings() {
        return HttpSettings.defaults(ports.rtsp()).perAddress(connectionsPerAddress);
    }

    /** Where the volumes are, in the configured order. */
    public List<Path> volumeFolders() {
        return volumes.stream().map(dataFolder::resolve).toList();
    }

    /** What consoles may take of what both the network and the disks allow, bit/s: the rest is kept for copies. */
    public long sendingCapacity() {
        return Math.min(egressCapacity / 100 * (100 - copyReserve), diskCapacity);
    }

    /** The backplane address of the blade in a slot. */
    public String addressOf(int slot) {
        return address.replace("{slot}", Integer.toString(slot));
    }

    /** Where the blade in a slot takes links. */
    public InetSocketAddress linkOf(int slot) {
        return new InetSocketAddress(addressOf(slot), ports.link());
    }

    /** What the distribution server does about an input that falls silent. */
    public enum Silent {
        WAIT,
        FILL,
        END
    }

    /**
     * The distribution server.
     *
     * @param orders 0: this blade is none
     * @param storeLimit bytes of each distribution
     * @param recipients networks, as {@code providers}
     */
    public record Distribution(
            @Limits(min = "0", max = "64", unit = "distributions") int orders,
            @Limits(min = "1", max = "64", unit = "streams") int streams,
            @Limits(min = "1500ms", max = "60s") Duration leastOffset,
            @Limits(min = "16777216", unit = "bytes") long storeLimit,
            List<String> recipients,
            List<String> providers,
            Silent whenSilent,
            @Limits(min = "100ms", max = "60s") Duration silentAfter,
            @Limits(min = "100ms", max = "1h") Duration giveUpAfter) {
        public Distribution {
            check(giveUpAfter.compareTo(silentAfter) >= 0, "distribution.give-up-after is not less than silent-after");
            // Reads them, so that one that can't be read is an error at start.
            var unused = new Networks("distribution.recipients", recipients);
            var unusedToo = new Networks("distribution.providers", providers);
        }
    }

    private static void check(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }
}
