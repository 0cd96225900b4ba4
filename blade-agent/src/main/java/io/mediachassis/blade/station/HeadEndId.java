package io.mediachassis.blade.station;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which head-end this blade belongs to. What one has said is kept apart from what another says: with another head-end a blade
 * begins anew, and goes by nothing of the one before.
 */
public final class HeadEndId {
    private static final Logger LOG = LoggerFactory.getLogger(HeadEndId.class);
    private static final int BYTES = 8;

    private final String id;

    private HeadEndId(String id) {
        this.id = id;
    }

    /** The controllers of this blade's own chassis. */
    public static HeadEndId own() {
        return new HeadEndId("own");
    }

    /**
     * Those whose chassis has that certificate.
     *
     * @param ca a file; where it can't be read nothing that was kept is gone by, until it can at a later start
     */
    public static HeadEndId of(Path ca) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(ca));
            return new HeadEndId(HexFormat.of().formatHex(hash, 0, BYTES));
        } catch (IOException e) {
            LOG.warn("What the head-end said before counts no more for now, since {} can't be read: {}", ca, e.getMessage());
            return new HeadEndId("");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Empty while it is not known. */
    public Optional<String> id() {
        return Optional.of(id).filter(known -> !known.isEmpty());
    }

    /**
     * Where its words are kept, below a blade's folder; made where it is not there. While it is not known, a place where nothing
     * is.
     */
    public Path folder(Path data) throws IOException {
        Path folder = Files.createDirectories(data.resolve("head-end").resolve(id.isEmpty() ? "unknown" : id));
        if (id.isEmpty()) {
            try (var files = Files.list(folder)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
        }
        return folder;
    }
}
