package io.mediachassis.blade.distribution;

import io.mediachassis.backplane.counter.Counts;
import io.mediachassis.blade.playout.ChunkReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What is stored of one input: files in its folder, and the shelf that the playout plays them from. Changed with the
 * distribution's lock ({@link DistributionState}), and blocks for the disk then; what it tells is for any thread.
 */
final class StoredPieces {
    private final PieceStore store;
    private final PieceShelf shelf;
    private final Counts<DistributionCounter> counts;

    /** @param recovered those that are in the folder already, in order */
    StoredPieces(
            List<PieceShelf.Stored> recovered, PieceStore store, ChunkReader reader, Counts<DistributionCounter> counts) {
        this.store = store;
        this.shelf = new PieceShelf(reader);
        this.counts = counts;
        recovered.forEach(shelf::add);
    }

    /**
     * The next piece; on the disk when this returns.
     *
     * @param packets whole transport packets
     * @param startTicks since the input's first packet, 27 MHz
     * @param filler null packets, put there while the input was silent
     */
    void add(ByteBuffer packets, long startTicks, long endTicks, boolean filler) throws IOException {
        int number = shelf.end();
        Piece before = number == 0 ? null : shelf.piece(number - 1);
        Piece piece = new Piece(number, startTicks, endTicks, packets.remaining(),
                before == null ? 0 : before.packetsBefore() + before.packets(), filler);
        shelf.add(store.write(piece, packets));
        counts.add(DistributionCounter.PIECES);
    }

    /** The first one goes; only where there are two. */
    void dropFirst() {
        drop(shelf.dropFirst());
    }

    /** Those that end at or before a time go, but for the newest. */
    void dropBefore(long ticks) {
        shelf.dropBefore(ticks).forEach(this::drop);
    }

    private void drop(PieceShelf.Stored piece) {
        store.delete(piece);
        counts.add(DistributionCounter.PIECES_DROPPED);
    }

    /** What the playout plays, and where the input's time is. */
    PieceShelf shelf() {
        return shelf;
    }

    /** Bytes of the input that are stored, from its first on; 0 where its beginning is gone. */
    long bytesFromStart() {
        long bytes = 0;
        for (int n = 0; shelf.first() == 0 && n < shelf.end(); n++) {
            bytes += shelf.piece(n).filler() ? 0 : shelf.piece(n).bytes();
        }
        return bytes;
    }

    /** In order, without the null packets that were put in. */
    List<Path> files() {
        List<Path> files = new ArrayList<>();
        for (int n = shelf.first(); n < shelf.end(); n++) {
            if (!shelf.piece(n).filler()) {
                files.add(shelf.segment(n).file());
            }
        }
        return files;
    }
}
