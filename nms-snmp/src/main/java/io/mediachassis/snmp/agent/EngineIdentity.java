package io.mediachassis.snmp.agent;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import org.snmp4j.smi.OctetString;

/**
 * The engine ID (RFC 3411, SnmpEngineID): the enterprise number and the chassis' serial number as text, so that both
 * controllers' agents are one engine to a manager and its localised keys hold at either.
 */
public final class EngineIdentity {
    private static final int TEXT = 4;
    private static final int OCTETS = 5;
    private static final int MAX_OCTETS = 27;

    private EngineIdentity() {}

    /** Nine or more octets; a serial number of over 27 octets goes in as its SHA-256, cut. */
    public static OctetString of(int enterprise, String chassisSerial) {
        if (chassisSerial.isBlank()) {
            throw new IllegalArgumentException("the chassis has no serial number to make an engine ID of");
        }
        byte[] serial = chassisSerial.getBytes(StandardCharsets.UTF_8);
        int format = TEXT;
        if (serial.length > MAX_OCTETS || serial.length < 4) {
            format = OCTETS;
            serial = Arrays.copyOf(sha256(serial), MAX_OCTETS);
        }
        return new OctetString(ByteBuffer.allocate(5 + serial.length)
                .putInt(enterprise | 0x8000_0000)
                .put((byte) format)
                .put(serial)
                .array());
    }

    private static byte[] sha256(byte[] of) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(of);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
