package io.mediachassis.blade.announce;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * An announcement as it was received (RFC 2974).
 *
 * @param deletion whether it takes a session back
 * @param hash message identifier, 0 to 65535
 * @param source who announced it first
 * @param description a session description, or its origin line in a deletion
 */
public record SapMessage(boolean deletion, int hash, InetAddress source, String description) {
    private static final int ENCRYPTED_OR_COMPRESSED = 0x03;

    /** Reads a datagram (position to limit, left as they are); empty for what is no plain announcement of SDP. */
    public static Optional<SapMessage> parse(ByteBuffer datagram) {
        ByteBuffer in = datagram.slice();
        if (in.remaining() < 8) {
            return Optional.empty();
        }
        int flags = in.get() & 0xff;
        int authentication = (in.get() & 0xff) * 4;
        int hash = in.getShort() & 0xffff;
        int addressLength = (flags & 0x10) == 0 ? 4 : 16;
        if (flags >>> 5 != 1 || (flags & ENCRYPTED_OR_COMPRESSED) != 0
                || in.remaining() < addressLength + authentication) {
            return Optional.empty();
        }
        byte[] address = new byte[addressLength];
        in.get(address);
        in.position(in.position() + authentication);
        byte[] payload = new byte[in.remaining()];
        in.get(payload);
        String text = new String(payload, StandardCharsets.UTF_8);
        int zero = text.indexOf('\0');
        // The type may be left out: then the payload is SDP and begins with its version.
        if (zero >= 0 && !text.startsWith("v=0")) {
            if (!text.substring(0, zero).equals(SapWriter.PAYLOAD_TYPE)) {
                return Optional.empty();
            }
            text = text.substring(zero + 1);
        }
        boolean deletion = (flags & 0x04) != 0;
        if (!text.startsWith(deletion ? "o=" : "v=0")) {
            return Optional.empty();
        }
        try {
            return Optional.of(new SapMessage(deletion, hash, InetAddress.getByAddress(address), text));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("4 and 16 bytes are addresses", e);
        }
    }
}
