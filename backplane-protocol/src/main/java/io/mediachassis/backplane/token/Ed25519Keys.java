package io.mediachassis.backplane.token;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;

/** Ed25519 keys between the JDK's form and the 32 raw bytes of RFC 8032, section 5.1. */
public final class Ed25519Keys {
    private static final int RAW_BYTES = 32;

    private Ed25519Keys() {}

    public static KeyPair generate() throws GeneralSecurityException {
        return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    }

    /** Little-endian y with the sign of x in the highest bit. */
    public static byte[] raw(PublicKey key) {
        if (!(key instanceof EdECPublicKey edKey)) {
            throw new IllegalArgumentException("a key of " + key.getAlgorithm() + " is no Ed25519 key");
        }
        byte[] raw = new byte[RAW_BYTES];
        byte[] bigEndian = edKey.getPoint().getY().toByteArray();
        for (int i = 0; i < bigEndian.length && i < RAW_BYTES; i++) {
            raw[i] = bigEndian[bigEndian.length - 1 - i];
        }
        if (edKey.getPoint().isXOdd()) {
            raw[RAW_BYTES - 1] |= (byte) 0x80;
        }
        return raw;
    }

    public static PublicKey publicKey(byte[] raw) throws GeneralSecurityException {
        if (raw.length != RAW_BYTES) {
            throw new GeneralSecurityException("an Ed25519 key of " + raw.length + " bytes, it must have 32");
        }
        byte[] bigEndian = new byte[RAW_BYTES];
        for (int i = 0; i < RAW_BYTES; i++) {
            bigEndian[i] = raw[RAW_BYTES - 1 - i];
        }
        boolean xOdd = (bigEndian[0] & 0x80) != 0;
        bigEndian[0] &= 0x7F;
        return KeyFactory.getInstance("Ed25519")
                .generatePublic(new EdECPublicKeySpec(
                        NamedParameterSpec.ED25519, new EdECPoint(xOdd, new BigInteger(1, bigEndian))));
    }

    public static PrivateKey privateKey(byte[] pkcs8) throws GeneralSecurityException {
        return KeyFactory.getInstance("Ed25519").generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
    }

    /** The key's number in a token: the first 8 bytes of the SHA-256 of its raw form, in base64url. */
    public static String id(byte[] raw) throws GeneralSecurityException {
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(raw);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(hash, 8));
    }
}
