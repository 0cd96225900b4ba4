package io.mediachassis.sim.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * What the demo has published on its unit, by the files' content: a file of the same name with something else in it is
 * another program, and the same content is not published twice. Kept in the unit's data folder. One thread.
 */
final class PublishedFiles {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path record;

    PublishedFiles(Path record) {
        this.record = record;
    }

    /**
     * What is in a file.
     *
     * @param size bytes
     * @param sha256 of all of them, in hexadecimal digits
     */
    record Content(long size, String sha256) {
        static Content of(Path file) throws IOException {
            MessageDigest digest;
            try {
                digest = MessageDigest.getInstance("SHA-256");
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every Java has SHA-256", e);
            }
            long size = 0;
            byte[] buffer = new byte[1 << 20];
            try (InputStream in = Files.newInputStream(file)) {
                for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                    digest.update(buffer, 0, n);
                    size += n;
                }
            }
            return new Content(size, HexFormat.of().formatHex(digest.digest()));
        }
    }

    /**
     * The program that has this title and content.
     *
     * @param programs as the API lists them: what is not among them, published, is not there any more
     */
    Optional<String> find(String title, Content content, List<JsonNode> programs) throws IOException {
        ObjectNode known = read();
        return programs.stream()
                .filter(program -> program.path("state").asText().equals("published")
                        && program.path("title").asText().equals(title))
                .map(program -> program.path("id").asText())
                .filter(id -> content.sha256().equals(known.path(id).path("sha256").asText()))
                .findFirst();
    }

    /** A program was published. */
    void add(String id, String title, Content content) throws IOException {
        ObjectNode known = read();
        known.putObject(id).put("title", title).put("size", content.size()).put("sha256", content.sha256());
        Files.createDirectories(record.toAbsolutePath().getParent());
        new JsonFile(record).write(known);
    }

    private ObjectNode read() throws IOException {
        if (!Files.exists(record)) {
            return JsonNodeFactory.instance.objectNode();
        }
        try {
            return JSON.readTree(record.toFile()) instanceof ObjectNode object
                    ? object : JsonNodeFactory.instance.objectNode();
        } catch (JsonProcessingException e) {
            // Somebody else's hand: what is stored is published once more, no worse.
            return JsonNodeFactory.instance.objectNode();
        }
    }
}
