package io.mediachassis.controller.headend.metadata.reach;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;

/**
 * Where the meta data server may connect to because somebody registered it: the open Internet, and the nets that are
 * configured; never the unit's own addresses, else its ports would be anybody's to knock at (SSRF). Pure.
 */
public final class AddressPolicy {
    private static final List<Net> CLOSED = List.of(
            net("0.0.0.0/8"), net("10.0.0.0/8"), net("100.64.0.0/10"), net("127.0.0.0/8"), net("169.254.0.0/16"),
            net("172.16.0.0/12"), net("192.0.0.0/24"), net("192.0.2.0/24"), net("192.168.0.0/16"), net("198.18.0.0/15"),
            net("198.51.100.0/24"), net("203.0.113.0/24"), net("224.0.0.0/3"),
            // Of IPv6 only 2000::/3 is in use, and in that 6to4, Teredo and documentation lead elsewhere.
            net("::/3"), net("2001::/32"), net("2001:db8::/32"), net("2002::/16"), net("4000::/2"), net("8000::/1"));

    private final List<Net> allowed;
    private final List<InetAddress> own;

    /** A range of addresses. */
    private record Net(InetAddress prefix, int bits) {
        boolean has(InetAddress address) {
            byte[] first = prefix.getAddress();
            byte[] other = address.getAddress();
            if (other.length != first.length) {
                return false;
            }
            for (int bit = 0; bit < bits; bit++) {
                int mask = 0x80 >> (bit % 8);
                if ((other[bit / 8] & mask) != (first[bit / 8] & mask)) {
                    return false;
                }
            }
            return true;
        }
    }

    /**
     * A policy.
     *
     * @param allowed nets as 10.1.0.0/16, although they are closed otherwise
     * @param own the unit's own addresses, closed in any case
     * @throws IllegalArgumentException one is no net
     */
    public AddressPolicy(List<String> allowed, List<InetAddress> own) {
        this.allowed = allowed.stream().map(AddressPolicy::net).toList();
        this.own = List.copyOf(own);
    }

    private static Net net(String text) {
        String[] parts = text.split("/", -1);
        if (parts.length != 2 || !parts[0].matches("[0-9.]+|[0-9A-Fa-f:]+") || !parts[1].matches("[0-9]{1,3}")) {
            throw new IllegalArgumentException("'" + text + "' is no net; one is written as 10.1.0.0/16");
        }
        try {
            InetAddress prefix = InetAddress.getByName(parts[0]);
            int bits = Integer.parseInt(parts[1]);
            int most = prefix.getAddress().length * 8;
            if (bits > most) {
                throw new IllegalArgumentException("'" + text + "' has more than " + most + " bits");
            }
            return new Net(prefix, bits);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("'" + text + "' is no net: " + e.getMessage(), e);
        }
    }

    /** Why it is not connected to; empty: it may be. */
    public Optional<String> refusal(InetAddress address) {
        if (own.contains(address)) {
            return Optional.of("is this unit's own");
        }
        if (allowed.stream().noneMatch(net -> net.has(address)) && CLOSED.stream().anyMatch(net -> net.has(address))) {
            return Optional.of("is in a private or special net, which metadata.allowed-nets does not name");
        }
        return Optional.empty();
    }
}
