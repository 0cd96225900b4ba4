package io.mediachassis.blade.storage;

import io.mediachassis.blade.os.Sha256;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * A file under its temporary name until {@link #publish}, hashed while it is written. A segment's media has its final
 * name from the start, so that it can be played while it arrives: its sidecar's name is what makes it count. One
 * thread; {@link #readable} any.
 */
final class PartFile {
    private final StoreDisk disk;
    private final SpaceGuard space;
    private final Path target;
    private final Path temporary;
    private final StoreDisk.Output output;
    private final Sha256 digest = Sha256.start();
    private long bytes;
    private long granted;
    private boolean sealed;
    /** Media counts towards the volume's capacity; what else there is is little. */
    private final boolean counts;

    PartFile(StoreDisk disk, SpaceGuard space, Path target) throws IOException {
        this(disk, space, target, target.resolveSibling(target.getFileName() + StoreFiles.TEMPORARY), 0);
    }

    private PartFile(StoreDisk disk, SpaceGuard space, Path target, Path temporary, long expected)
            throws IOException {
        this.disk = disk;
        this.space = space;
        this.target = target;
        this.temporary = temporary;
        this.counts = temporary.equals(target);
        try {
            this.output = disk.create(temporary, expected);
        } catch (IOException e) {
            throw space.explain(e);
        }
    }

    /** @param expected bytes that will come, as far as is known; 0 when it isn't */
    static PartFile inPlace(StoreDisk disk, SpaceGuard space, Path target, long expected) throws IOException {
        return new PartFile(disk, space, target, target, expected);
    }

    long bytes() {
        return bytes;
    }

    Path path() {
        return target;
    }

    /** Bytes from the start that a reader of the file sees by now. */
    long readable() {
        return output.readable();
    }

    /** Writes all remaining bytes. */
    void write(ByteBuffer from) throws IOException {
        int n = from.remaining();
        if (n > granted) {
            granted = space.grant(n);
        }
        granted -= n;
        digest.update(from);
        try {
            output.write(from);
        } catch (IOException e) {
            throw space.explain(e);
        }
        bytes += n;
        if (counts) {
            space.use().took(n);
        }
    }

    /** Lets readers see as much as possible of what was written. */
    void flush() throws IOException {
        try {
            output.flush();
        } catch (IOException e) {
            throw space.explain(e);
        }
    }

    /** Hash of what was written, lower-case hex; once, after the last byte. */
    String hash() {
        return digest.hex();
    }

    /** No more bytes come, and those that came are on the disk. */
    void seal() throws IOException {
        if (!sealed) {
            try {
                output.force();
                output.close();
                sealed = true;
            } catch (IOException e) {
                throw space.explain(e);
            }
        }
    }

    /** Puts the bytes on the disk and gives the file its name; the folder is not yet forced. */
    void publish() throws IOException {
        seal();
        if (!temporary.equals(target)) {
            try {
                disk.rename(temporary, target);
            } catch (IOException e) {
                throw space.explain(e);
            }
        }
    }

    void discard() throws IOException {
        if (counts) {
            space.use().gaveBack(bytes);
            bytes = 0;
        }
        try {
            output.close();
        } finally {
            disk.delete(temporary);
        }
    }
}
