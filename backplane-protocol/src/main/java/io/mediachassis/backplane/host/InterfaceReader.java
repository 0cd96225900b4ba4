package io.mediachassis.backplane.host;

import com.google.protobuf.ByteString;
import io.mediachassis.backplane.proto.NetworkInterface;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Reads the network interfaces: which there are and what they counted from /proc/net/dev, what they are from
 * /sys/class/net (Documentation/ABI/testing/sysfs-class-net of Linux). What can't be read is unknown. Blocks for the
 * kernel: a card that is asked for its speed may be busy. One thread.
 */
final class InterfaceReader {
    private static final int ARPHRD_ETHER = 1;
    private static final int ARPHRD_INFINIBAND = 32;
    private static final int ARPHRD_PPP = 512;
    private static final int ARPHRD_TUNNEL = 768;
    private static final int ARPHRD_TUNNEL6 = 769;
    private static final int ARPHRD_LOOPBACK = 772;
    private static final int ARPHRD_SIT = 776;
    private static final int ARPHRD_IPGRE = 778;
    private static final long IFF_UP = 0x1;
    private static final long IFF_PROMISC = 0x100;
    private static final String LOWER = "lower_";

    private final Path netDev;
    private final Path sysClassNet;
    private final UnicastCounts unicast = new UnicastCounts();

    InterfaceReader(Path netDev, Path sysClassNet) {
        this.netDev = netDev;
        this.sysClassNet = sysClassNet;
    }

    /**
     * An interface without its number.
     *
     * @param lower names of those that it runs on top of
     */
    record Found(NetworkInterface.Builder facts, List<String> lower) {}

    /** @throws IOException when there is no /proc/net/dev */
    List<Found> read() throws IOException {
        List<Found> found = new ArrayList<>();
        Map<String, NetDev.Counts> counts = NetDev.parse(Files.readAllLines(netDev, StandardCharsets.ISO_8859_1));
        unicast.keep(counts.keySet());
        for (Map.Entry<String, NetDev.Counts> entry : counts.entrySet()) {
            String name = entry.getKey();
            // An alias of IPv4 (eth0:1) has no life of its own.
            if (!name.contains(":") && !name.contains("/")) {
                found.add(read(name, entry.getValue()));
            }
        }
        return found;
    }

    private Found read(String name, NetDev.Counts counts) {
        Path folder = sysClassNet.resolve(name);
        long flags = number(folder, "flags");
        boolean up = (flags & IFF_UP) != 0;
        int kernelIndex = (int) number(folder, "ifindex");
        NetworkInterface.Builder facts = NetworkInterface.newBuilder()
                .setName(name)
                .setType(type(folder))
                .setMtu((int) number(folder, "mtu"))
                // Mbit/s; -1 where the card does not say.
                .setSpeedBps(Math.max(0, number(folder, "speed")) * 1_000_000)
                .setMac(mac(text(folder, "address")))
                .setAdminUp(up)
                .setOper(oper(text(folder, "operstate"), up, number(folder, "carrier") == 1))
                .setPromiscuous((flags & IFF_PROMISC) != 0)
                .setConnector(Files.exists(folder.resolve("device")))
                .setAlias(text(folder, "ifalias"))
                .setKernelIndex(kernelIndex)
                .setInOctets(counts.inOctets())
                .setInUnicast(unicast.of(name, kernelIndex, counts))
                .setInMulticast(counts.inMulticast())
                .setInErrors(counts.inErrors())
                .setInDiscards(counts.inDiscards())
                .setOutOctets(counts.outOctets())
                .setOutUnicast(counts.outPackets())
                .setOutErrors(counts.outErrors())
                .setOutDiscards(counts.outDiscards());
        return new Found(facts, lower(folder));
    }

    /** IANAifType; DEVTYPE of the uevent tells what kind of Ethernet it is. */
    private static int type(Path folder) {
        String kind = Stream.of(text(folder, "uevent").split("\n", -1))
                .filter(line -> line.startsWith("DEVTYPE="))
                .map(line -> line.substring("DEVTYPE=".length()))
                .findFirst()
                .orElse("");
        return switch (kind) {
            case "bond" -> 161; // ieee8023adLag
            case "bridge" -> 209;
            case "vlan" -> 135; // l2vlan
            case "vxlan" -> 131;
            case "wlan" -> 71; // ieee80211
            default -> switch ((int) number(folder, "type")) {
                case ARPHRD_ETHER -> 6; // ethernetCsmacd
                case ARPHRD_LOOPBACK -> 24; // softwareLoopback
                case ARPHRD_PPP -> 23;
                case ARPHRD_TUNNEL, ARPHRD_TUNNEL6, ARPHRD_SIT, ARPHRD_IPGRE -> 131;
                case ARPHRD_INFINIBAND -> 199;
                default -> 1; // other
            };
        };
    }

    /** Drivers without a notion of it (the loopback's) say unknown, which is up while there is a carrier. */
    private static NetworkInterface.Oper oper(String state, boolean up, boolean carrier) {
        return switch (state) {
            case "up" -> NetworkInterface.Oper.UP;
            case "down" -> NetworkInterface.Oper.DOWN;
            case "testing" -> NetworkInterface.Oper.TESTING;
            case "dormant" -> NetworkInterface.Oper.DORMANT;
            case "notpresent" -> NetworkInterface.Oper.NOT_PRESENT;
            case "lowerlayerdown" -> NetworkInterface.Oper.LOWER_LAYER_DOWN;
            case "unknown" -> up && carrier ? NetworkInterface.Oper.UP : NetworkInterface.Oper.DOWN;
            default -> NetworkInterface.Oper.UNKNOWN;
        };
    }

    private static ByteString mac(String text) {
        String[] octets = text.split(":", -1);
        byte[] mac = new byte[octets.length];
        boolean any = false;
        for (int i = 0; i < octets.length; i++) {
            if (!octets[i].matches("[0-9a-fA-F]{2}")) {
                return ByteString.EMPTY;
            }
            mac[i] = (byte) Integer.parseInt(octets[i], 16);
            any |= mac[i] != 0;
        }
        return any ? ByteString.copyFrom(mac) : ByteString.EMPTY;
    }

    private static List<String> lower(Path folder) {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.map(entry -> String.valueOf(entry.getFileName()))
                    .filter(entry -> entry.startsWith(LOWER))
                    .map(entry -> entry.substring(LOWER.length()))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    /** A file of one number, decimal or 0x; 0 when it can't be read, as the speed of what has none. */
    private static long number(Path folder, String file) {
        try {
            return Long.decode(text(folder, file));
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    private static String text(Path folder, String file) {
        try {
            return Files.readString(folder.resolve(file), StandardCharsets.ISO_8859_1).strip();
        } catch (IOException e) {
            return "";
        }
    }
}
