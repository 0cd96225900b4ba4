package io.mediachassis.controller.headend.metadata;

import com.google.protobuf.ByteString;
import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.token.TokenClaims;
import io.mediachassis.controller.headend.metadata.MetadataThreads.Parts;
import io.mediachassis.controller.headend.metadata.reach.Reachability;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * What owners order for themselves, and clients that serve to others: whoever names a server has it asked before it counts.
 * Any thread, and nothing blocks; what can't be done fails with {@link MetadataRefusal}.
 */
public final class OwnerDesk {
    private static final int PROOF_BYTES = 16;
    /** For all servers of a file: whoever asks is cut off at 20 s. */
    private static final long ASKING_NS = 10_000_000_000L;

    private final MetadataThreads threads;
    private final Reachability reachability;
    private final AuditTrail audit;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    OwnerDesk(MetadataThreads threads, Reachability reachability, AuditTrail audit, Clock clock) {
        this.threads = threads;
        this.reachability = reachability;
        this.audit = audit;
        this.clock = clock;
    }

    // ---- owners ----------------------------------------------------------------------------------------------------

    /** What an owner has. */
    public record Holdings(Owner owner, List<FileServer> servers, int files) {}

    public CompletionStage<Holdings> holdings(String token, String client) {
        return owner(token, client, (parts, name) -> new Holdings(parts.owners().owner(name),
                parts.catalogue().stored().serversOf(name), parts.catalogue().stored().countFilesOf(name)));
    }

    public CompletionStage<List<MediaFile>> filesOf(String token, String client, String after, int limit) {
        return owner(token, client, (parts, name) -> {
            parts.owners().owner(name);
            return parts.catalogue().stored().files(name, after, Math.max(1, Math.min(200, limit)));
        });
    }

    /** An owner says that a server is his, and hears how to prove it. */
    public CompletionStage<FileServer> claim(String token, String client, String address) {
        byte[] proof = new byte[PROOF_BYTES];
        random.nextBytes(proof);
        return owner(token, client, (parts, name) -> {
            FileServer server = parts.owners().claim(
                    name, FileRules.address("address", address), HexFormat.of().formatHex(proof));
            audit.note("server.claimed", name, client, server.address().text());
            return server;
        });
    }

    /** Looks for the proof. */
    public CompletionStage<FileServer> prove(String token, String client, String address) {
        return owner(token, client, (parts, name) -> parts.owners().server(name, FileRules.address("address", address)))
                .thenCompose(server -> server.isHis() ? CompletableFuture.completedFuture(server)
                        : threads.asked(() -> reachability.proves(server.address(), proofPath(server), server.proof()).fault())
                                .thenCompose(fault -> owner(token, client, (parts, name) -> {
                                    refuseIf(fault, "put a file at " + proofPath(server) + " with the text " + server.proof());
                                    audit.note("server.proven", name, client, server.address().text());
                                    return parts.owners().proven(name, server.address());
                                })));
    }

    /** Where a proof is to be put. */
    public static String proofPath(FileServer server) {
        return "/mediachassis-" + server.proof() + ".txt";
    }

    public CompletionStage<Void> withdrawServer(String token, String client, String address) {
        return owner(token, client, (parts, name) -> {
            parts.owners().withdrawServer(name, FileRules.address("address", address));
            audit.note("server.withdrawn", name, client, address);
            return MetadataThreads.nothing();
        });
    }

    /**
     * Registers or changes a file, once each of its servers has shown that it has it, of the length that is said.
     *
     * @param asked whose account does not count: it is the owner's who asks
     */
    public CompletionStage<MediaFile> keep(String token, String client, MediaFile asked, boolean isNew) {
        return owner(token, client, (parts, name) -> parts.owners().admitted(with(asked, name), isNew))
                .thenCompose(file -> threads.asked(() -> found(file)).thenCompose(found -> owner(token, client, (parts, name) -> {
                    parts.owners().keep(found, isNew);
                    audit.note(isNew ? "file.registered" : "file.changed", name, client, found.id());
                    return found;
                })));
    }

    private static MediaFile with(MediaFile file, String account) {
        EnumMap<Item, List<String>> items = new EnumMap<>(Item.class);
        items.putAll(file.items());
        items.putIfAbsent(Item.OWNER, List.of(account));
        return new MediaFile(file.id(), account, items, file.bytes(), file.sha256(), file.type());
    }

    /** With the length that its servers say, where it has none; on a thread for asking. */
    private MediaFile found(MediaFile file) {
        MediaFile known = file;
        long beganNs = clock.nanoTime();
        for (Source source : file.sources()) {
            if (clock.nanoTime() - beganNs > ASKING_NS) {
                throw new MetadataRefusal(504, "the servers of the file take too long to answer", "register it with fewer, and add the others later");
            }
            ServerAddress address = ServerAddress.parse(source.address()).orElseThrow();
            Reachability.Finding finding = reachability.has(address, source.path());
            refuseIf(finding.fault(), "put the file there first; alternates that have it not yet can be added later");
            long bytes = finding.bytes().orElse(0);
            if (known.bytes() == 0) {
                known = new MediaFile(file.id(), file.account(), file.items(), bytes, file.sha256(), file.type());
            } else if (bytes != known.bytes() && address.scheme().hasFiles()) {
                throw new MetadataRefusal(422, source.address() + source.path() + " has " + bytes + " bytes, not " + known.bytes(),
                        "all servers of a file have the same bytes");
            }
        }
        return known;
    }

    /** What is wrong with a source of a known file; empty: nothing. */
    private String matches(MediaFile file, Source source) {
        Reachability.Finding finding =
                reachability.has(ServerAddress.parse(source.address()).orElseThrow(), source.path());
        return !finding.isGood() || finding.bytes().orElse(0) == file.bytes() ? finding.fault()
                : source.address() + source.path() + " has another length than media file " + file.id();
    }

    public CompletionStage<Void> withdraw(String token, String client, String file) {
        return owner(token, client, (parts, name) -> {
            parts.owners().withdraw(name, file);
            audit.note("file.withdrawn", name, client, file);
            return MetadataThreads.nothing();
        });
    }

    /**
     * Says how a file is protected.
     *
     * @param missing parts of the file, in the order of their numbers
     */
    public CompletionStage<Void> protect(String token, String client, Protection protection, List<ByteString> missing) {
        return owner(token, client, (parts, name) -> {
            List<Part> numbered = new ArrayList<>();
            missing.forEach(data -> numbered.add(new Part(protection.file(), numbered.size(), data)));
            parts.owners().protect(name, protection, numbered);
            audit.note("file.protected", name, client, protection.file());
            return MetadataThreads.nothing();
        });
    }

    /** A file is protected no more. */
    public CompletionStage<Void> open(String token, String client, String file) {
        return owner(token, client, (parts, name) -> {
            parts.owners().open(name, file);
            audit.note("file.opened", name, client, file);
            return MetadataThreads.nothing();
        });
    }

    private interface OwnerTask<T> {
        T run(Parts parts, String owner);
    }

    private <T> CompletionStage<T> owner(String token, String client, OwnerTask<T> task) {
        return threads.run(parts -> task.run(parts, parts.bearers().of(token, client).subject()));
    }

    // ---- clients as file servers --------------------------------------------------------------------------------

    /**
     * A client serves a file to others: from its own address alone, and only what can be checked when it was fetched.
     *
     * @param lease it counts for so long
     */
    public CompletionStage<Void> serve(
            String token, String client, String file, Source source, Duration lease) {
        return threads.<Serving>run(parts -> {
            String subscriber = parts.bearers().of(token, client).subject();
            ServerAddress address = FileRules.address("address", source.address());
            MediaFile known = parts.catalogue().file(file);
            ClientServing.require(known, address, source.name(), client, lease);
            Source served = new Source(Source.Role.CLIENT, address.text(),
                    FileRules.directory("directory", source.directory()), source.name());
            parts.leases().asking(file, subscriber, address.text(), clock.nanoTime());
            return new Serving(subscriber, known, served);
        }).thenCompose(serving -> threads.asked(() -> matches(serving.file(), serving.source()))
                .whenComplete((fault, error) -> threads.run(parts -> {
                    parts.leases().asked(serving.subscriber());
                    return MetadataThreads.nothing();
                }))
                .thenCompose(fault -> threads.run(parts -> {
            refuseIf(fault, "register it once your file server answers");
            TokenClaims who = parts.bearers().of(token, client);
            parts.leases().serve(file, who.subject(), serving.source(), lease, clock.nanoTime());
            return MetadataThreads.nothing();
        })));
    }

    private record Serving(String subscriber, MediaFile file, Source source) {}

    /** A client serves something no more. */
    public CompletionStage<Void> serveNoMore(String token, String client, String file, String address) {
        return threads.run(parts -> {
            parts.leases().end(file, parts.bearers().of(token, client).subject(), FileRules.address("address", address).text());
            return MetadataThreads.nothing();
        });
    }

    private static void refuseIf(String fault, String hint) {
        if (!fault.isEmpty()) {
            throw new MetadataRefusal(422, fault, hint);
        }
    }
}
