package io.mediachassis.blade.os;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * An IPv4 address and port in the form that goes into native structures without allocating.
 *
 * @param address the address as a big-endian number: 127.0.0.1 is 0x7f000001
 * @param port 0 to 65535
 */
public record Ipv4Endpoint(int address, int port) {
    public Ipv4Endpoint {
        if (port < 0 || port > 0xffff) {
            throw new IllegalArgumentException("port must be 0 to 65535, is " + port);
        }
    }

    /**
     * From a resolved address.
     *
     * @throws IllegalArgumentException for a name that did not resolve or an address that isn't IPv4
     */
    public static Ipv4Endpoint of(InetSocketAddress socketAddress) {
        InetAddress address = socketAddress.getAddress();
        if (address == null) {
            throw new IllegalArgumentException("not resolved: " + socketAddress);
        }
        return new Ipv4Endpoint(toInt(address), socketAddress.getPort());
    }

    /** The address as a big-endian number; IPv4 only. */
    public static int toInt(InetAddress address) {
        if (!(address instanceof Inet4Address)) {
            throw new IllegalArgumentException("media is sent over IPv4 only, not to " + address.getHostAddress());
        }
        byte[] b = address.getAddress();
        return (b[0] & 0xff) << 24 | (b[1] & 0xff) << 16 | (b[2] & 0xff) << 8 | (b[3] & 0xff);
    }

    /** The address as people write it. */
    public String host() {
        return (address >>> 24) + "." + (address >>> 16 & 0xff) + "." + (address >>> 8 & 0xff) + "." + (address & 0xff);
    }

    @Override
    public String toString() {
        return host() + ":" + port;
    }
}
