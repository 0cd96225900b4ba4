package io.mediachassis.controller.ca;

import io.mediachassis.backplane.durable.DurableFile;
import io.mediachassis.backplane.identity.Pem;
import io.mediachassis.backplane.token.Ed25519Keys;
import io.mediachassis.controller.headend.auth.SigningKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;

/**
 * The chassis' first token key (Ed25519), held by both controllers, so that a token of one is good when the other is
 * active; what comes after it is in {@link io.mediachassis.controller.headend.auth.TrustLedger}. Blocks for the disk.
 */
public final class TokenKey {
    public static final String FILE_NAME = "token-key.pem";

    private final SigningKey key;

    private TokenKey(SigningKey key) {
        this.key = key;
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
        return new TokenKey(SigningKey.of(pkcs8, where));
    }

    /** The first of those that sign tokens. */
    public SigningKey key() {
        return key;
    }

    /** PKCS #8; for the other controller alone. */
    byte[] privateKey() {
        return key.privateKey();
    }
}
