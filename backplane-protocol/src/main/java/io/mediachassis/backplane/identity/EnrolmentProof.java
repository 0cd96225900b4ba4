package io.mediachassis.backplane.identity;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.X509EncodedKeySpec;

/** The proof of an enrolment: ECDSA with SHA-256 over the one-time token and the public key (link.proto). */
public final class EnrolmentProof {
    private static final String ALGORITHM = "SHA256withECDSA";
    private static final int P256_BITS = 256;

    private EnrolmentProof() {}

    /** A new P-256 key. */
    public static KeyPair newKey() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    public static byte[] sign(PrivateKey key, byte[] token, byte[] publicKey) throws GeneralSecurityException {
        Signature signature = Signature.getInstance(ALGORITHM);
        signature.initSign(key);
        signature.update(token);
        signature.update(publicKey);
        return signature.sign();
    }

    /** Whether the proof holds; false also for something that has not the form of a signature. */
    public static boolean verify(PublicKey key, byte[] token, byte[] publicKey, byte[] proof)
            throws GeneralSecurityException {
        Signature signature = Signature.getInstance(ALGORITHM);
        signature.initVerify(key);
        signature.update(token);
        signature.update(publicKey);
        try {
            return signature.verify(proof);
        } catch (SignatureException e) {
            return false;
        }
    }

    /**
     * Reads a key.
     *
     * @param der SubjectPublicKeyInfo
     * @throws GeneralSecurityException it is no P-256 key
     */
    public static PublicKey publicKey(byte[] der) throws GeneralSecurityException {
        PublicKey key = KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(der));
        if (((ECPublicKey) key).getParams().getOrder().bitLength() != P256_BITS) {
            throw new GeneralSecurityException("the key is on another curve than P-256");
        }
        return key;
    }
}
