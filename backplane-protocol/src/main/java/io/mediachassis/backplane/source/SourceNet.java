package io.mediachassis.backplane.source;

import io.netty.util.NetUtil;
import java.util.Optional;

/**
 * A net in which a station's engines lie, of IPv4 or IPv6: 192.0.2.0/24, 2001:db8::/48. Numeric alone, since no name server is
 * asked. Immutable; any thread.
 */
public final class SourceNet {
    private static final int V4_NEAR = 24;
    private static final int V6_NEAR = 64;

    private final byte[] address;
    private final int prefix;

    private SourceNet(byte[] address, int prefix) {
        this.address = address.clone();
        this.prefix = prefix;
    }

    /**
     * Reads one.
     *
     * @throws IllegalArgumentException says what would be right
     */
    public static SourceNet of(String text) {
        int slash = text.indexOf('/');
        String digits = text.substring(slash + 1);
        Optional<byte[]> address = slash < 0 ? Optional.empty() : bytes(text.substring(0, slash));
        if (address.isEmpty() || !digits.matches("[0-9]{1,3}") || Integer.parseInt(digits) > address.get().length * Byte.SIZE) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no net of numeric addresses: 192.0.2.0/24 would be, or 2001:db8::/48");
        }
        return new SourceNet(address.get(), Integer.parseInt(digits));
    }

    /** The /24 of an address, or its /64 where it is one of IPv6; empty: it is none. */
    public static Optional<SourceNet> around(String numeric) {
        return bytes(numeric).map(address -> new SourceNet(address, address.length == 4 ? V4_NEAR : V6_NEAR));
    }

    /** Whether it has a numeric address, which is of IPv6 without brackets. */
    public boolean holds(String numeric) {
        return bytes(numeric).filter(this::holds).isPresent();
    }

    private boolean holds(byte[] other) {
        if (other.length != address.length) {
            return false;
        }
        for (int bit = 0; bit < prefix; bit++) {
            int mask = 0x80 >> bit % Byte.SIZE;
            if (((address[bit / Byte.SIZE] ^ other[bit / Byte.SIZE]) & mask) != 0) {
                return false;
            }
        }
        return true;
    }

    /** In one form alone: no leading zeros, which some read as octal, and no zones. */
    private static Optional<byte[]> bytes(String numeric) {
        boolean four = NetUtil.isValidIpV4Address(numeric) && !numeric.matches("(.*\\.)?0[0-9].*");
        boolean six = NetUtil.isValidIpV6Address(numeric) && numeric.matches("[0-9a-fA-F:]+");
        return four || six ? Optional.ofNullable(NetUtil.createByteArrayFromIpAddressString(numeric)) : Optional.empty();
    }
}
