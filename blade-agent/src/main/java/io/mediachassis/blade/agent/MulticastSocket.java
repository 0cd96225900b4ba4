package io.mediachassis.blade.agent;

import io.mediachassis.blade.engine.StreamRoom;
import io.mediachassis.blade.os.Ipv4Endpoint;
import io.mediachassis.blade.os.UdpSocket;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The socket that multicast leaves by, where one is configured and can be had. Made at start; then any thread. */
final class MulticastSocket implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MulticastSocket.class);

    private final @Nullable UdpSocket socket;
    private final @Nullable String problem;
    private int interfaceIndex;

    MulticastSocket(Blade blade) {
        AgentConfig.Nvod config = blade.config().nvod();
        String name = config.networkInterface();
        UdpSocket opened = null;
        String trouble = null;
        if (!name.isEmpty()) {
            try {
                opened = open(blade, config);
            } catch (IOException e) {
                trouble = "Multicast can't leave by " + name + ": " + e.getMessage()
                        + "; mend nvod.network-interface or the interface, and restart the agent";
                LOG.warn("{}", trouble);
            }
        }
        socket = opened;
        problem = trouble;
    }

    private UdpSocket open(Blade blade, AgentConfig.Nvod config) throws IOException {
        NetworkInterface by = NetworkInterface.getByName(config.networkInterface());
        if (by == null) {
            throw new IOException("this board has no such interface");
        }
        interfaceIndex = by.getIndex();
        UdpSocket socket = new UdpSocket(
                Ipv4Endpoint.of(new InetSocketAddress(blade.address(), config.port())), EngineParts.SOCKET_SEND_BUFFER,
                EngineParts.SOCKET_RECEIVE_BUFFER);
        try {
            socket.multicast(by.getIndex(), config.ttl(), config.dscp());
        } catch (IOException e) {
            socket.close();
            throw e;
        }
        return socket;
    }

    /** Null where there is none. */
    @Nullable UdpSocket socket() {
        return socket;
    }

    /** As the system numbers the interface; 0 where there is none. */
    int interfaceIndex() {
        return interfaceIndex;
    }

    Optional<String> problem() {
        return Optional.ofNullable(problem);
    }

    /** The engine's room, as far as multicast can be sent at all. */
    StreamRoom room(StreamRoom engine) {
        if (socket != null) {
            return engine;
        }
        return new StreamRoom() {
            @Override
            public Optional<String> admit(long bitRate) {
                return Optional.of("this blade has no interface for multicast");
            }

            @Override
            public void release(long bitRate) {}
        };
    }

    @Override
    public void close() {
        if (socket != null) {
            socket.close();
        }
    }
}
