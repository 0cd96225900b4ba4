package io.mediachassis.blade.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A file under its temporary name until {@link #publish}, hashed while it is written. One thread.
 */
final class PartFile {
    private final StoreDisk disk;
    private final SpaceGuard space;
    private final Path target;
    private final Path temporary;
    private final StoreDisk.Output output;
    private final MessageDigest digest = sha256();
    private long bytes;
    private long granted;

    PartFile(StoreDisk disk, SpaceGuard space, Path target) throws IOException {
        this.disk = disk;
        this.space = space;
        this.target = target;
        this.temporary = target.resolveSibling(target.getFileName() + StoreFiles.TEMPORARY);
        try {
            this.output = disk.create(temporary);
        } catch (IOException e) {
            throw space.explain(e);
        }
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    long bytes() {
        return bytes;
    }

    /** Writes all remaining bytes. */
    void write(ByteBuffer from) throws IOException {
        int n = from.remaining();
        if (n > granted) {
            granted = space.grant(n);
        }
        granted -= n;
        digest.update(from.duplicate());
        try {
            output.write(from);
        } catch (IOException e) {
            throw space.explain(e);
        }
        bytes += n;
    }

    /** Hash of what was written, lower-case hex; once, after the last byte. */
    String hash() {
        return HexFormat.of().formatHex(digest.digest());
    }

    /** Puts the bytes on the disk and gives the file its name; the folder is not yet forced. */
    void publish() throws IOException {
        try {
            output.force();
            output.close();
            disk.rename(temporary, target);
        } catch (IOException e) {
            throw space.explain(e);
        }
    }

    void discard() throws IOException {
        try {
            output.close();
        } finally {
            disk.delete(temporary);
        }
    }
}
