package io.mediachassis.blade.os;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class Sha256Test {
    /** FIPS 180-4's example, and nothing at all. */
    @Test
    void knownAnswers() {
        assertEquals("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
                Sha256.hex("abc".getBytes(StandardCharsets.US_ASCII)));
        assertEquals("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", Sha256.start().hex());
    }

    @Test
    void whereverTheBytesLie_andHoweverTheyAreCut_itIsJavas() throws Exception {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int round = 0; round < 50; round++) {
            byte[] bytes = new byte[random.nextInt(300_000)];
            random.nextBytes(bytes);
            String right = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
            for (Sha256 hash : new Sha256[] {Sha256.start(), Sha256.startInJava()}) {
                for (int at = 0; at < bytes.length; ) {
                    int n = Math.min(bytes.length - at, 1 + random.nextInt(150_000));
                    switch (random.nextInt(4)) {
                        case 0 -> hash.update(bytes, at, n);
                        case 1 -> keepsItsPosition(hash, ByteBuffer.wrap(bytes, at, n));
                        case 2 -> keepsItsPosition(hash, ByteBuffer.wrap(bytes, at, n).asReadOnlyBuffer());
                        default -> {
                            ByteBuffer direct = ByteBuffer.allocateDirect(n + 9).position(9);
                            direct.put(bytes, at, n).flip().position(9);
                            keepsItsPosition(hash, direct);
                        }
                    }
                    at += n;
                }
                assertEquals(right, hash.hex(), "seed " + seed);
            }
        }
    }

    private static void keepsItsPosition(Sha256 hash, ByteBuffer bytes) {
        int position = bytes.position();
        hash.update(bytes);
        assertEquals(position, bytes.position());
    }

    /** The machines that the product's own files set up have it: without it, copies are several times slower. */
    @Test
    void itIsDoneInCHere() {
        assertTrue(Sha256.inC(), "libcrypto.so.3 (Debian's libssl3) is not there");
    }
}
