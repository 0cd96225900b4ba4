package io.mediachassis.controller.headend.content;

import com.google.protobuf.InvalidProtocolBufferException;
import io.mediachassis.backplane.proto.ContentRow;
import io.mediachassis.controller.headend.database.Migrations;
import io.mediachassis.controller.headend.database.SqliteFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * Contents, in an embedded SQLite database and all of them in memory too. What a method has written is on the disk when it
 * returns. Blocks; one thread.
 */
final class ContentStore implements AutoCloseable {
    private static final Migrations MIGRATIONS = new Migrations(List.of(
            """
            CREATE TABLE content (
              id TEXT PRIMARY KEY,
              revision INTEGER NOT NULL,
              forgotten INTEGER NOT NULL,
              row BLOB NOT NULL) STRICT
            """));

    /** Rows of what was forgotten stay for so many others: the other controller may have been away for long. */
    private static final int FORGOTTEN = 4_000;

    private final Handle handle;
    private final Map<String, ContentRow> rows = new LinkedHashMap<>();
    private long revision;

    /** @throws IOException when it can't be opened, or a newer version wrote it */
    ContentStore(Path file) throws IOException {
        handle = SqliteFile.open(file, MIGRATIONS);
        handle.createQuery("SELECT row FROM content ORDER BY revision").mapTo(byte[].class).forEach(this::read);
    }

    private void read(byte[] bytes) {
        try {
            ContentRow row = ContentRow.parseFrom(bytes);
            rows.put(row.getId(), row);
            revision = Math.max(revision, row.getRevision());
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("a row of the contents' database is damaged", e);
        }
    }

    /** One that is not forgotten. */
    Optional<ContentRow> find(String id) {
        return Optional.ofNullable(rows.get(id)).filter(row -> !row.getForgotten());
    }

    /** All that are not forgotten, in the order in which they last changed. */
    List<ContentRow> all() {
        return rows.values().stream().filter(row -> !row.getForgotten()).toList();
    }

    /** Those too that were forgotten. */
    List<ContentRow> everything() {
        return new ArrayList<>(rows.values());
    }

    /** One that was forgotten; its id may be used again. */
    Optional<ContentRow> forgotten(String id) {
        return Optional.ofNullable(rows.get(id)).filter(ContentRow::getForgotten);
    }

    /** The oldest of those above a revision, of so many bytes or one more. */
    List<ContentRow> after(long told, int bytes) {
        List<ContentRow> some = new ArrayList<>();
        int left = bytes;
        for (ContentRow row : rows.values().stream()
                .filter(row -> row.getRevision() > told)
                .sorted(Comparator.comparingLong(ContentRow::getRevision))
                .toList()) {
            if (left <= 0) {
                break;
            }
            some.add(row);
            left -= row.getSerializedSize();
        }
        return some;
    }

    /** The highest so far. */
    long revision() {
        return revision;
    }

    /** Stores what is newer than what is here; gives what was. */
    List<ContentRow> put(List<ContentRow> some) {
        List<ContentRow> newer = some.stream()
                .filter(row -> !rows.containsKey(row.getId())
                        || rows.get(row.getId()).getRevision() < row.getRevision())
                .toList();
        handle.useTransaction(h -> {
            for (ContentRow row : newer) {
                h.createUpdate("""
                                INSERT INTO content (id, revision, forgotten, row)
                                VALUES (:id, :revision, :forgotten, :row)
                                ON CONFLICT (id) DO UPDATE SET
                                  revision = excluded.revision, forgotten = excluded.forgotten, row = excluded.row
                                """)
                        .bind("id", row.getId())
                        .bind("revision", row.getRevision())
                        .bind("forgotten", row.getForgotten() ? 1 : 0)
                        .bind("row", row.toByteArray())
                        .execute();
            }
            h.createUpdate("""
                            DELETE FROM content WHERE forgotten = 1 AND revision <= (
                              SELECT revision FROM content WHERE forgotten = 1
                              ORDER BY revision DESC LIMIT 1 OFFSET :kept)
                            """)
                    .bind("kept", FORGOTTEN)
                    .execute();
        });
        for (ContentRow row : newer) {
            rows.remove(row.getId());
            rows.put(row.getId(), row);
            revision = Math.max(revision, row.getRevision());
        }
        return newer;
    }

    @Override
    public void close() {
        handle.close();
    }
}
