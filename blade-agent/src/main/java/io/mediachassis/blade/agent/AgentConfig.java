package io.mediachassis.blade.agent;

import io.mediachassis.backplane.configuration.RecordBinder;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A blade agent's configuration; {@code reference.conf} says what each key means.
 *
 * @param egressCapacity bit/s
 * @param diskReserve bytes
 */
public record AgentConfig(
        Path dataFolder,
        String address,
        Path serialPort,
        List<String> controllers,
        Station station,
        Ports ports,
        int copies,
        int segmentRun,
        Duration segmentDuration,
        long diskReserve,
        int streamsCapacity,
        long egressCapacity,
        Duration playoutTick,
        int readBuffers,
        Duration watchdog) {

    public AgentConfig {
        check(!controllers.isEmpty() && controllers.size() <= 2, "controllers takes one or two addresses");
        check(copies >= 1 && copies <= 16, "copies is 1 to 16");
        check(segmentRun >= 0 && segmentRun <= 10_000, "segment-run is 0 to 10000");
        check(within(segmentDuration, 2_000, 600_000), "segment-duration is 2 s to 10 min");
        check(streamsCapacity >= 1 && streamsCapacity <= 100_000, "streams-capacity is 1 to 100000");
        check(egressCapacity > 0, "egress-capacity is a positive number of bit/s");
        check(within(playoutTick, 1, 20), "playout-tick is 1 ms to 20 ms");
        check(within(watchdog, 500, 60_000), "watchdog is 500 ms to 60 s");
        check(readBuffers >= 16 && readBuffers <= 65_536, "read-buffers is 16 to 65536");
        check(diskReserve >= 0, "disk-reserve is not negative");
    }

    /** How the station address is shared between the blades. */
    public enum Form {
        LOOPBACK,
        ARP
    }

    public record Station(String address, Form form) {}

    /** TCP and UDP ports, the same on every blade. */
    public record Ports(int link, int enrol, int rtsp, int http, int locate, int media) {
        public Ports {
            for (int port : new int[] {link, enrol, rtsp, http, locate, media}) {
                check(port >= 1 && port <= 65_534, "a port is 1 to 65534, not " + port);
            }
            check(media % 2 == 0, "the media port is even (RFC 3550 section 11), not " + media);
        }
    }

    /** Reads a configuration file; see {@link RecordBinder#read} for the errors. */
    public static AgentConfig read(Path file) {
        return RecordBinder.read(file, "mediachassis.blade", AgentConfig.class);
    }

    /** The backplane address of the blade in a slot. */
    public String addressOf(int slot) {
        return address.replace("{slot}", Integer.toString(slot));
    }

    /** Where the blade in a slot takes links. */
    public InetSocketAddress linkOf(int slot) {
        return new InetSocketAddress(addressOf(slot), ports.link());
    }

    private static boolean within(Duration d, long minMs, long maxMs) {
        return d.toMillis() >= minMs && d.toMillis() <= maxMs;
    }

    private static void check(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }
}
