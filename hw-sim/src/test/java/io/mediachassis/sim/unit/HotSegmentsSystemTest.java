package io.mediachassis.sim.unit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.mediachassis.controller.client.ChassisException;
import io.mediachassis.sim.player.Ffmpeg;
import io.mediachassis.sim.player.Ffmpeg.Played;
import io.mediachassis.sim.player.Ffmpeg.Transport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * More consoles than the only engine that holds a program may serve; copies are kept to 1.5 times the program's rate.
 * Then more programs than the blades can hold.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class HotSegmentsSystemTest {
    private static final int SECONDS = 12;

    private Path sample = Path.of("");
    private Path large = Path.of("");
    private long bytes;
    private TestUnit unit;

    @BeforeAll
    void bringUp(@TempDir Path folder) throws IOException {
        sample = folder.resolve("hot.ts");
        Ffmpeg.makeSample(sample, SECONDS);
        bytes = Files.size(sample);
        large = folder.resolve("large.ts");
        Ffmpeg.makeSample(large, 2 * SECONDS);
        unit = new TestUnit(51, folder, new UnitPlan.Media(SECONDS / 2, 1, 0),
                "streams-capacity = 2",
                "copy-rate = " + bytes * 8 / SECONDS * 3 / 2,
                "hot-hold = 5s",
                "home = false",
                "volume-capacity = " + bytes * 27 / 10,
                "low-water = 80");
        unit.publish(sample, "Hot", 1);
        // So that the large one finds room nowhere.
        unit.publish(sample, "Filler 1", 1);
        unit.publish(sample, "Filler 2", 1);
    }

    @AfterAll
    void end() throws IOException {
        unit.close();
    }

    private JsonNode program() {
        return unit.demo.watch().list("programs").stream()
                .filter(program -> program.path("id").asText().equals("hot"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    @Order(1)
    void consolesBeyondTheCapacity_areServedWhileTheCopyArrives() throws Exception {
        try (CountingConsole first = CountingConsole.redirected(unit.rtsp("hot"));
                CountingConsole second = CountingConsole.redirected(unit.rtsp("hot"))) {
            CompletableFuture<Played> player = CompletableFuture.supplyAsync(() -> {
                try {
                    return Ffmpeg.play(unit.rtsp("hot"), Transport.UDP, 0, TestUnit.LIMIT);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            try (CountingConsole third = CountingConsole.anchored(unit.rtsp("hot"))) {
                unit.demo.watch().await("the third console's media", TestUnit.LIMIT, watch -> third.packets() > 0);
                assertEquals(0, unit.counted("segments_copied_total"), "the first packet comes before the copy is done");
                unit.demo.watch().await("the first copy", TestUnit.LIMIT,
                        watch -> unit.counted("segments_copied_total") > 0);
                assertTrue(third.packets() > 100, "it plays meanwhile");
                Played played = player.get();
                assertEquals(List.of(), played.complaints());
                assertTrue(played.ok() && played.frames() >= SECONDS * 25 - 1, played.frames() + " frames");
                unit.demo.watch().await("the third console's end", TestUnit.LIMIT,
                        watch -> third.packets() >= bytes / 1316);
                assertEquals(0, third.lost());
            }
            assertEquals(0, first.lost() + second.lost());
            assertEquals(2, unit.counted("hot_copies_total"), "one copy of each segment for both");
        }
    }

    @Test
    @Order(2)
    void aProgramThatFindsNoRoom_hasWhatWasUsedLongestAgoEvicted() throws Exception {
        publishSoon(large, "Large");
        unit.demo.watch().await("evictions", TestUnit.LIMIT, watch -> unit.counted("segments_evicted_total") > 0);
        assertTrue(unit.demo.watch().copies("hot") >= 1, "never the last copy");
    }

    @Test
    @Order(3)
    void whatIsLeftOfTheExtraCopies_goesOnceTheSegmentsAreCool() throws Exception {
        unit.demo.watch().await("one copy of each segment", TestUnit.LIMIT,
                watch -> program().path("copies").size() == 1 && program().path("partial_copies").isEmpty());
    }

    @Test
    @Order(4)
    void whatFitsNowhere_isRefusedClearly() throws Exception {
        ChassisException refused = assertThrows(ChassisException.class,
                () -> unit.demo.watch().client().announce("Giant", 3 * bytes, "giant.ts"));
        assertTrue(String.valueOf(refused.getMessage()).contains("bytes free"), refused.getMessage());
        assertEquals(1, unit.demo.watch().copies("hot"));
        assertEquals(1, unit.demo.watch().copies("large"));
    }

    /** What could be evicted is told once a second. */
    private void publishSoon(Path file, String title) throws IOException {
        unit.demo.watch().await("room for " + title, TestUnit.LIMIT, watch -> {
            try {
                unit.publish(file, title, 1);
                return true;
            } catch (IOException full) {
                return false;
            }
        });
    }
}
