package io.mediachassis.controller.headend.metadata;

import io.mediachassis.controller.headend.metadata.FileServer.Standing;
import io.mediachassis.controller.headend.metadata.store.MetadataStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/** What the operator orders: owners, servers that he vouches for, programs, and all of it at once. Blocks; one thread. */
public final class OperatorWork {
    private static final int OWNERS = 1000;
    private static final int PROGRAMS = 2000;
    private static final int AT_ONCE = 200;

    private final Catalogue catalogue;
    private final MetadataStore store;
    private final OwnerWork owners;
    private final ServerHealth health;

    OperatorWork(Catalogue catalogue, OwnerWork owners, ServerHealth health) {
        this.catalogue = catalogue;
        this.store = catalogue.stored();
        this.owners = owners;
        this.health = health;
    }

    /** A server with how it does. */
    public record Seen(FileServer server, String health, String text) {}

    /**
     * Entries that come together.
     *
     * @param replace whether they may take the place of others of their id
     * @param approve whether servers that nobody has become the owners' of the files that lie there
     */
    public record Batch(
            List<Owner> owners, List<FileServer> servers, List<MediaFile> files, List<Program> programs, boolean replace,
            boolean approve) {}

    public List<Owner> owners() {
        return store.owners();
    }

    public void addOwner(Owner owner) {
        if (store.owner(owner.name()).isPresent()) {
            throw new MetadataRefusal(409, owner.name() + " is an owner already", "chassisctl metadata owner list shows them");
        }
        if (store.owners().size() >= OWNERS) {
            throw new MetadataRefusal(507, "there are " + OWNERS + " owners", "remove some");
        }
        catalogue.put(FileRules.checked(owner));
    }

    /** An owner with his servers; his files have to go first. */
    public void removeOwner(String name) {
        Owner owner = store.owner(name).orElseThrow(() -> new MetadataRefusal(
                404, "there is no owner " + shown(name), "chassisctl metadata owner list shows them"));
        int files = store.countFilesOf(name);
        if (files > 0) {
            throw new MetadataRefusal(409, name + " has " + files + " media files", "remove these first: chassisctl metadata file remove ID");
        }
        List<Entry> gone = new ArrayList<>(store.serversOf(name));
        gone.add(owner);
        catalogue.change(List.of(), gone);
    }

    public List<Seen> servers() {
        return store.servers().stream()
                .map(server -> new Seen(server, MetadataJson.lower(health.state(server.address().text())),
                        health.text(server.address().text())))
                .toList();
    }

    /** The operator vouches that a server is an owner's. */
    public void approve(String owner, ServerAddress address, boolean shared) {
        catalogue.put(approved(owner, address, shared));
    }

    private FileServer approved(String owner, ServerAddress address, boolean shared) {
        owners.owner(owner);
        List<FileServer> same = store.serversAt(address);
        FileServer server = AddressRules.claim(address, owner, same, store.serversOf(owner).size(), "");
        return new FileServer(address, owner, Standing.APPROVED, server.proof(), shared);
    }

    public void removeServer(String owner, ServerAddress address) {
        owners.withdrawServer(owner, address);
    }

    /**
     * Files in the order of their ids.
     *
     * @param after the last id that is known, or empty
     */
    public List<MediaFile> files(String after, int limit) {
        return store.files("", after, Math.max(1, Math.min(AT_ONCE, limit)));
    }

    public MediaFile file(String id) {
        return catalogue.file(id);
    }

    public void removeFile(String id) {
        catalogue.withdraw(catalogue.file(id));
    }

    public List<Program> programs() {
        return store.programs();
    }

    public Program program(String id) {
        return store.program(id).orElseThrow(() -> new MetadataRefusal(
                404, "there is no program " + shown(id), "chassisctl metadata program list shows them"));
    }

    /**
     * Makes or changes a program.
     *
     * @param isNew whether there must be none of that id, or one
     */
    public void keepProgram(Program asked, boolean isNew) {
        Program program = FileRules.checked(asked);
        if (isNew) {
            if (store.program(program.id()).isPresent()) {
                throw new MetadataRefusal(409, "there is a program " + program.id() + " already",
                        "choose another id, or change that one: chassisctl metadata program set");
            }
            requireRoom();
        } else {
            program(program.id());
        }
        program.files().forEach(catalogue::file);
        catalogue.put(program);
    }

    private void requireRoom() {
        if (store.count(MetadataJson.Kind.PROGRAM) >= PROGRAMS) {
            throw new MetadataRefusal(507, "there are " + PROGRAMS + " programs", "remove some");
        }
    }

    public void removeProgram(String id) {
        catalogue.change(List.of(), List.of(program(id)));
    }

    public List<History> histories(String subscriber) {
        return store.histories(subscriber);
    }

    /** Keeps all of a batch or nothing; the refusal says which entry it is about. */
    public int take(Batch batch) {
        Map<String, Entry> put = new HashMap<>();
        List<Entry> inOrder = new ArrayList<>();
        for (Owner owner : batch.owners()) {
            add(put, inOrder, FileRules.checked(owner), batch.replace() || store.owner(owner.name()).isEmpty());
        }
        for (FileServer server : batch.servers()) {
            requireOwner(put, server.owner());
            AddressRules.refuseOthers(server.address(), server.owner(), store.serversAt(server.address()));
            FileServer approved = new FileServer(server.address(), server.owner(), Standing.APPROVED, server.proof(), server.shared());
            add(put, inOrder, approved, true);
        }
        for (MediaFile asked : batch.files()) {
            MediaFile file = about("media file " + shown(asked.id()), () -> FileRules.checked(asked));
            about("media file " + file.id(), () -> {
                requireOwner(put, file.account());
                lies(file, batch.approve(), put, inOrder);
                return file;
            });
            add(put, inOrder, file, batch.replace() || store.file(file.id()).isEmpty());
        }
        for (Program asked : batch.programs()) {
            Program program = about("program " + shown(asked.id()), () -> FileRules.checked(asked));
            for (String file : program.files()) {
                if (!put.containsKey("FILE " + file) && store.file(file).isEmpty()) {
                    throw new MetadataRefusal(409, "program " + program.id() + " names media file " + file
                            + ", which there is not", "import the files first");
                }
            }
            requireRoom();
            add(put, inOrder, program, batch.replace() || store.program(program.id()).isEmpty());
        }
        catalogue.change(inOrder, List.of());
        return inOrder.size();
    }

    private void requireOwner(Map<String, Entry> put, String name) {
        if (!put.containsKey("OWNER " + name) && store.owner(name).isEmpty()) {
            throw new MetadataRefusal(409, "there is no owner " + shown(name), "chassisctl metadata owner add NAME");
        }
    }

    private void lies(MediaFile file, boolean approve, Map<String, Entry> put, List<Entry> inOrder) {
        for (Source source : file.sources()) {
            ServerAddress address = ServerAddress.parse(source.address()).orElseThrow();
            List<FileServer> known = new ArrayList<>(store.serversAt(address));
            put.values().stream().filter(FileServer.class::isInstance).map(FileServer.class::cast).forEach(known::add);
            boolean usable = known.stream().anyMatch(one -> one.address().equals(address) && one.isHis()
                    && (one.owner().equals(file.account()) || one.shared()));
            if (!usable && approve) {
                List<FileServer> same = known.stream().filter(one -> one.address().place().equals(address.place())).toList();
                FileServer server = AddressRules.claim(address, file.account(), same, 0, "");
                add(put, inOrder, new FileServer(address, file.account(), Standing.APPROVED, server.proof(), false), true);
            } else {
                AddressRules.requireUsable(source.address(), file.account(), known);
            }
        }
    }

    private static <T> T about(String what, Supplier<T> check) {
        try {
            return check.get();
        } catch (MetadataRefusal e) {
            throw new MetadataRefusal(e.status(), what + ": " + e.getMessage(), e.hint());
        }
    }

    private static void add(Map<String, Entry> put, List<Entry> inOrder, Entry entry, boolean free) {
        String key = MetadataJson.Kind.of(entry) + " " + entry.id();
        if (!free || put.put(key, entry) != null) {
            throw new MetadataRefusal(409, "there is " + key.toLowerCase(Locale.ROOT) + " already",
                    "two can't have one id; to have imported entries take the place of others, import with --replace");
        }
        inOrder.add(entry);
    }

    private static String shown(String text) {
        return "'" + text.substring(0, Math.min(64, text.length())).replaceAll("\\p{Cntrl}", "?") + "'";
    }
}
