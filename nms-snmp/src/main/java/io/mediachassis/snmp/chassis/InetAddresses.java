package io.mediachassis.snmp.chassis;

import io.netty.util.NetUtil;
import org.jspecify.annotations.Nullable;

/** Addresses as InetAddressType and InetAddress (RFC 4001). Never asks a name server. */
final class InetAddresses {
    private InetAddresses() {}

    /** The octets of a literal address; none when it is none. */
    static byte[] octets(String literal) {
        byte @Nullable [] octets = NetUtil.createByteArrayFromIpAddressString(literal);
        return octets == null ? new byte[0] : octets;
    }

    /** InetAddressType: unknown(0), ipv4(1), ipv6(2). */
    static int type(String literal) {
        return switch (octets(literal).length) {
            case 4 -> 1;
            case 16 -> 2;
            default -> 0;
        };
    }
}
