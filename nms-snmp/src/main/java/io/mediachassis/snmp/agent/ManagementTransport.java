package io.mediachassis.snmp.agent;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketException;
import org.jspecify.annotations.Nullable;
import org.snmp4j.smi.UdpAddress;
import org.snmp4j.transport.DefaultUdpTransportMapping;

/**
 * UDP at the management address, bound with SO_REUSEADDR, since the other controller's agent may not have let go of it
 * yet. Once closed it stays closed: the library's own would bind a socket to every address instead, for a late answer.
 */
final class ManagementTransport extends DefaultUdpTransportMapping {
    private static final int RECEIVE_BUFFER = 256 * 1024;

    private ManagementTransport(UdpAddress address) throws SocketException {
        super(address, true);
        setReceiveBufferSize(RECEIVE_BUFFER);
    }

    /**
     * Binds.
     *
     * @throws IOException with the address in its message when that is not possible
     */
    static ManagementTransport bind(InetSocketAddress address) throws IOException {
        if (address.isUnresolved()) {
            throw new IOException("no address " + address);
        }
        try {
            return new ManagementTransport(new UdpAddress(address.getAddress(), address.getPort()));
        } catch (SocketException e) {
            throw new IOException("can't bind udp " + address.getAddress().getHostAddress() + ":" + address.getPort()
                    + ": " + e.getMessage(), e);
        }
    }

    @Override
    protected synchronized DatagramSocket ensureSocket() throws SocketException {
        DatagramSocket open = socket;
        if (open == null || open.isClosed()) {
            throw new SocketException("the management address has been given up");
        }
        return open;
    }

    @Override
    protected @Nullable DatagramSocket renewSocketAfterException(SocketException cause, DatagramSocket failed) {
        return null;
    }
}
