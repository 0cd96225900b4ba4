package io.mediachassis.sim.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.mediachassis.sim.demo.PublishedFiles.Content;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PublishedFilesTest {
    @TempDir
    Path folder;

    private static JsonNode program(String id, String state) {
        return JsonNodeFactory.instance.objectNode().put("id", id).put("title", "film").put("state", state);
    }

    @Test
    void aFileIsKnownByWhatIsInItAndNotByItsName() throws IOException {
        Path file = Files.writeString(folder.resolve("film.mp4"), "one film");
        Content one = Content.of(file);
        Files.writeString(file, "two film");
        Content other = Content.of(file);
        assertEquals(one.size(), other.size());
        assertNotEquals(one, other);
        Path record = folder.resolve("media/published.json");
        List<JsonNode> stored = List.of(program("film", "published"), program("film-2", "failed"));
        assertEquals(Optional.empty(), new PublishedFiles(record).find("film", one, stored));
        new PublishedFiles(record).add("film", "film", one);
        new PublishedFiles(record).add("film-2", "film", other);
        assertEquals(Optional.of("film"), new PublishedFiles(record).find("film", one, stored));
        assertEquals(Optional.empty(), new PublishedFiles(record).find("Film", one, stored), "another title");
        assertEquals(Optional.empty(), new PublishedFiles(record).find("film", other, stored), "refused");
        assertEquals(Optional.empty(), new PublishedFiles(record).find("film", one, List.of()), "gone");
        Files.writeString(record, "{");
        assertEquals(Optional.empty(), new PublishedFiles(record).find("film", one, stored), "a broken record");
    }
}
