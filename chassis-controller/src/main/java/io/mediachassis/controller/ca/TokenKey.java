package io.mediachassis.controller.ca;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.durable.DurableFile;
import io.mediachassis.backplane.identity.Pem;
import io.mediachassis.backplane.token.Ed25519Keys;
import io.mediachassis.backplane.token.TokenIssuer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.interfaces.EdECPrivateKey;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;

/**
 * The chassis' token key (Ed25519), held by both controllers, so that a token of one is good when the other is active.
 * Blocks for the disk.
 */
public final class TokenKey {
    public static final String FILE_NAME = "token-key.pem";

    private final KeyPair keys;

    private TokenKey(KeyPair keys) {
        this.keys = keys;
    }

    /** Whether a folder has one, usable or not. */
    public static boolean existsIn(Path folder) {
        return Files.exists(folder.resolve(FILE_NAME));
    }

    /** Makes a key; durable when it returns. */
    public static TokenKey create(Path folder) throws IOException {
        try {
            return adopt(folder, Ed25519Keys.generate().getPrivate().getEncoded());
        } catch (GeneralSecurityException e) {
            throw new IOException("this Java makes no Ed25519 key", e);
        }
    }

    /** Keeps the key that the other controller made; durable when it returns. */
    public static TokenKey adopt(Path folder, byte[] pkcs8) throws IOException {
        TokenKey key = parse(pkcs8, "the other controller's token key");
        DurableFile.write(
                folder.resolve(FILE_NAME),
                Pem.encode(Pem.PRIVATE_KEY, pkcs8).getBytes(StandardCharsets.US_ASCII),
                DurableFile.OWNER_ONLY);
        return key;
    }

    /**
     * Opens the key of a folder.
     *
     * @throws IOException if it is missing or damaged
     */
    public static TokenKey open(Path folder) throws IOException {
        Path file = folder.resolve(FILE_NAME);
        for (Pem.Block block : Pem.decode(Files.readAllBytes(file))) {
            if (block.label().equals(Pem.PRIVATE_KEY)) {
                return parse(block.der(), file.toString());
            }
        }
        throw new IOException(file + " holds no key; remove it to have a new one made");
    }

    private static TokenKey parse(byte[] pkcs8, String where) throws IOException {
        try {
            PrivateKey privateKey = Ed25519Keys.privateKey(pkcs8);
            byte[] seed = ((EdECPrivateKey) privateKey)
                    .getBytes()
                    .orElseThrow(() -> new GeneralSecurityException("the key does not show its bytes"));
            // The JDK has no way from a private key to its public one.
            byte[] raw =
                    new Ed25519PrivateKeyParameters(seed).generatePublicKey().getEncoded();
            return new TokenKey(new KeyPair(Ed25519Keys.publicKey(raw), privateKey));
        } catch (GeneralSecurityException e) {
            throw new IOException(
                    where + " is no Ed25519 key: " + e.getMessage() + "; remove it to have a new one made", e);
        }
    }

    /** What signs tokens with it, for the boards of this chassis alone. */
    public TokenIssuer issuer(String chassisSerial, Clock clock) throws GeneralSecurityException {
        return new TokenIssuer(chassisSerial, keys, clock);
    }

    /** PKCS #8; for the other controller alone. */
    byte[] privateKey() {
        return keys.getPrivate().getEncoded();
    }
}
