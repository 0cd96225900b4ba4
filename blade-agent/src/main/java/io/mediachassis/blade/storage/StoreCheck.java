package io.mediachassis.blade.storage;

import io.mediachassis.blade.ts.SegmentIndex;
import io.mediachassis.blade.ts.SegmentIndexCodec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * The check of a data folder at start: removes unfinished programs, moves damaged ones aside, and lists the whole ones.
 * Structure, sizes and sidecars are looked at; the media's own hashes are for {@link ProgramStore#verify}. One thread,
 * before anyone else has the store.
 */
final class StoreCheck {
    private static final int MAX_SIDECAR_BYTES = 256 << 20;

    private final StoreDisk disk;
    private final SpaceGuard space;
    private final Path root;
    private final SegmentIndexCache indexes;
    private final List<Program> whole = new ArrayList<>();
    private final List<String> unfinished = new ArrayList<>();
    private final List<StoreReport.Quarantined> quarantined = new ArrayList<>();

    StoreCheck(StoreDisk disk, SpaceGuard space, Path root, SegmentIndexCache indexes) {
        this.disk = disk;
        this.space = space;
        this.root = root;
        this.indexes = indexes;
    }

    List<Program> whole() {
        return whole;
    }

    StoreReport run() throws IOException {
        List<Path> folders;
        try (Stream<Path> list = Files.list(root.resolve(StoreFiles.PROGRAMS))) {
            folders = list.sorted().toList();
        }
        for (Path folder : folders) {
            check(folder);
        }
        return new StoreReport(whole.size(), unfinished, quarantined);
    }

    private void check(Path folder) throws IOException {
        String id = String.valueOf(folder.getFileName());
        if (!ProgramId.valid(id) || !Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            aside(folder, "is not the folder of a program");
            return;
        }
        if (!Files.exists(folder.resolve(StoreFiles.MANIFEST))) {
            new ProgramFolder(disk, space, folder).remove();
            unfinished.add(id);
            return;
        }
        try {
            Program program = new Program(read(folder, id), folder, indexes);
            for (Segment s : program.segments()) {
                check(s);
            }
            removeTemporaries(folder);
            whole.add(program);
        } catch (IOException e) {
            aside(folder, String.valueOf(e.getMessage()));
        }
    }

    private static Manifest read(Path folder, String id) throws IOException {
        Path file = folder.resolve(StoreFiles.MANIFEST);
        if (Files.size(file) > Manifest.MAX_JSON_BYTES) {
            throw new IOException("manifest is too long");
        }
        Manifest manifest = Manifest.fromJson(Files.readAllBytes(file));
        if (!manifest.id().equals(id)) {
            throw new IOException("manifest is that of program " + manifest.id());
        }
        return manifest;
    }

    private static void check(Segment s) throws IOException {
        if (!Files.isRegularFile(s.file(), LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException("segment " + s.number() + " is missing");
        }
        if (Files.size(s.file()) != s.bytes()) {
            throw new IOException("segment " + s.number() + " has " + Files.size(s.file()) + " bytes instead of "
                    + s.bytes());
        }
        if (!Files.isRegularFile(s.sidecar(), LinkOption.NOFOLLOW_LINKS)
                || Files.size(s.sidecar()) > MAX_SIDECAR_BYTES) {
            throw new IOException("the index of segment " + s.number() + " is missing or too long");
        }
        checkSidecar(s, Files.readAllBytes(s.sidecar()));
    }

    /** Whether these bytes are the index of that segment. */
    static void checkSidecar(Segment s, byte[] bytes) throws IOException {
        String hash = HexFormat.of().formatHex(PartFile.sha256().digest(bytes));
        if (!hash.equals(s.indexSha256())) {
            throw new IOException("the index of segment " + s.number() + " is damaged: its hash is wrong");
        }
        SegmentIndex index = SegmentIndexCodec.decode(bytes);
        if (index.bytes() != s.bytes() || index.startTicks() != s.startTicks()
                || index.durationTicks() != s.durationTicks()) {
            throw new IOException("the index of segment " + s.number() + " is that of another segment");
        }
    }

    private void removeTemporaries(Path folder) throws IOException {
        List<Path> files;
        try (Stream<Path> list = Files.list(folder)) {
            files = list.filter(f -> f.toString().endsWith(StoreFiles.TEMPORARY)).toList();
        }
        for (Path f : files) {
            disk.delete(f);
        }
    }

    private void aside(Path folder, String reason) throws IOException {
        quarantined.add(new StoreReport.Quarantined(String.valueOf(folder.getFileName()), reason));
        aside(disk, root, folder, reason);
    }

    /** Moves a folder into {@code damaged/} under a free name, with the reason beside it. */
    static void aside(StoreDisk disk, Path root, Path folder, String reason) throws IOException {
        Path damaged = root.resolve(StoreFiles.DAMAGED);
        disk.createFolder(damaged);
        Path target = null;
        for (int n = 1; target == null || Files.exists(target, LinkOption.NOFOLLOW_LINKS); n++) {
            target = damaged.resolve(folder.getFileName() + "-" + n);
        }
        disk.rename(folder, target);
        disk.force(damaged);
        disk.force(root.resolve(StoreFiles.PROGRAMS));
        try (StoreDisk.Output why = disk.create(Path.of(target + ".reason"))) {
            why.write(ByteBuffer.wrap((reason + "\n").getBytes(StandardCharsets.UTF_8)));
        }
    }
}
