package io.mediachassis.sim.console.sealed;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/**
 * Makes protected files for an owner: the media sealed, some ranges of that left out, the rest in one file or several, and
 * what the meta data server has to know of it. Blocks; one thread.
 */
public final class Protector {
    private static final int PART_BYTES = 64 * 1024;
    private static final int PARTS_BYTES = 1024 * 1024;
    private final int chunk;
    private final int missing;
    private final int missingBytes;
    private final int files;

    /**
     * As it is to be.
     *
     * @param missing how many ranges the meta data server keeps, 0 to 16; the first is the beginning
     * @param missingBytes in each, up to 65536
     * @param files that the rest lies in, 1 to 16
     */
    public Protector(int chunk, int missing, int missingBytes, int files) {
        if (missing < 0 || missing > 16 || missingBytes < 1 || missingBytes > PART_BYTES || files < 1 || files > 16
                || (long) missing * missingBytes > PARTS_BYTES) {
            throw new IllegalArgumentException("0 to 16 ranges of 1 to " + PART_BYTES + " bytes are left out, of 1 to 16 files");
        }
        this.chunk = chunk;
        this.missing = missing;
        this.missingBytes = missingBytes;
        this.files = files;
    }

    /** A file for an owner's servers. */
    public record Served(String id, Path file, long bytes, String sha256) {}

    /**
     * What was made.
     *
     * @param order for {@code POST /owner/files/ID/protect}
     */
    public record Made(List<Served> served, ObjectNode order) {}

    private record Range(long from, long to) {}

    /**
     * Protects a file.
     *
     * @param id under which the first file is registered; others are ID-2, ID-3 and so on
     * @param folder that exists, for the files
     */
    public Made protect(Path media, String id, Path folder) throws IOException {
        long bytes = Files.size(media);
        byte[] key = ChunkSeal.newKey();
        ChunkSeal seal = new ChunkSeal(key, chunk, bytes);
        Path whole = folder.resolve(id + ".whole");
        try {
            String plainHash = seal(seal, media, whole);
            ObjectNode order = JsonNodeFactory.instance.objectNode()
                    .put("cipher", ChunkSeal.CIPHER)
                    .put("key", Base64.getEncoder().encodeToString(key))
                    .put("chunk", chunk)
                    .put("bytes", bytes)
                    .put("sha256", plainHash);
            return new Made(cut(whole, seal.sealedBytes(), id, folder, order), order);
        } finally {
            Files.deleteIfExists(whole);
        }
    }

    private static String seal(ChunkSeal seal, Path media, Path whole) throws IOException {
        MessageDigest digest = sha256();
        try (InputStream in = new DigestInputStream(new BufferedInputStream(Files.newInputStream(media)), digest);
                OutputStream out = new BufferedOutputStream(Files.newOutputStream(whole))) {
            seal.seal(in, out);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private List<Served> cut(Path whole, long size, String id, Path folder, ObjectNode order) throws IOException {
        List<Range> left = missingRanges(size);
        long perFile = (size - left.stream().mapToLong(range -> range.to() - range.from()).sum() + files - 1) / files;
        ArrayNode pieces = order.putArray("pieces");
        ArrayNode parts = order.putArray("parts");
        List<Served> served = new ArrayList<>();
        try (FileChannel in = FileChannel.open(whole, StandardOpenOption.READ)) {
            CutFile to = new CutFile(id, 1, folder);
            long at = 0;
            int part = 0;
            while (at < size) {
                long from = at;
                Range gap = part < left.size() && left.get(part).from() == at ? left.get(part) : null;
                if (gap != null) {
                    at = gap.to();
                    parts.add(read(in, gap));
                    piece(pieces, "part", String.valueOf(part++), 0, at - from);
                    continue;
                }
                if (to.bytes >= perFile && to.number < files) {
                    served.add(to.end());
                    to = new CutFile(id, to.number + 1, folder);
                }
                at = Math.min(part < left.size() ? left.get(part).from() : size,
                        to.number < files ? at + perFile - to.bytes : size);
                piece(pieces, to.number == 1 ? "own" : "file", to.number == 1 ? "" : to.id, to.bytes, at - from);
                to.add(in, from, at);
            }
            served.add(to.end());
        }
        return served;
    }

    /** Spread over the file, the first at its beginning; some of it always stays. */
    private List<Range> missingRanges(long size) {
        List<Range> ranges = new ArrayList<>();
        for (int i = 0; i < missing; i++) {
            long from = size / missing * i;
            ranges.add(new Range(from, Math.min(from + missingBytes, from + Math.max(1, size / missing / 2))));
        }
        return ranges;
    }

    private static byte[] read(FileChannel in, Range range) throws IOException {
        ByteBuffer data = ByteBuffer.allocate((int) (range.to() - range.from()));
        while (data.hasRemaining()) {
            if (in.read(data, range.from() + data.position()) < 0) {
                throw new IOException("the file became shorter meanwhile");
            }
        }
        return data.array();
    }

    private static void piece(ArrayNode pieces, String from, String name, long offset, long length) {
        pieces.addObject().put("from", from).put("name", name).put("offset", offset).put("length", length);
    }

    /** One of the files that the rest lies in. */
    private static final class CutFile {
        final String id;
        final int number;
        final Path file;
        final OutputStream out;
        final MessageDigest digest = sha256();
        long bytes;

        CutFile(String first, int number, Path folder) throws IOException {
            this.id = number == 1 ? first : first + "-" + number;
            this.number = number;
            this.file = folder.resolve(id + ".sealed");
            this.out = new DigestOutputStream(new BufferedOutputStream(Files.newOutputStream(file)), digest);
        }

        void add(FileChannel in, long from, long to) throws IOException {
            var channel = java.nio.channels.Channels.newChannel(out);
            for (long at = from; at < to; ) {
                at += in.transferTo(at, to - at, channel);
            }
            bytes += to - from;
        }

        Served end() throws IOException {
            out.close();
            return new Served(id, file, bytes, HexFormat.of().formatHex(digest.digest()));
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
