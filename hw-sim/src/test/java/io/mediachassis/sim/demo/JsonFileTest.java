package io.mediachassis.sim.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.mediachassis.sim.player.Tool;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is named as the file for JSON gets it, and stays what it is. */
class JsonFileTest {
    private static final JsonNode JSON = JsonNodeFactory.instance.objectNode().put("held", true);

    @TempDir
    Path folder;

    private static JsonNode read(String text) throws IOException {
        return new ObjectMapper().readTree(text);
    }

    @Test
    void aFileIsMadeAndReplacedWhole() throws IOException {
        Path file = folder.resolve("out.json");
        Files.writeString(file, "x".repeat(10_000));
        new JsonFile(file).requireWritable();
        new JsonFile(file).write(JSON);
        assertEquals(JSON, read(Files.readString(file)));
        try (var files = Files.list(folder)) {
            assertEquals(List.of(file), files.toList(), "nothing else stays");
        }
    }

    @Test
    void aLinkStaysALinkAlsoToWhatIsNotThereYet() throws IOException {
        Path target = folder.resolve("target.json");
        Path link = Files.createSymbolicLink(folder.resolve("link.json"), Path.of("target.json"));
        for (int i = 0; i < 2; i++) {
            new JsonFile(link).requireWritable();
            new JsonFile(link).write(JSON);
            assertTrue(Files.isSymbolicLink(link));
            assertEquals(JSON, read(Files.readString(target)));
        }
        Path loop = Files.createSymbolicLink(folder.resolve("loop"), Path.of("loop"));
        assertThrows(IOException.class, () -> new JsonFile(loop).requireWritable());
    }

    @Test
    void aPipeIsWrittenToAndStays() throws Exception {
        Path pipe = folder.resolve("pipe");
        assertTrue(Tool.run(List.of("mkfifo", pipe.toString()), Duration.ofSeconds(10)).ok());
        CompletableFuture<String> reader = CompletableFuture.supplyAsync(() -> {
            try {
                return Files.readString(pipe);
            } catch (IOException e) {
                return e.toString();
            }
        });
        new JsonFile(pipe).requireWritable();
        new JsonFile(pipe).write(JSON);
        assertEquals(JSON, read(reader.join()));
        assertFalse(Files.isRegularFile(pipe));
    }

    @Test
    void aDeviceStays() throws IOException {
        // A link, so that a failure costs this folder's file and not the machine's device.
        Path device = Files.createSymbolicLink(folder.resolve("null"), Path.of("/dev/null"));
        new JsonFile(device).requireWritable();
        new JsonFile(device).write(JSON);
        assertTrue(Files.isSymbolicLink(device));
        assertFalse(Files.isRegularFile(device));
        assertFalse(Files.exists(Path.of("/dev/null.part")));
    }

    @Test
    void standardOutputIsPrintedTo() throws IOException {
        for (String name : List.of("/dev/stdout", "/dev/fd/1", "/proc/self/fd/1")) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            JsonFile file = new JsonFile(Path.of(name), new PrintStream(bytes, true, StandardCharsets.UTF_8));
            file.requireWritable();
            file.write(JSON);
            assertEquals(JSON, read(bytes.toString(StandardCharsets.UTF_8)), name);
        }
        assertTrue(Files.isSymbolicLink(Path.of("/dev/stdout")));
    }

    @Test
    void whatCannotBeWrittenIsToldBefore() throws IOException {
        Path nowhere = folder.resolve("none/out.json");
        String told = String.valueOf(
                assertThrows(IOException.class, () -> new JsonFile(nowhere).requireWritable()).getMessage());
        assertEquals(nowhere + " can't be written: there is no folder " + folder.resolve("none"), told);
        assertThrows(IOException.class, () -> new JsonFile(folder).requireWritable());
        Path file = Files.writeString(folder.resolve("file"), "");
        assertThrows(IOException.class, () -> new JsonFile(file.resolve("out.json")).requireWritable());
    }
}
