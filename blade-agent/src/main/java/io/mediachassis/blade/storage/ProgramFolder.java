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
 * The folder of one program on one volume: how it comes to be and how it goes, in an order that leaves, wherever power
 * fails, either a folder with a manifest, in which each segment with a sidecar is whole, or one without a manifest. One
 * thread.
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

    /** A file that has its name from the start. */
    PartFile segment(String name, long expectedBytes) throws IOException {
        return PartFile.inPlace(disk, space, folder.resolve(name), expectedBytes);
    }

    /** Writes a small file whole; gives its hash. */
    String write(String name, byte[] bytes) throws IOException {
        PartFile file = open(name);
        file.write(ByteBuffer.wrap(bytes));
        String hash = file.hash();
        file.publish();
        return hash;
    }

    /** Returns when the names in it are on the disk. */
    void force() throws IOException {
        disk.force(folder);
    }

    boolean hasManifest() {
        return Files.exists(folder.resolve(StoreFiles.MANIFEST));
    }

    /** Makes the folder count: what lies in it under its final name is held. */
    void manifest(Manifest manifest) throws IOException {
        write(StoreFiles.MANIFEST, manifest.toJson());
        disk.force(folder);
        Path parent = folder.getParent();
        if (parent != null) {
            disk.force(parent);
        }
    }

    /** Takes one segment away; its sidecar goes first, so that what is left is an unfinished segment. */
    void dropSegment(int segment) throws IOException {
        disk.delete(folder.resolve(StoreFiles.sidecar(segment)));
        disk.force(folder);
        disk.delete(folder.resolve(StoreFiles.media(segment)));
    }

    /** First step of {@link #remove}: the folder no longer counts. */
    void unpublish() throws IOException {
        if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS) && hasManifest()) {
            disk.delete(folder.resolve(StoreFiles.MANIFEST));
            disk.force(folder);
        }
    }

    /** Takes the folder away; the manifest goes first, so that what is left of it is an unfinished program. */
    void remove() throws IOException {
        if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        unpublish();
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
