package io.mediachassis.blade.storage;

import io.mediachassis.blade.os.Sha256;
import io.mediachassis.blade.ts.SegmentIndex;
import io.mediachassis.blade.ts.SegmentIndexCodec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The check of the volumes at start: removes unfinished programs and segments, moves damaged ones aside, and lists what
 * is held. Structure, sizes and sidecars are looked at; the media's own hashes are for {@link ProgramStore#verify}. One
 * thread, before anyone else has the store.
 */
final class StoreCheck {
    private static final int MAX_SIDECAR_BYTES = 256 << 20;

    private final VolumeSet volumes;
    private final SegmentIndexCache indexes;
    private final List<Program> found = new ArrayList<>();
    private final List<String> unfinished = new ArrayList<>();
    private final List<StoreReport.Quarantined> quarantined = new ArrayList<>();

    /** A program's folder on one volume. */
    private record Part(Volume volume, Path folder, @Nullable Manifest manifest) {}

    StoreCheck(VolumeSet volumes, SegmentIndexCache indexes) {
        this.volumes = volumes;
        this.indexes = indexes;
    }

    List<Program> found() {
        return found;
    }

    StoreReport run() throws IOException {
        SortedMap<String, List<Part>> byId = new TreeMap<>();
        for (Volume volume : volumes.inUse()) {
            List<Path> folders;
            try (Stream<Path> list = Files.list(volume.programs())) {
                folders = list.sorted().toList();
            }
            for (Path folder : folders) {
                Part part = part(volume, folder);
                if (part != null) {
                    byId.computeIfAbsent(String.valueOf(folder.getFileName()), i -> new ArrayList<>()).add(part);
                }
            }
        }
        for (Map.Entry<String, List<Part>> e : byId.entrySet()) {
            check(e.getKey(), e.getValue());
        }
        return new StoreReport(found.size(), unfinished, quarantined);
    }

    private @Nullable Part part(Volume volume, Path folder) throws IOException {
        String id = String.valueOf(folder.getFileName());
        if (!ProgramId.valid(id) || !Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            aside(volume, folder, "is not the folder of a program");
            return null;
        }
        if (!Files.exists(folder.resolve(StoreFiles.MANIFEST))) {
            return new Part(volume, folder, null);
        }
        try {
            return new Part(volume, folder, read(folder, id));
        } catch (IOException e) {
            aside(volume, folder, String.valueOf(e.getMessage()));
            return null;
        }
    }

    private void check(String id, List<Part> parts) throws IOException {
        Manifest manifest = parts.stream().map(Part::manifest).filter(m -> m != null)
                .max(Comparator.comparingLong(Manifest::createdEpochMs)).orElse(null);
        Program program = manifest == null ? null : Program.empty(manifest, parts.get(0).folder(), indexes);
        for (Part part : parts) {
            Manifest own = part.manifest();
            if (program == null || manifest == null) {
                part.volume().folder(id).remove();
            } else if (own != null && !own.equals(manifest)) {
                aside(part.volume(), part.folder(), "is of another program of the same id, made earlier");
            } else {
                program = withPart(program, part);
            }
        }
        if (program == null || program.heldSegments().isEmpty()) {
            unfinished.add(id);
        } else {
            found.add(program);
        }
    }

    /** A folder without a manifest counts when another volume has one: power failed while they were written. */
    private Program withPart(Program program, Part part) throws IOException {
        Map<Integer, Path> whole = new HashMap<>();
        Map<Integer, String> damaged = new TreeMap<>();
        ProgramFolder folder = part.volume().folder(program.id());
        for (Segment there : program.segments()) {
            Segment s = Program.segment(program.manifest(), there.number(), part.folder());
            boolean media = Files.exists(s.file(), LinkOption.NOFOLLOW_LINKS);
            if (!Files.exists(s.sidecar(), LinkOption.NOFOLLOW_LINKS)) {
                if (media) {
                    folder.dropSegment(s.number());
                }
                continue;
            }
            if (program.holds(s.number())) {
                folder.dropSegment(s.number());
                continue;
            }
            try {
                check(s);
                whole.put(s.number(), part.folder());
            } catch (IOException e) {
                damaged.put(s.number(), String.valueOf(e.getMessage()));
            }
        }
        removeTemporaries(part);
        for (Map.Entry<Integer, String> e : damaged.entrySet()) {
            quarantined.add(new StoreReport.Quarantined(program.id(), e.getValue()));
            aside(part.volume(), part.folder(), e.getKey(), e.getValue());
        }
        if (whole.isEmpty()) {
            folder.remove();
        } else if (part.manifest() == null) {
            folder.manifest(program.manifest());
        }
        return program.with(whole);
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

    /** The index in these bytes, when it is that of this segment. */
    static SegmentIndex checkSidecar(Segment s, byte[] bytes) throws IOException {
        String hash = Sha256.hex(bytes);
        if (!hash.equals(s.indexSha256())) {
            throw new IOException("the index of segment " + s.number() + " is damaged: its hash is wrong");
        }
        SegmentIndex index = SegmentIndexCodec.decode(bytes);
        if (index.bytes() != s.bytes() || index.startTicks() != s.startTicks()
                || index.durationTicks() != s.durationTicks()) {
            throw new IOException("the index of segment " + s.number() + " is that of another segment");
        }
        return index;
    }

    private static void removeTemporaries(Part part) throws IOException {
        List<Path> files;
        try (Stream<Path> list = Files.list(part.folder())) {
            files = list.filter(f -> f.toString().endsWith(StoreFiles.TEMPORARY)).toList();
        }
        for (Path f : files) {
            part.volume().disk().delete(f);
        }
    }

    private void aside(Volume volume, Path folder, String reason) throws IOException {
        quarantined.add(new StoreReport.Quarantined(String.valueOf(folder.getFileName()), reason));
        Path target = free(volume, folder);
        volume.disk().rename(folder, target);
        volume.disk().force(volume.damaged());
        volume.disk().force(volume.programs());
        explain(volume, target, reason);
    }

    /** Moves one segment into {@code damaged/} under a free name, with the reason beside it. */
    static void aside(Volume volume, Path folder, int segment, String reason) throws IOException {
        Path target = free(volume, folder);
        volume.disk().createFolder(target);
        // The sidecar first: what is left behind if power fails now is an unfinished segment.
        for (String name : List.of(StoreFiles.sidecar(segment), StoreFiles.media(segment))) {
            if (Files.exists(folder.resolve(name), LinkOption.NOFOLLOW_LINKS)) {
                volume.disk().rename(folder.resolve(name), target.resolve(name));
                volume.disk().force(folder);
            }
        }
        explain(volume, target, reason);
    }

    private static Path free(Volume volume, Path folder) throws IOException {
        volume.disk().createFolder(volume.damaged());
        Path target = null;
        for (int n = 1; target == null || Files.exists(target, LinkOption.NOFOLLOW_LINKS); n++) {
            target = volume.damaged().resolve(folder.getFileName() + "-" + n);
        }
        return target;
    }

    private static void explain(Volume volume, Path target, String reason) throws IOException {
        try (StoreDisk.Output why = volume.disk().create(Path.of(target + ".reason"), 0)) {
            why.write(ByteBuffer.wrap((reason + "\n").getBytes(StandardCharsets.UTF_8)));
            why.force();
        }
    }
}
