package io.mediachassis.blade.distribution;

import io.mediachassis.backplane.durable.DurableFile;
import io.mediachassis.backplane.proto.DistributionRecord;
import io.mediachassis.blade.os.DirectOutput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One distribution's folder on a volume: its order, and its pieces, written by the volume's own threads. Blocks; one
 * thread at a time.
 */
final class PieceStore {
    private static final Logger LOG = LoggerFactory.getLogger(PieceStore.class);
    private static final String RECORD = "order";
    private static final String TEMPORARY = "piece.part";

    private final Path folder;
    private final DirectOutput.Turn turn;
    private final Room room;
    private final Consumer<Path> forget;

    /** Whether something can be stored. */
    interface Room {
        /**
         * Asks.
         *
         * @throws IOException that says why not
         */
        void require(long bytes) throws IOException;
    }

    /**
     * Opens nothing yet.
     *
     * @param turn of the volume that the folder is on
     * @param forget told of what is deleted, so that nobody keeps it open
     */
    PieceStore(Path folder, DirectOutput.Turn turn, Room room, Consumer<Path> forget) {
        this.folder = folder;
        this.turn = turn;
        this.room = room;
        this.forget = forget;
    }

    void create() throws IOException {
        Files.createDirectories(folder);
    }

    /** On the disk when this returns. */
    void save(DistributionRecord record) throws IOException {
        DurableFile.write(folder.resolve(RECORD), record.toByteArray());
    }

    /** The order that a folder has; empty where there is none that can be read. */
    static Optional<DistributionRecord> record(Path folder) {
        Path file = folder.resolve(RECORD);
        try {
            return Files.exists(file) ? Optional.of(DistributionRecord.parseFrom(Files.readAllBytes(file)))
                    : Optional.empty();
        } catch (IOException e) {
            LOG.warn("{} can't be read, so that distribution is not gone on with: {}", file, e.getMessage());
            return Optional.empty();
        }
    }

    /** The pieces that are whole, in order and without a gap; what else there is of pieces is deleted. */
    List<PieceShelf.Stored> recover() throws IOException {
        List<PieceShelf.Stored> found = new ArrayList<>();
        Files.deleteIfExists(folder.resolve(TEMPORARY));
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.ts")) {
            for (Path file : files) {
                Optional<Piece> piece = Piece.of(String.valueOf(file.getFileName()));
                if (piece.isPresent() && Files.size(file) == piece.get().bytes()) {
                    found.add(PieceShelf.Stored.of(piece.get(), file));
                } else {
                    Files.deleteIfExists(file);
                }
            }
        }
        found.sort(Comparator.comparingInt(stored -> stored.piece().number()));
        for (int i = found.size() - 1; i > 0; i--) {
            if (found.get(i).piece().number() - 1 != found.get(i - 1).piece().number()) {
                List<PieceShelf.Stored> before = found.subList(0, i);
                LOG.warn("{} lacks piece {}: the {} pieces in front of it are left out", folder,
                        found.get(i).piece().number() - 1, i);
                for (PieceShelf.Stored stored : before) {
                    delete(stored);
                }
                before.clear();
                break;
            }
        }
        return found;
    }

    /** On the disk when this returns. */
    PieceShelf.Stored write(Piece piece, ByteBuffer packets) throws IOException {
        room.require(piece.bytes());
        Path part = folder.resolve(TEMPORARY);
        try (DirectOutput out = new DirectOutput(part, 0, turn)) {
            out.write(packets);
            out.force();
        }
        Path file = folder.resolve(piece.fileName());
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        return PieceShelf.Stored.of(piece, file);
    }

    void delete(PieceShelf.Stored stored) {
        try {
            Files.deleteIfExists(stored.segment().file());
            forget.accept(stored.segment().file());
        } catch (IOException e) {
            LOG.warn("{} can't be deleted: {}", stored.segment().file(), e.getMessage());
        }
    }

    /** All of it goes. */
    void deleteAll() throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
        }
        Files.deleteIfExists(folder);
        forget.accept(folder);
    }

    Path folder() {
        return folder;
    }
}
