package io.mediachassis.sim.console.sealed;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import io.mediachassis.sim.console.fetch.Hashes;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ChunkSealTest {
    private static final int CHUNK = 1024;

    @TempDir
    private Path folder;

    private static byte[] media(int bytes) {
        byte[] media = new byte[bytes];
        new Random(7).nextBytes(media);
        return media;
    }

    private Path sealed(ChunkSeal seal, byte[] media) throws IOException {
        Path file = folder.resolve("sealed");
        try (OutputStream out = Files.newOutputStream(file)) {
            seal.seal(new ByteArrayInputStream(media), out);
        }
        assertEquals(seal.sealedBytes(), Files.size(file));
        return file;
    }

    @ParameterizedTest
    @CsvSource({"1", "1023", "1024", "1025", "5000"})
    void anyRangeIsOpenedByItself(int bytes) throws Exception {
        byte[] media = media(bytes);
        ChunkSeal seal = new ChunkSeal(ChunkSeal.newKey(), CHUNK, bytes);
        Path file = sealed(seal, media);
        Random random = new Random(bytes);
        for (int i = 0; i < 50; i++) {
            int from = random.nextInt(bytes);
            int to = from + random.nextInt(bytes - from) + 1;
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            seal.range(file, from, to, out);
            assertArrayEquals(Arrays.copyOfRange(media, from, to), out.toByteArray(), from + " to " + to);
        }
    }

    @Test
    void nothingIsChangedSwappedOrCutOffUnnoticed() throws Exception {
        byte[] key = ChunkSeal.newKey();
        ChunkSeal seal = new ChunkSeal(key, CHUNK, 4 * CHUNK);
        Path file = sealed(seal, media(4 * CHUNK));
        byte[] good = Files.readAllBytes(file);
        byte[] changed = good.clone();
        changed[2000] ^= 1;
        refused(seal, file, changed);
        byte[] swapped = good.clone();
        System.arraycopy(good, 0, swapped, CHUNK + 16, CHUNK + 16);
        refused(seal, file, swapped);
        refused(seal, file, Arrays.copyOf(good, good.length - CHUNK - 16));
        // Not even by who says that the media are shorter.
        refused(new ChunkSeal(key, CHUNK, 3 * CHUNK), file, Arrays.copyOf(good, good.length - CHUNK - 16));
        refused(new ChunkSeal(ChunkSeal.newKey(), CHUNK, 4 * CHUNK), file, good);
        Files.write(file, good);
        seal.open(file, OutputStream.nullOutputStream());
    }

    private static void refused(ChunkSeal seal, Path file, byte[] content) throws IOException {
        Files.write(file, content);
        assertThrows(IOException.class, () -> seal.open(file, OutputStream.nullOutputStream()));
    }

    @ParameterizedTest
    @CsvSource({"0, 100, 1", "1, 100, 1", "3, 100, 1", "16, 65536, 1", "0, 1, 3", "4, 300, 3", "2, 4096, 16"})
    void whatAnOwnerIsGivenMakesTheMediaAgain(int missing, int missingBytes, int files) throws Exception {
        byte[] media = media(100_000);
        Path file = Files.write(folder.resolve("film.ts"), media);
        Protector.Made made = new Protector(CHUNK, missing, missingBytes, files).protect(file, "film", folder);
        assertEquals(files, made.served().size());
        List<Assembly.Piece> pieces = new ArrayList<>();
        long served = 0;
        for (Protector.Served one : made.served()) {
            assertEquals(one.bytes(), Files.size(one.file()));
            assertEquals(one.sha256(), Hashes.sha256(one.file()));
            served += one.bytes();
        }
        JsonNode order = made.order();
        assertEquals(missing, order.path("parts").size());
        for (JsonNode piece : order.path("pieces")) {
            String name = piece.path("name").asText();
            Path from = switch (piece.path("from").asText()) {
                case "own" -> folder.resolve("film.sealed");
                case "file" -> folder.resolve(name + ".sealed");
                default -> Files.write(folder.resolve("part" + name), order.path("parts").get(Integer.parseInt(name)).binaryValue());
            };
            pieces.add(new Assembly.Piece(from, piece.path("offset").asLong(), piece.path("length").asLong()));
        }
        Path whole = folder.resolve("whole");
        try (OutputStream out = Files.newOutputStream(whole)) {
            Assembly.write(pieces, out);
        }
        ChunkSeal seal = new ChunkSeal(Base64.getDecoder().decode(order.path("key").asText()), CHUNK, order.path("bytes").asLong());
        assertEquals(seal.sealedBytes() - served, 0L
                + pieces.stream().filter(piece -> piece.file().getFileName().toString().startsWith("part"))
                        .mapToLong(Assembly.Piece::length).sum(), "no byte is in two places");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        seal.open(whole, out);
        assertArrayEquals(media, out.toByteArray());
    }
}
