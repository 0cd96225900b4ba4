package io.mediachassis.controller.headend.metadata.store;

import io.mediachassis.controller.headend.database.Migrations;
import io.mediachassis.controller.headend.database.SqliteFile;
import io.mediachassis.controller.headend.metadata.Entry;
import io.mediachassis.controller.headend.metadata.FileServer;
import io.mediachassis.controller.headend.metadata.History;
import io.mediachassis.controller.headend.metadata.Item;
import io.mediachassis.controller.headend.metadata.MediaFile;
import io.mediachassis.controller.headend.metadata.MetadataJson.Kind;
import io.mediachassis.controller.headend.metadata.MetadataRow;
import io.mediachassis.controller.headend.metadata.Owner;
import io.mediachassis.controller.headend.metadata.Part;
import io.mediachassis.controller.headend.metadata.Program;
import io.mediachassis.controller.headend.metadata.Protection;
import io.mediachassis.controller.headend.metadata.ServerAddress;
import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * The meta data database: a SQLite file of the controller's own. What a method has written is on the disk when it returns.
 * Blocks; one thread. Values are bound, never put into SQL.
 */
public final class MetadataStore implements AutoCloseable {
    private static final Migrations MIGRATIONS = Migrations.beside(
            MetadataStore.class, "001-metadata.sql", "002-gone-histories.sql");
    /**
     * Removed histories that are remembered as such: any subscriber makes as many as he likes. A controller that was away for
     * longer keeps some old ones, which does no harm.
     */
    private static final int GONE_HISTORIES = 10_000;

    private final Handle handle;
    private final EntryTables tables;
    private final int goneHistories;

    /** @throws IOException when it can't be opened, or a newer version wrote it */
    public MetadataStore(Path file) throws IOException {
        this(file, GONE_HISTORIES);
    }

    /** @param goneHistories removed histories that are remembered as such, from 1 */
    MetadataStore(Path file, int goneHistories) throws IOException {
        this.goneHistories = goneHistories;
        // It has keys of media in it, which nobody else may read.
        handle = SqliteFile.open(file, MIGRATIONS);
        tables = new EntryTables(handle);
    }

    /** Stores those that are newer than what is there, all or none. */
    public void put(List<MetadataRow> rows) {
        handle.useTransaction(h -> {
            rows.forEach(this::put);
            if (rows.stream().anyMatch(row -> row.kind() == Kind.HISTORY && row.entry().isEmpty())) {
                h.execute("""
                        delete from entry where kind = 'HISTORY' and removed = 1 and revision <= (
                          select revision from entry where kind = 'HISTORY' and removed = 1
                          order by revision desc limit 1 offset ?)
                        """, goneHistories);
            }
        });
    }

    private void put(MetadataRow row) {
        Optional<Long> known = handle.createQuery("select revision from entry where kind = ? and id = ?")
                .bind(0, row.kind().name())
                .bind(1, row.id())
                .mapTo(Long.class)
                .findOne();
        if (known.isPresent() && known.get() >= row.revision()) {
            return;
        }
        tables.delete(row.kind(), row.id());
        row.entry().ifPresent(tables::insert);
        handle.execute("insert or replace into entry (kind, id, revision, removed) values (?, ?, ?, ?)",
                row.kind().name(), row.id(), row.revision(), row.entry().isPresent() ? 0 : 1);
    }

    /** The highest revision of any row; 0 without rows. */
    public long revision() {
        return handle.createQuery("select coalesce(max(revision), 0) from entry").mapTo(Long.class).one();
    }

    /** Rows above a revision, in its order. */
    public List<MetadataRow> after(long revision, int limit) {
        return handle.createQuery("select * from entry where revision > ? order by revision limit ?")
                .bind(0, revision)
                .bind(1, limit)
                .map((r, ctx) -> new MetadataRow(
                        Kind.valueOf(r.getString("kind")), r.getString("id"), r.getLong("revision"), Optional.empty()))
                .list().stream()
                .map(row -> new MetadataRow(row.kind(), row.id(), row.revision(), find(row.kind(), row.id())))
                .toList();
    }

    /** How many there are. */
    public int count(Kind kind) {
        return handle.createQuery("select count(*) from entry where kind = ? and removed = 0")
                .bind(0, kind.name())
                .mapTo(Integer.class)
                .one();
    }

    private Optional<Entry> find(Kind kind, String id) {
        String[] parts = id.split(" ", -1);
        return switch (kind) {
            case OWNER -> owner(id).map(Entry.class::cast);
            case SERVER -> serversWhere("where address = ? and owner = ?", parts[0], parts[1]).stream()
                    .map(Entry.class::cast).findFirst();
            case FILE -> file(id).map(Entry.class::cast);
            case PROGRAM -> program(id).map(Entry.class::cast);
            case HISTORY -> history(parts[0], parts[1], parts[2]).map(Entry.class::cast);
            case PROTECTION -> protection(id).map(Entry.class::cast);
            case PART -> part(parts[0], Integer.parseInt(parts[1])).map(Entry.class::cast);
        };
    }

    public Optional<Owner> owner(String name) {
        return ownersWhere("where name = ?", name).stream().findFirst();
    }

    public List<Owner> owners() {
        return ownersWhere("order by name");
    }

    private List<Owner> ownersWhere(String where, Object... values) {
        return handle.select("select * from owner " + where, values)
                .map((r, ctx) -> new Owner(r.getString("name"), r.getString("title")))
                .list();
    }

    public List<FileServer> servers() {
        return serversWhere("order by address, owner");
    }

    /** Those of a host and port, whoever says that they are his. */
    public List<FileServer> serversAt(ServerAddress address) {
        return serversWhere("where place = ? order by address, owner", address.place());
    }

    public List<FileServer> serversOf(String owner) {
        return serversWhere("where owner = ? order by address", owner);
    }

    private List<FileServer> serversWhere(String where, Object... values) {
        return handle.select("select * from file_server " + where, values)
                .map((r, ctx) -> new FileServer(
                        ServerAddress.parse(r.getString("address")).orElseThrow(), r.getString("owner"),
                        FileServer.Standing.valueOf(r.getString("standing")), r.getString("proof"), r.getInt("shared") != 0))
                .list();
    }

    public Optional<MediaFile> file(String id) {
        return filesWhere("where id = ?", id).stream().findFirst();
    }

    /**
     * Files in the order of their ids.
     *
     * @param account of this owner; empty: of all
     * @param after the last id that is known, or empty
     */
    public List<MediaFile> files(String account, String after, int limit) {
        return account.isEmpty()
                ? filesWhere("where id > ? order by id limit ?", after, limit)
                : filesWhere("where account = ? and id > ? order by id limit ?", account, after, limit);
    }

    public int countFilesOf(String account) {
        return handle.select("select count(*) from media_file where account = ?", account).mapTo(Integer.class).one();
    }

    /** Ids of files that lie on a server. */
    public List<String> filesAt(String address, int limit) {
        return handle.select("select file from media_place where address = ? order by file limit ?", address, limit)
                .mapTo(String.class)
                .list();
    }

    private List<MediaFile> filesWhere(String where, Object... values) {
        return handle.select("select * from media_file " + where, values).map((r, ctx) -> file(r)).list();
    }

    private static MediaFile file(ResultSet row) throws SQLException {
        EnumMap<Item, List<String>> items = new EnumMap<>(Item.class);
        for (Item item : Item.values()) {
            String text = row.getString(item.wire());
            if (!text.isEmpty()) {
                items.put(item, item.isList() ? List.of(text.substring(0, text.length() - 1).split("\n", -1)) : List.of(text));
            }
        }
        return new MediaFile(row.getString("id"), row.getString("account"), items, row.getLong("bytes"),
                row.getString("sha256"), row.getString("type"));
    }

    public Optional<Program> program(String id) {
        return handle.select("select title from program where id = ?", id)
                .mapTo(String.class)
                .findOne()
                .map(title -> new Program(id, title,
                        handle.select("select file from program_file where program = ? order by position", id)
                                .mapTo(String.class)
                                .list()));
    }

    public List<Program> programs() {
        return all("select id from program order by id");
    }

    /** Those that a file stands in. */
    public List<Program> programsWith(String file) {
        return all("select program from program_file where file = ? order by program", file);
    }

    private List<Program> all(String ids, Object... values) {
        List<Program> programs = new ArrayList<>();
        handle.select(ids, values).mapTo(String.class).list().forEach(id -> program(id).ifPresent(programs::add));
        return programs;
    }

    public Optional<History> history(String subscriber, String device, String program) {
        return handle.select("select at_ms from history where subscriber = ? and device = ? and program = ?",
                        subscriber, device, program)
                .mapTo(Long.class)
                .findOne()
                .map(at -> new History(subscriber, device, program, handle.select(
                                "select * from history_past where subscriber = ? and device = ? and program = ? order by number",
                                subscriber, device, program)
                        .map((r, ctx) -> new History.Past(r.getString("file"), r.getInt("position"),
                                History.Outcome.valueOf(r.getString("outcome")), r.getLong("bytes")))
                        .list(), at));
    }

    /** All of a subscriber, the one that changed last first. */
    public List<History> histories(String subscriber) {
        return handle.select("select device, program from history where subscriber = ? order by at_ms desc, device, program",
                        subscriber)
                .map((r, ctx) -> history(subscriber, r.getString("device"), r.getString("program")).orElseThrow())
                .list();
    }

    public Optional<Protection> protection(String file) {
        return handle.select("select * from protection where file = ?", file)
                .map((r, ctx) -> new Protection(file, pieces(file), r.getString("cipher"), r.getString("key"),
                        r.getInt("chunk"), r.getLong("bytes"), r.getString("sha256")))
                .findOne();
    }

    private List<Protection.Piece> pieces(String file) {
        return handle.select("select * from piece where file = ? order by number", file)
                .map((r, ctx) -> new Protection.Piece(Protection.From.valueOf(r.getString("source")), r.getString("name"),
                        r.getLong("start"), r.getLong("length")))
                .list();
    }

    /** Numbers of a file's parts. */
    public List<Integer> parts(String file) {
        return handle.select("select number from part where file = ? order by number", file).mapTo(Integer.class).list();
    }

    public Optional<Part> part(String file, int number) {
        return handle.select("select data from part where file = ? and number = ?", file, number)
                .mapTo(byte[].class)
                .findOne()
                .map(data -> new Part(file, number, ByteString.copyFrom(data)));
    }

    @Override
    public void close() {
        handle.close();
    }
}
