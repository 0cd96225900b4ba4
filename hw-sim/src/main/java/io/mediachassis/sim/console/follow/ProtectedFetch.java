package io.mediachassis.sim.console.follow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mediachassis.sim.console.fetch.FileFetch;
import io.mediachassis.sim.console.fetch.Hashes;
import io.mediachassis.sim.console.fetch.PlaceError;
import io.mediachassis.sim.console.sealed.Assembly;
import io.mediachassis.sim.console.sealed.ChunkSeal;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Fetches a file and, if it is protected, what it is made of: pieces from other files, which may be made of others again,
 * and what the meta data server keeps; puts it together and opens it with the key that it releases. Blocks; one thread.
 */
final class ProtectedFetch {
    private static final int DEPTH = 4;

    private final MetadataClient server;
    private final Supplier<ObjectNode> body;
    private final FileFetch fetch;
    private final Path folder;
    private final PrintStream told;
    private final List<PlaceError> errors;

    /** @param errors takes what went wrong, also where it then went well */
    ProtectedFetch(
            MetadataClient server, Supplier<ObjectNode> body, FileFetch fetch, Path folder, PrintStream told,
            List<PlaceError> errors) {
        this.server = server;
        this.body = body;
        this.fetch = fetch;
        this.folder = folder;
        this.told = told;
        this.errors = errors;
    }

    /** Whether it is there now. */
    boolean fetch(JsonNode file, Path to) throws IOException, InterruptedException {
        return fetch(file, to, DEPTH);
    }

    private boolean fetch(JsonNode file, Path to, int depth) throws IOException, InterruptedException {
        String id = Follower.plainName(file.path("id").asText());
        if (!file.path("protected").asBoolean()) {
            return bytes(file, to);
        }
        if (depth == 0) {
            told.println(id + " is made of files that are made of files, and so on; that is left");
            return false;
        }
        JsonNode release = server.ask("/metadata/release", body.get().put("file", id));
        List<Path> made = new ArrayList<>();
        try {
            return opened(file, release, to, depth, made);
        } finally {
            for (Path one : made) {
                Files.deleteIfExists(one);
            }
        }
    }

    private boolean bytes(JsonNode file, Path to) throws IOException, InterruptedException {
        // Gone on with at another time, if it breaks off and can be checked.
        Path part = folder.resolve(Follower.plainName(file.path("id").asText()) + ".part");
        FileFetch.Fetched fetched = fetch.fetch(
                Follower.places(file), file.path("bytes").asLong(), file.path("sha256").asText(), part);
        errors.addAll(fetched.errors());
        if (fetched.here()) {
            Follower.move(part, to);
        }
        return fetched.here();
    }

    private boolean opened(JsonNode file, JsonNode release, Path to, int depth, List<Path> made)
            throws IOException, InterruptedException {
        String id = file.path("id").asText();
        Map<String, Path> here = new HashMap<>();
        List<Assembly.Piece> pieces = new ArrayList<>();
        JsonNode described = release.path("pieces");
        if (described.isEmpty()) {
            Path own = made(made, id + ".own");
            if (!bytes(file, own)) {
                return false;
            }
            pieces.add(new Assembly.Piece(own, 0, Files.size(own)));
        }
        for (JsonNode piece : described) {
            String key = piece.path("from").asText() + " " + piece.path("name").asText();
            Path source = here.get(key);
            if (source == null) {
                source = made(made, id + ".piece" + here.size());
                if (!piece(file, release, piece, source, depth)) {
                    return false;
                }
                here.put(key, source);
            }
            pieces.add(new Assembly.Piece(source, piece.path("offset").asLong(), piece.path("length").asLong()));
        }
        Path whole = made(made, id + ".whole");
        try {
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(whole))) {
                Assembly.write(pieces, out);
            }
            open(release, whole, to);
        } catch (IOException | IllegalArgumentException e) {
            told.println("What " + id + " is made of does not make it: " + e.getMessage());
            Files.deleteIfExists(to);
            return false;
        }
        return true;
    }

    private Path made(List<Path> made, String name) {
        Path path = folder.resolve(name);
        made.add(path);
        return path;
    }

    private boolean piece(JsonNode file, JsonNode release, JsonNode piece, Path to, int depth)
            throws IOException, InterruptedException {
        String name = piece.path("name").asText();
        switch (piece.path("from").asText()) {
            case "own" -> {
                return bytes(file, to);
            }
            case "file" -> {
                for (JsonNode other : release.path("files")) {
                    if (other.path("id").asText().equals(name)) {
                        return fetch(other, to, depth - 1);
                    }
                }
                told.println("There is no media file " + name + ", which this one is made of");
                return false;
            }
            default -> {
                Files.write(to, server.bytes("/metadata/part", body.get()
                        .put("file", file.path("id").asText()).put("part", piece.path("name").asInt())));
                return true;
            }
        }
    }

    private static void open(JsonNode release, Path whole, Path to) throws IOException {
        if (release.path("cipher").asText().isEmpty()) {
            Follower.move(whole, to);
        } else {
            if (!release.path("cipher").asText().equals(ChunkSeal.CIPHER)) {
                throw new IOException("this console does not know the cipher " + release.path("cipher").asText());
            }
            ChunkSeal seal = new ChunkSeal(Base64.getDecoder().decode(release.path("key").asText()),
                    release.path("chunk").asInt(), release.path("bytes").asLong());
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(to))) {
                seal.open(whole, out);
            }
        }
        if (!Hashes.sha256(to).equals(release.path("sha256").asText())) {
            throw new IOException("it has another hash");
        }
    }
}
