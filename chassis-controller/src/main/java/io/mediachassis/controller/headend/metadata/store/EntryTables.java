package io.mediachassis.controller.headend.metadata.store;

import io.mediachassis.controller.headend.metadata.Entry;
import io.mediachassis.controller.headend.metadata.FileServer;
import io.mediachassis.controller.headend.metadata.History;
import io.mediachassis.controller.headend.metadata.Item;
import io.mediachassis.controller.headend.metadata.MediaFile;
import io.mediachassis.controller.headend.metadata.MetadataJson.Kind;
import io.mediachassis.controller.headend.metadata.Owner;
import io.mediachassis.controller.headend.metadata.Part;
import io.mediachassis.controller.headend.metadata.Program;
import io.mediachassis.controller.headend.metadata.Protection;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Update;

/** Writes entries into their tables. Values are bound; what stands in the SQL are names of this software's own. One thread. */
final class EntryTables {
    private static final String INSERT_FILE = "insert into media_file (id, account, "
            + Arrays.stream(Item.values()).map(Item::wire).collect(Collectors.joining(", "))
            + ", bytes, sha256, type) values (:id, :account, "
            + Arrays.stream(Item.values()).map(item -> ":" + item.wire()).collect(Collectors.joining(", "))
            + ", :bytes, :sha256, :type)";

    private final Handle handle;

    EntryTables(Handle handle) {
        this.handle = handle;
    }

    void delete(Kind kind, String id) {
        String[] parts = id.split(" ", -1);
        switch (kind) {
            case OWNER -> run("delete from owner where name = ?", id);
            case SERVER -> run("delete from file_server where address = ? and owner = ?", parts[0], parts[1]);
            case FILE -> run("delete from media_file where id = ?", id);
            case PROGRAM -> run("delete from program where id = ?", id);
            case HISTORY -> run("delete from history where subscriber = ? and device = ? and program = ?", parts[0],
                    parts[1], parts[2]);
            case PROTECTION -> run("delete from protection where file = ?", id);
            case PART -> run("delete from part where file = ? and number = ?", parts[0], Integer.parseInt(parts[1]));
        }
    }

    /** What was there under its id is deleted. */
    void insert(Entry entry) {
        if (entry instanceof Owner owner) {
            run("insert into owner (name, title) values (?, ?)", owner.name(), owner.title());
        } else if (entry instanceof FileServer server) {
            run("insert into file_server (address, owner, place, standing, proof, shared) values (?, ?, ?, ?, ?, ?)",
                    server.address().text(), server.owner(), server.address().place(), server.standing().name(),
                    server.proof(), server.shared() ? 1 : 0);
        } else if (entry instanceof MediaFile file) {
            insert(file);
        } else if (entry instanceof Program program) {
            run("insert into program (id, title) values (?, ?)", program.id(), program.title());
            for (int i = 0; i < program.files().size(); i++) {
                run("insert into program_file (program, position, file) values (?, ?, ?)", program.id(), i,
                        program.files().get(i));
            }
        } else if (entry instanceof History history) {
            insert(history);
        } else if (entry instanceof Protection protection) {
            insert(protection);
        } else if (entry instanceof Part part) {
            run("insert into part (file, number, data) values (?, ?, ?)", part.file(), part.number(),
                    part.data().toByteArray());
        }
    }

    private void insert(MediaFile file) {
        try (Update insert = handle.createUpdate(INSERT_FILE)) {
            insert.bind("id", file.id())
                    .bind("account", file.account())
                    .bind("bytes", file.bytes())
                    .bind("sha256", file.sha256())
                    .bind("type", file.type());
            for (Item item : Item.values()) {
                insert.bind(item.wire(), item.isList() ? lines(file.list(item)) : file.item(item));
            }
            insert.execute();
        }
        TreeSet<String> addresses = new TreeSet<>(file.list(Item.ALTERNATE_ADDRESSES));
        addresses.add(file.item(Item.PRIMARY_ADDRESS));
        addresses.forEach(address -> run("insert into media_place (file, address) values (?, ?)", file.id(), address));
    }

    /** One value a line, the last one too: so an empty value is not none. */
    private static String lines(List<String> values) {
        return values.stream().map(value -> value + "\n").collect(Collectors.joining());
    }

    private void insert(History history) {
        run("insert into history (subscriber, device, program, at_ms) values (?, ?, ?, ?)", history.subscriber(),
                history.device(), history.program(), history.atMs());
        int number = 0;
        for (History.Past past : history.past()) {
            run("insert into history_past (subscriber, device, program, number, file, position, outcome, bytes)"
                            + " values (?, ?, ?, ?, ?, ?, ?, ?)", history.subscriber(), history.device(), history.program(),
                    number++, past.file(), past.position(), past.outcome().name(), past.bytes());
        }
    }

    private void insert(Protection protection) {
        run("insert into protection (file, cipher, key, chunk, bytes, sha256) values (?, ?, ?, ?, ?, ?)",
                protection.file(), protection.cipher(), protection.key(), protection.chunk(), protection.bytes(),
                protection.sha256());
        int number = 0;
        for (Protection.Piece piece : protection.pieces()) {
            run("insert into piece (file, number, source, name, start, length) values (?, ?, ?, ?, ?, ?)",
                    protection.file(), number++, piece.from().name(), piece.name(), piece.offset(), piece.length());
        }
    }

    private void run(String sql, Object... values) {
        handle.execute(sql, values);
    }
}
