package io.mediachassis.blade.agent;

import io.mediachassis.backplane.configuration.Limits;
import io.mediachassis.backplane.configuration.RecordBinder;
import io.mediachassis.blade.http.HttpSettings;
import io.mediachassis.blade.nvod.GroupRanges;
import io.mediachassis.blade.rtsp.Destinations;
import io.mediachassis.blade.rtsp.RtspSettings;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;

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
 */
public record AgentConfig(
        Path dataFolder,
        String address,
        Path serialPort,
        List<String> controllers,
        Station station,
        Ports ports,
        Nvod nvod,
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
        @Limits(min = "1", unit = "bit/s") long diskCapacity,
        @Limits(min = "1ms", max = "20ms") Duration playoutTick,
        @Limits(min = "16", max = "65536", unit = "buffers") int readBuffers,
        @Limits(min = "500ms", max = "60s") Duration watchdog) {

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

    public record Station(String address, Form form) {}

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
     */
    public record Nvod(
            String networkInterface,
            @Limits(min = "1", max = "255", unit = "hops") int ttl,
            @Limits(min = "0", max = "63") int dscp,
            @Limits(min = "1024", max = "65534") int port,
            List<String> ranges) {
        public Nvod {
            check(port % 2 == 0, "the port of groups is even (RFC 3550 section 11), not " + port);
            // Reads them, so that one that can't be read is an error at start.
            var unused = new GroupRanges(ranges);
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

    private static void check(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }
}
