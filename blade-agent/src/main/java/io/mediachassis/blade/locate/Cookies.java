package io.mediachassis.blade.locate;

import io.mediachassis.blade.os.Ipv4Endpoint;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Cookies that prove that an asker receives what is sent to its address: HMAC-SHA-256 of address, port and the minute,
 * cut to {@link #BYTES}. Nothing is kept of who was given one. One thread, since it works in place.
 */
final class Cookies {
    static final int BYTES = 16;

    private static final long BUCKET_NS = TimeUnit.SECONDS.toNanos(60);
    private static final String ALGORITHM = "HmacSHA256";

    private final Mac mac;
    private final byte[] input = new byte[14];
    private final ByteBuffer fields = ByteBuffer.wrap(input);
    private final byte[] output = new byte[32];

    /** @param secret known to this agent only; another after each start */
    Cookies(byte[] secret) {
        try {
            mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret, ALGORITHM));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + ALGORITHM, e);
        }
    }

    /** Writes the asker's cookie of now. */
    void write(Ipv4Endpoint asker, long nowNs, byte[] to, int at) {
        compute(asker, Math.floorDiv(nowNs, BUCKET_NS));
        System.arraycopy(output, 0, to, at, BYTES);
    }

    /** Whether it is the asker's cookie of this minute or the last. */
    boolean isGood(Ipv4Endpoint asker, long nowNs, byte[] from, int at, int length) {
        if (length != BYTES) {
            return false;
        }
        long bucket = Math.floorDiv(nowNs, BUCKET_NS);
        return matches(asker, bucket, from, at) || matches(asker, bucket - 1, from, at);
    }

    private boolean matches(Ipv4Endpoint asker, long bucket, byte[] from, int at) {
        compute(asker, bucket);
        int different = 0;
        for (int i = 0; i < BYTES; i++) {
            different |= output[i] ^ from[at + i];
        }
        return different == 0;
    }

    private void compute(Ipv4Endpoint asker, long bucket) {
        fields.putInt(0, asker.address()).putShort(4, (short) asker.port()).putLong(6, bucket);
        mac.update(input);
        try {
            mac.doFinal(output, 0);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("32 bytes take an HMAC-SHA-256", e);
        }
    }
}
