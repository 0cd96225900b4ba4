package io.mediachassis.blade.hls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mediachassis.blade.ts.TsPacket;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/** What Apple's mediastreamvalidator checks of a playlist and its media, as far as RFC 8216 says it. */
final class PlaylistCheck {
    /** One media segment of a playlist, and its bytes. */
    record Piece(double seconds, String uri, Path file, long offset, long length) {
        byte[] bytes() {
            try {
                return Arrays.copyOfRange(Files.readAllBytes(file), (int) offset, (int) (offset + length));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private final List<String> lines;
    private final List<Piece> pieces = new ArrayList<>();
    private byte[] map = {};

    /** @param files the file behind a URI */
    PlaylistCheck(String text, Function<String, Path> files) throws IOException {
        lines = text.lines().toList();
        assertEquals("#EXTM3U", lines.get(0));
        assertTrue(text.endsWith("\n"));
        double seconds = -1;
        long[] range = {};
        for (String line : lines) {
            if (line.startsWith("#EXTINF:")) {
                seconds = Double.parseDouble(line.substring(8, line.indexOf(',')));
            } else if (line.startsWith("#EXT-X-BYTERANGE:")) {
                range = Arrays.stream(line.substring(17).split("@", -1)).mapToLong(Long::parseLong).toArray();
            } else if (line.startsWith("#EXT-X-MAP:")) {
                String uri = line.replaceAll(".*URI=\"([^\"]+)\".*", "$1");
                int length = Integer.parseInt(line.replaceAll(".*BYTERANGE=\"([0-9]+)@0\".*", "$1"));
                map = Arrays.copyOf(Files.readAllBytes(files.apply(uri)), length);
            } else if (!line.startsWith("#") && !line.isBlank()) {
                assertTrue(seconds >= 0 && range.length == 2, line + " has no EXTINF or BYTERANGE");
                Path file = files.apply(line);
                assertTrue(range[0] > 0 && range[1] >= 0 && range[0] + range[1] <= Files.size(file),
                        line + ": " + Arrays.toString(range) + " is not within its " + Files.size(file) + " bytes");
                assertEquals(0, range[0] % TsPacket.SIZE + range[1] % TsPacket.SIZE, "whole packets");
                pieces.add(new Piece(seconds, line, file, range[1], range[0]));
                seconds = -1;
                range = new long[0];
            }
        }
        long target = Long.parseLong(tag("#EXT-X-TARGETDURATION:"));
        for (Piece piece : pieces) {
            assertTrue(Math.round(piece.seconds()) <= target, piece.seconds() + " s, target " + target);
        }
        int needed = lines.contains("#EXT-X-I-FRAMES-ONLY") && map.length > 0 ? 5 : map.length > 0 ? 6 : 4;
        assertTrue(Integer.parseInt(tag("#EXT-X-VERSION:")) >= needed, "version " + tag("#EXT-X-VERSION:"));
        assertEquals("0", tag("#EXT-X-MEDIA-SEQUENCE:"));
        pieces.forEach(this::startsWithTablesAndKeyFrame);
    }

    List<Piece> pieces() {
        return pieces;
    }

    byte[] map() {
        return map;
    }

    boolean has(String line) {
        return lines.contains(line);
    }

    String tag(String name) {
        List<String> found = lines.stream().filter(l -> l.startsWith(name)).toList();
        assertEquals(1, found.size(), name);
        return found.get(0).substring(name.length());
    }

    /** Bytes of the ranges one behind the other are the files without a gap. */
    void coverTheirFiles(Function<String, Path> files) throws IOException {
        String uri = "";
        long end = 0;
        for (Piece piece : pieces) {
            if (!piece.uri().equals(uri)) {
                assertEquals(uri.isEmpty() ? 0 : Files.size(files.apply(uri)), end, uri);
                uri = piece.uri();
                end = 0;
            }
            assertEquals(end, piece.offset(), "no gap, no overlap");
            end += piece.length();
        }
        assertEquals(Files.size(files.apply(uri)), end, uri);
    }

    private void startsWithTablesAndKeyFrame(Piece piece) {
        byte[] b = map.length == 0 ? piece.bytes() : map;
        assertTrue(TsPacket.pid(b, 0) == 0 && TsPacket.unitStart(b, 0), "a PAT first in " + piece.uri() + " at "
                + piece.offset());
        assertTrue(TsPacket.pid(b, 188) != 0 && TsPacket.unitStart(b, 188), "then a PMT");
    }
}
