package io.mediachassis.controller.headend.metadata;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.controller.headend.metadata.store.MetadataStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Everything that is kept, and the only way to change it: each change has a revision, is stored, and told. Blocks; one thread. */
final class Catalogue implements AutoCloseable {
    private final MetadataStore store;
    private final Clock clock;
    private final Consumer<List<MetadataRow>> changed;
    private long epoch;

    /** @param changed hears of what was stored */
    Catalogue(MetadataStore store, Clock clock, Consumer<List<MetadataRow>> changed) {
        this.store = store;
        this.clock = clock;
        this.changed = changed;
    }

    /** From now on rows are of this reign. */
    void beginReign(long now) {
        epoch = now;
    }

    MetadataStore stored() {
        return store;
    }

    long nowMs() {
        return clock.now().toEpochMilli();
    }

    void put(Entry entry) {
        change(List.of(entry), List.of());
    }

    /** All or nothing. */
    void change(List<? extends Entry> put, List<? extends Entry> remove) {
        long revision = Math.max(store.revision() + 1, epoch << 32);
        List<MetadataRow> rows = new ArrayList<>();
        for (Entry gone : remove) {
            rows.add(new MetadataRow(MetadataJson.Kind.of(gone), gone.id(), revision++, Optional.empty()));
        }
        for (Entry entry : put) {
            rows.add(MetadataRow.of(entry, revision++));
        }
        store.put(rows);
        changed.accept(rows);
    }

    /** A file, or the refusal that says that there is none. */
    MediaFile file(String id) {
        return store.file(id).orElseThrow(() -> new MetadataRefusal(
                404, "there is no media file " + (FileRules.ID.matcher(id).matches() ? id : "of that name"), "ids are told where they are listed"));
    }

    /** Takes a file out of all programs, and forgets how it was protected. */
    void withdraw(MediaFile file) {
        List<Entry> put = new ArrayList<>();
        for (Program program : store.programsWith(file.id())) {
            // Else whoever registers the id next would be in these programs.
            put.add(new Program(program.id(), program.title(),
                    program.files().stream().filter(id -> !id.equals(file.id())).toList()));
        }
        List<Entry> gone = new ArrayList<>(protectionOf(file.id()));
        gone.add(file);
        change(put, gone);
    }

    List<Entry> protectionOf(String file) {
        List<Entry> all = new ArrayList<>();
        store.protection(file).ifPresent(all::add);
        store.parts(file).forEach(number -> store.part(file, number).ifPresent(all::add));
        return all;
    }

    @Override
    public void close() {
        store.close();
    }
}
