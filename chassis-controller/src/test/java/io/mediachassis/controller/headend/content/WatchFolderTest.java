package io.mediachassis.controller.headend.content;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mediachassis.backplane.proto.ContentRow;
import io.mediachassis.controller.headend.content.WatchFolder.Found;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchFolderTest {
    private static final Instant NOW = Instant.parse("2027-01-31T19:00:00Z");

    @TempDir
    private Path folder;
    private WatchFolder watch;

    @BeforeEach
    void open() {
        watch = new WatchFolder(folder, Duration.ofSeconds(10));
    }

    private List<Found> after(int seconds) throws IOException {
        return watch.look(NOW.plusSeconds(seconds));
    }

    @Test
    void aFileCountsOnceNobodyWritesToIt() throws IOException {
        Path film = Files.writeString(folder.resolve("Der Film.ts"), "begin");
        Files.writeString(folder.resolve("other.ts.part"), "not this");
        Files.writeString(folder.resolve(".hidden.ts"), "nor this");
        Files.writeString(folder.resolve("empty.ts"), "");
        assertTrue(after(0).isEmpty());
        assertTrue(after(9).isEmpty());
        Files.writeString(film, "begin and more");
        assertTrue(after(10).isEmpty(), "it still grows");
        assertTrue(after(19).isEmpty());
        Found found = after(20).get(0);
        assertEquals("Der Film", found.wish().getTitle());
        assertEquals(film.toUri().toString(), found.wish().getSource());
        assertEquals(ContentCourse.WHEN_READY, found.wish().getPublishEpochMs());
        assertEquals(found.key(), after(21).get(0).key(), "it is the same one");
        Files.writeString(film, "another of this name");
        after(22);
        assertNotEquals(found.key(), after(32).get(0).key());
    }

    @Test
    void whatIsSaidOfItStandsBesideIt() throws IOException {
        Files.writeString(folder.resolve("film.ts"), "media");
        Files.writeString(folder.resolve("film.ts.json"), """
                {"title": "The Film", "id": "the-film", "publish_at": "2027-02-01T20:00+01:00[Europe/Berlin]",
                 "copies": 3, "metadata": {"director": "Anna", "year": 2027}}
                """);
        after(0);
        ContentRow wish = after(10).get(0).wish();
        assertEquals("The Film", wish.getTitle());
        assertEquals("the-film", wish.getId());
        assertEquals(Instant.parse("2027-02-01T19:00:00Z").toEpochMilli(), wish.getPublishEpochMs());
        assertEquals(3, wish.getCopies());
        assertEquals("2027", wish.getMetadataMap().get("year"));
    }

    @Test
    void whatIsWrongWithItIsSaid() throws IOException {
        Files.writeString(folder.resolve("film.ts"), "media");
        for (String wrong : List.of(
                "{", "[]", "{\"titel\": \"x\"}", "{\"publish_at\": \"2027-02-01T20:00\"}", "{\"copies\": \"two\"}")) {
            Files.writeString(folder.resolve("film.ts.json"), wrong);
            after(0);
            String problem = after(10).get(0).problem();
            assertTrue(problem.contains("film.ts.json"), wrong + ": " + problem);
        }
    }
}
