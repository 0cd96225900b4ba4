package io.mediachassis.blade.storage;

import io.mediachassis.blade.os.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.Optional;
import java.util.function.IntConsumer;

/** Reads stored segments and compares their hashes; for background threads. */
final class SegmentHashes {
    private static final int READ_BYTES = 1 << 20;

    private SegmentHashes() {}

    /** What is wrong with a segment; empty when all is well. {@code pace} hears of each read and may wait. */
    static Optional<String> verify(Segment s, IntConsumer pace) throws IOException {
        byte[] buffer = new byte[READ_BYTES];
        Sha256 digest = Sha256.start();
        try (InputStream in = Files.newInputStream(s.file())) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                digest.update(buffer, 0, n);
                pace.accept(n);
            }
        }
        if (!digest.hex().equals(s.sha256())) {
            return Optional.of("segment " + s.number() + " is damaged: its hash is wrong");
        }
        try {
            StoreCheck.checkSidecar(s, Files.readAllBytes(s.sidecar()));
        } catch (IOException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
        return Optional.empty();
    }
}
