package io.mediachassis.backplane.durable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * Replaces small files so that a power cut at any instant leaves the old content or the new, whole: temporary file,
 * fsync, rename, fsync of the folder. One writer per file at a time; blocks for the disk.
 */
public final class DurableFile {
    /** rw-------: keys. */
    public static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");

    /** rw-r--r--. */
    public static final Set<PosixFilePermission> READABLE = PosixFilePermissions.fromString("rw-r--r--");

    private DurableFile() {}

    /** Writes with the permissions {@link #READABLE}. */
    public static void write(Path target, byte[] content) throws IOException {
        write(target, content, READABLE);
    }

    /**
     * On return the content is on the disk under the target's name.
     *
     * @param target in a folder that exists
     * @throws IOException the old content, if any, is still there
     */
    public static void write(Path target, byte[] content, Set<PosixFilePermission> permissions) throws IOException {
        Path temporary = temporary(target);
        Files.deleteIfExists(temporary); // of an earlier run, maybe with other permissions
        // The permissions are there before the first byte is.
        try (FileChannel channel = FileChannel.open(
                temporary,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(permissions))) {
            ByteBuffer bytes = ByteBuffer.wrap(content);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        } catch (IOException e) {
            Files.deleteIfExists(temporary);
            throw e;
        }
        Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        syncFolder(folderOf(target));
    }

    /** Makes the names in a folder (created, renamed, deleted) last. */
    public static void syncFolder(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    static Path temporary(Path target) {
        Path name = target.getFileName();
        if (name == null) {
            throw new IllegalArgumentException(target + " names no file");
        }
        return target.resolveSibling("." + name + ".tmp");
    }

    private static Path folderOf(Path target) {
        Path folder = target.toAbsolutePath().getParent();
        if (folder == null) {
            throw new IllegalArgumentException(target + " names no file");
        }
        return folder;
    }
}
