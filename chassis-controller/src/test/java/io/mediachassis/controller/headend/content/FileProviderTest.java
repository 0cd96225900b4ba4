package io.mediachassis.controller.headend.content;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileProviderTest {
    @TempDir
    private Path folder;

    @Test
    void filesOfTheNamedFoldersAreReadAndNoOthers() throws IOException {
        Path given = Files.createDirectories(folder.resolve("given"));
        Path film = Files.writeString(given.resolve("a film.ts"), "media");
        Path secret = Files.writeString(folder.resolve("secret"), "secret");
        Files.createSymbolicLink(given.resolve("link.ts"), secret);
        FileProvider provider = new FileProvider(List.of(given, folder.resolve("missing")));
        Provider.Opened opened = provider.open(film.toUri(), 2);
        try (var stream = opened.stream()) {
            assertEquals("dia", new String(stream.readAllBytes(), StandardCharsets.UTF_8));
        }
        assertEquals(5, opened.length());
        for (URI wrong : List.of(
                secret.toUri(), given.resolve("link.ts").toUri(), given.toUri(),
                URI.create(given.toUri() + "../secret"), URI.create(given.toUri() + "%2e%2e/secret"),
                URI.create("file://host/etc/passwd"))) {
            assertThrows(Provider.Hopeless.class, () -> provider.open(wrong, 0), wrong.toString());
        }
        assertThrows(NoSuchFileException.class, () -> provider.open(given.resolve("missing.ts").toUri(), 0),
                "it may come yet");
    }
}
