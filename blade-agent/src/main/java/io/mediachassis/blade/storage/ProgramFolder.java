package io.mediachassis.blade.storage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The folder of one program: how it comes to be and how it goes, in an order that leaves, wherever power fails, either
 * a folder with a manifest and all that it names, or one without a manifest. One thread.
 */
final class ProgramFolder {
    private final StoreDisk disk;
    private final SpaceGuard space;
    private final Path folder;

    ProgramFolder(StoreDisk disk, SpaceGuard space, Path folder) {
        this.disk = disk;
        this.space = space;
        this.folder = folder;
    }

    Path path() {
        return folder;
    }

    void create() throws IOException {
        try {
            disk.createFolder(folder);
        } catch (IOException e) {
            throw space.explain(e);
        }
    }

    PartFile open(String name) throws IOException {
        return new PartFile(disk, space, folder.resolve(name));
    }

    /** Writes a small file whole; gives its hash. */
    String write(String name, byte[] bytes) throws IOException {
        PartFile file = open(name);
        file.write(ByteBuffer.wrap(bytes));
        String hash = file.hash();
        file.publish();
        return hash;
    }

    /** All segments are there under their names: makes the program whole. */
    void publish(Manifest manifest) throws IOException {
        // The names of the segments must be on the disk before the manifest that counts on them.
        disk.force(folder);
        write(StoreFiles.MANIFEST, manifest.toJson());
        disk.force(folder);
        Path parent = folder.getParent();
        if (parent != null) {
            disk.force(parent);
        }
    }

    /** Takes the folder away; the manifest goes first, so that what is left of it is an unfinished program. */
    void remove() throws IOException {
        if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        Path manifest = folder.resolve(StoreFiles.MANIFEST);
        if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS) && Files.exists(manifest)) {
            disk.delete(manifest);
            disk.force(folder);
        }
        List<Path> deepestFirst;
        try (Stream<Path> below = Files.walk(folder)) {
            deepestFirst = below.sorted((a, b) -> b.compareTo(a)).toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        for (Path p : deepestFirst) {
            disk.delete(p);
        }
    }
}
