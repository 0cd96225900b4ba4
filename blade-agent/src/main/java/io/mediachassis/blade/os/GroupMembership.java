package io.mediachassis.blade.os;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Joins and leaves IPv4 multicast groups for a socket: of any source (IP_ADD_MEMBERSHIP), or of one source only
 * (MCAST_JOIN_SOURCE_GROUP, RFC 3678). The socket gets what comes for its own memberships alone, whatever others on the
 * machine have joined. The kernel grants a socket some 20 groups (net.ipv4.igmp_max_memberships). Any thread.
 */
public final class GroupMembership {
    private static final int IPPROTO_IP = 0;
    private static final int IP_ADD_MEMBERSHIP = 35;
    private static final int IP_DROP_MEMBERSHIP = 36;
    private static final int MCAST_JOIN_SOURCE_GROUP = 46;
    private static final int MCAST_LEAVE_SOURCE_GROUP = 47;
    private static final int IP_MULTICAST_ALL = 49;
    private static final int MREQN_BYTES = 12;
    // struct group_source_req: interface, hole, two struct sockaddr_storage of 128 bytes.
    private static final int SOURCE_REQUEST_BYTES = 264;
    private static final int GROUP_AT = 8;
    private static final int SOURCE_AT = 136;

    private final UdpSocket socket;
    private final int group;
    private final int source;
    private final int interfaceIndex;

    private GroupMembership(UdpSocket socket, int group, int source, int interfaceIndex) {
        this.socket = socket;
        this.group = group;
        this.source = source;
        this.interfaceIndex = interfaceIndex;
    }

    /**
     * Joins.
     *
     * @param group IPv4 multicast address, big-endian
     * @param source the only sender that is wanted, big-endian; 0 for any
     * @param interfaceIndex as the system numbers it; 0 lets the routing table choose
     * @throws IOException saying what could not be joined, and why
     */
    public static GroupMembership join(UdpSocket socket, int group, int source, int interfaceIndex)
            throws IOException {
        if (group >>> 28 != 0xe) {
            throw new IllegalArgumentException(name(group) + " is no multicast group");
        }
        // Otherwise Linux also gives the socket what any other process joined.
        ByteBuffer none = ByteBuffer.allocateDirect(Integer.BYTES);
        LibC.setsockopt(socket.fd(), IPPROTO_IP, IP_MULTICAST_ALL, AlignedBuffer.addressOf(none), Integer.BYTES);
        GroupMembership membership = new GroupMembership(socket, group, source, interfaceIndex);
        if (membership.tell(source == 0 ? IP_ADD_MEMBERSHIP : MCAST_JOIN_SOURCE_GROUP) < 0) {
            throw new IOException("cannot join " + name(group) + (source == 0 ? "" : " from " + name(source))
                    + (interfaceIndex == 0 ? " (no interface was named)" : " on interface " + interfaceIndex) + ": "
                    + Errno.text(Errno.last()));
        }
        return membership;
    }

    /** Leaves; closing the socket does so too. */
    public void leave() {
        tell(source == 0 ? IP_DROP_MEMBERSHIP : MCAST_LEAVE_SOURCE_GROUP);
    }

    private int tell(int option) {
        if (source == 0) {
            ByteBuffer request = ByteBuffer.allocateDirect(MREQN_BYTES).order(ByteOrder.BIG_ENDIAN);
            request.putInt(0, group);
            request.order(ByteOrder.nativeOrder()).putInt(2 * Integer.BYTES, interfaceIndex);
            return LibC.setsockopt(socket.fd(), IPPROTO_IP, option, AlignedBuffer.addressOf(request), MREQN_BYTES);
        }
        ByteBuffer request = ByteBuffer.allocateDirect(SOURCE_REQUEST_BYTES).order(ByteOrder.nativeOrder());
        request.putInt(0, interfaceIndex);
        UdpSocket.putSockaddr(request, GROUP_AT, new Ipv4Endpoint(group, 0));
        UdpSocket.putSockaddr(request, SOURCE_AT, new Ipv4Endpoint(source, 0));
        return LibC.setsockopt(socket.fd(), IPPROTO_IP, option, AlignedBuffer.addressOf(request),
                SOURCE_REQUEST_BYTES);
    }

    private static String name(int address) {
        return (address >>> 24) + "." + (address >>> 16 & 0xff) + "." + (address >>> 8 & 0xff) + "." + (address & 0xff);
    }
}
