package io.mediachassis.sim.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * UDP ports that are bound but never read, in pairs of an even (RTP) and an odd one (RTCP): no "port unreachable" comes
 * back to a sender, and no receiver takes processor time from what is measured. Once their small buffers are full the
 * kernel counts each datagram as dropped at its socket, which is how many arrived. One thread.
 */
final class UnreadPorts implements Arrivals, AutoCloseable {
    /** Below the range that the kernel gives out by itself. */
    private static final int FIRST = 20_000;

    private static final int LAST = 32_000;
    private static final int BUFFER_BYTES = 4096;

    private final List<DatagramChannel> channels = new ArrayList<>();
    private final List<Integer> ports = new ArrayList<>();

    /**
     * Binds them on 127.0.0.1.
     *
     * @throws IOException when there are not so many free
     */
    UnreadPorts(int pairs) throws IOException {
        for (int port = FIRST; ports.size() < pairs && port < LAST; port += 2) {
            int before = channels.size();
            try {
                channels.add(bound(port));
                channels.add(bound(port + 1));
                ports.add(port);
            } catch (IOException taken) {
                // Somebody else's port: the next pair will do.
                while (channels.size() > before) {
                    channels.remove(channels.size() - 1).close();
                }
            }
        }
        if (ports.size() < pairs) {
            close();
            throw new IOException("no " + pairs + " pairs of UDP ports are free from " + FIRST + " to " + LAST);
        }
    }

    private static DatagramChannel bound(int port) throws IOException {
        DatagramChannel channel = DatagramChannel.open(StandardProtocolFamily.INET);
        try {
            channel.setOption(StandardSocketOptions.SO_RCVBUF, BUFFER_BYTES);
            channel.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port));
            return channel;
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /** The even ports. */
    List<Integer> ports() {
        return List.copyOf(ports);
    }

    /** Datagrams that the kernel dropped at the even ports so far; all that arrive, once the buffers are full. */
    @Override
    public long arrived() throws IOException {
        return arrived(Files.readAllLines(Path.of("/proc/net/udp"), StandardCharsets.US_ASCII), new HashSet<>(ports));
    }

    /** Sum of the last column over the lines whose local address is 127.0.0.1 and one of the ports. */
    static long arrived(List<String> table, Set<Integer> ports) {
        long sum = 0;
        for (String line : table) {
            String[] fields = line.strip().split("\\s+", -1);
            if (fields.length > 12 && fields[1].startsWith("0100007F:")
                    && ports.contains(Integer.parseInt(fields[1].substring(9), 16))) {
                sum += Long.parseLong(fields[fields.length - 1]);
            }
        }
        return sum;
    }

    @Override
    public void close() throws IOException {
        for (DatagramChannel channel : channels) {
            channel.close();
        }
    }
}
