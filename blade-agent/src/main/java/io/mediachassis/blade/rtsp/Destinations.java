package io.mediachassis.blade.rtsp;

import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;

/**
 * Where media may be sent beside the address that asks: a console that could name any address would have this station
 * flood whom it likes (RFC 2326 section 16). Immutable; any thread.
 */
public final class Destinations {
    private final List<IpSubnetFilterRule> networks = new ArrayList<>();

    /**
     * Networks that any console may have media sent to.
     *
     * @param cidrs such as {@code 192.0.2.0/24}; none: every console gets media at its own address alone
     * @throws IllegalArgumentException for anything else
     */
    public Destinations(List<String> cidrs) {
        for (String cidr : cidrs) {
            int slash = cidr.indexOf('/');
            String prefix = slash < 0 ? "" : cidr.substring(slash + 1);
            boolean written = slash > 0 && NetUtil.isValidIpV4Address(cidr.substring(0, slash))
                    && prefix.matches("[0-9]{1,2}") && Integer.parseInt(prefix) <= 32;
            if (!written) {
                throw new IllegalArgumentException(
                        "a network is an IPv4 address and a prefix, such as 192.0.2.0/24, not " + cidr);
            }
            networks.add(new IpSubnetFilterRule(
                    cidr.substring(0, slash), Integer.parseInt(prefix), IpFilterRuleType.ACCEPT));
        }
    }

    /** Whether a console at that numeric address may have media sent to this one. Never asks a name server. */
    boolean allowed(String clientAddress, String destination) {
        if (destination.equals(clientAddress)) {
            return true;
        }
        byte[] bytes = NetUtil.isValidIpV4Address(destination)
                ? NetUtil.createByteArrayFromIpAddressString(destination)
                : null;
        if (bytes == null) {
            return false;
        }
        try {
            InetAddress address = InetAddress.getByAddress(bytes);
            InetSocketAddress socket = new InetSocketAddress(address, 0);
            return !address.isMulticastAddress() && !address.isAnyLocalAddress()
                    && networks.stream().anyMatch(network -> network.matches(socket));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four bytes are an address", e);
        }
    }
}
