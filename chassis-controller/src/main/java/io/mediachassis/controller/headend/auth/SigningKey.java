package io.mediachassis.controller.headend.auth;

import io.mediachassis.backplane.token.Ed25519Keys;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.interfaces.EdECPrivateKey;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;

/** A pair of Ed25519 keys with the number by which tokens name it. Any thread. */
public final class SigningKey {
    private final String id;
    private final KeyPair pair;

    private SigningKey(KeyPair pair) throws GeneralSecurityException {
        this.pair = pair;
        this.id = Ed25519Keys.id(Ed25519Keys.raw(pair.getPublic()));
    }

    /** A new one. */
    static SigningKey generate() throws GeneralSecurityException {
        return of(Ed25519Keys.generate().getPrivate().getEncoded());
    }

    /**
     * The pair of a private key.
     *
     * @param pkcs8 as stored
     */
    public static SigningKey of(byte[] pkcs8) throws GeneralSecurityException {
        PrivateKey privateKey = Ed25519Keys.privateKey(pkcs8);
        byte[] seed = ((EdECPrivateKey) privateKey)
                .getBytes()
                .orElseThrow(() -> new GeneralSecurityException("the key does not show its bytes"));
        // The JDK has no way from a private key to its public one.
        byte[] raw = new Ed25519PrivateKeyParameters(seed).generatePublicKey().getEncoded();
        return new SigningKey(new KeyPair(Ed25519Keys.publicKey(raw), privateKey));
    }

    /** The same, of a file that should hold one. */
    public static SigningKey of(byte[] pkcs8, String where) throws IOException {
        try {
            return of(pkcs8);
        } catch (GeneralSecurityException e) {
            throw new IOException(
                    where + " is no Ed25519 key: " + e.getMessage() + "; remove it to have a new one made", e);
        }
    }

    String id() {
        return id;
    }

    public KeyPair pair() {
        return pair;
    }

    /** PKCS #8; for disks and the other controller alone. */
    public byte[] privateKey() {
        return pair.getPrivate().getEncoded();
    }

    /** The 32 bytes that boards trust. */
    byte[] publicKey() {
        return Ed25519Keys.raw(pair.getPublic());
    }
}
