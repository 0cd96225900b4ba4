package io.mediachassis.controller.headend.metadata;

import io.mediachassis.controller.headend.metadata.FileServer.Standing;
import io.mediachassis.controller.headend.metadata.store.MetadataStore;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What owners do for themselves: their servers and their files. Blocks; one thread. */
final class OwnerWork {
    private static final int FILES_OF_OWNER = 10_000;
    private static final int FILES = 50_000;

    private final Catalogue catalogue;
    private final MetadataStore store;

    OwnerWork(Catalogue catalogue) {
        this.catalogue = catalogue;
        this.store = catalogue.stored();
    }

    Owner owner(String name) {
        return store.owner(name).orElseThrow(() -> new MetadataRefusal(
                403, "you are no owner of media", "ask the operator: chassisctl metadata owner add NAME"));
    }

    /** An owner says that a server is his; gives what is known of it now. */
    FileServer claim(String owner, ServerAddress address, String proof) {
        owner(owner);
        FileServer server = AddressRules.claim(
                address, owner, store.serversAt(address), store.serversOf(owner).size(), proof);
        catalogue.put(server);
        return server;
    }

    FileServer server(String owner, ServerAddress address) {
        owner(owner);
        return store.serversOf(owner).stream().filter(server -> server.address().equals(address)).findFirst()
                .orElseThrow(() -> new MetadataRefusal(404, "you have no server " + address.text(), "GET /owner lists them"));
    }

    /** The proof was found: others who said so said so in vain. */
    FileServer proven(String owner, ServerAddress address) {
        FileServer server = server(owner, address);
        List<FileServer> same = store.serversAt(address);
        AddressRules.refuseOthers(address, owner, same);
        FileServer proven = server.isHis() ? server : server.standing(Standing.PROVEN);
        catalogue.change(List.of(proven), same.stream().filter(one -> !one.owner().equals(owner)).toList());
        return proven;
    }

    void withdrawServer(String owner, ServerAddress address) {
        FileServer server = server(owner, address);
        List<String> used = store.filesAt(address.text(), 5);
        if (!used.isEmpty()) {
            throw new MetadataRefusal(409, address.text() + " has files: " + String.join(", ", used),
                    "change or withdraw these first");
        }
        catalogue.change(List.of(), List.of(server));
    }

    /** What a file has to be before its servers are asked; gives it in its one form. */
    MediaFile admitted(MediaFile asked, boolean isNew) {
        owner(asked.account());
        MediaFile file = FileRules.checked(asked);
        if (isNew) {
            if (store.file(file.id()).isPresent()) {
                throw new MetadataRefusal(409, "there is a media file " + file.id() + " already", "choose another id");
            }
            if (store.countFilesOf(file.account()) >= FILES_OF_OWNER || store.count(MetadataJson.Kind.FILE) >= FILES) {
                throw new MetadataRefusal(507, "there are as many files as there may be", "withdraw some");
            }
        } else {
            own(file.account(), file.id());
        }
        List<FileServer> usable = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (Source source : file.sources()) {
            if (seen.add(source.address())) {
                usable.addAll(store.serversAt(ServerAddress.parse(source.address()).orElseThrow()));
            }
            AddressRules.requireUsable(source.address(), file.account(), usable);
        }
        return file;
    }

    /** A file of this owner; another's looks like none. */
    MediaFile own(String owner, String id) {
        owner(owner);
        return store.file(id).filter(file -> file.account().equals(owner)).orElseThrow(() -> new MetadataRefusal(
                404, "you have no such media file", "GET /owner/files lists yours"));
    }

    void keep(MediaFile file, boolean isNew) {
        catalogue.put(admitted(file, isNew));
    }

    void withdraw(String owner, String id) {
        catalogue.withdraw(own(owner, id));
    }

    /** Says how a file is protected, with what is missing of it. */
    void protect(String owner, Protection asked, List<Part> parts) {
        MediaFile file = own(owner, asked.file());
        Protection protection = FileRules.checked(
                asked, parts.stream().map(part -> part.data().size()).toList(), file.bytes());
        for (Protection.Piece piece : protection.pieces()) {
            if (piece.from() == Protection.From.FILE) {
                // Whoever may have a file may have what it is made of.
                own(owner, piece.name());
            }
        }
        Set<String> madeOf = MadeOf.files(protection.pieces(), Integer.MAX_VALUE, store::protection);
        if (madeOf.contains(file.id())) {
            throw new MetadataRefusal(409, "media file " + file.id() + " would be made of itself",
                    "a piece comes from a file that is not made of this one");
        }
        if (madeOf.size() >= MadeOf.MOST) {
            throw new MetadataRefusal(409, "media file " + file.id() + " would be made of too many files, pieces in pieces",
                    "it may be made of " + (MadeOf.MOST - 1) + " at most: use larger ones");
        }
        List<Entry> put = new ArrayList<>(parts);
        put.add(protection);
        catalogue.change(put, catalogue.protectionOf(file.id()));
    }

    void open(String owner, String id) {
        catalogue.change(List.of(), catalogue.protectionOf(own(owner, id).id()));
    }
}
