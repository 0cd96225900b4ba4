package io.mediachassis.sim.bench;

import io.mediachassis.blade.os.GroupMembership;
import io.mediachassis.blade.os.Ipv4Endpoint;
import io.mediachassis.blade.os.UdpSocket;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Multicast groups that are joined on an interface but never read, as {@link UnreadPorts} are ports: once their small
 * buffers are full the kernel counts each datagram as dropped at its socket. One thread.
 */
final class UnreadGroups implements Arrivals, AutoCloseable {
    private static final int BUFFER_BYTES = 4096;

    private final List<UdpSocket> sockets = new ArrayList<>();
    private final int first;
    private final int count;

    /**
     * Joins as many groups as streams, one behind another.
     *
     * @param first IPv4, big-endian
     */
    UnreadGroups(int first, int count, int port, int interfaceIndex) throws IOException {
        this.first = first;
        this.count = count;
        try {
            for (int i = 0; i < count; i++) {
                // Bound to the group: what others at the same port receive doesn't come here.
                UdpSocket socket = new UdpSocket(new Ipv4Endpoint(first + i, port), BUFFER_BYTES, BUFFER_BYTES);
                sockets.add(socket);
                GroupMembership.join(socket, first + i, 0, interfaceIndex);
            }
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    @Override
    public long arrived() throws IOException {
        return arrived(Files.readAllLines(Path.of("/proc/net/udp"), StandardCharsets.US_ASCII), first, count);
    }

    /** Sum of the last column over the lines whose local address is one of the groups. */
    static long arrived(List<String> table, int first, int count) {
        long sum = 0;
        for (String line : table) {
            String[] fields = line.strip().split("\\s+", -1);
            if (fields.length > 12 && fields[1].toUpperCase(Locale.ROOT).matches("[0-9A-F]{8}:[0-9A-F]{4}")) {
                // As the machine has it in memory: the last byte first.
                int address = Integer.reverseBytes(Integer.parseUnsignedInt(fields[1].substring(0, 8), 16));
                if (address - first >= 0 && address - first < count) {
                    sum += Long.parseLong(fields[fields.length - 1]);
                }
            }
        }
        return sum;
    }

    @Override
    public void close() {
        sockets.forEach(UdpSocket::close);
    }
}
