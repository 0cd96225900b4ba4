package io.mediachassis.blade.os;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Descriptors that go from socket to socket, and memory that goes along. */
class UnixDatagramTest {
    @Test
    void aMessageTakesDescriptorsAlong(@TempDir Path folder) throws IOException {
        String name = folder.resolve("line").toString();
        byte[] content = {1, 2, 3};
        try (UnixDatagram in = UnixDatagram.bound(name);
                UnixDatagram out = UnixDatagram.connected(name)) {
            SharedPage page = SharedPage.create("test");
            page.write(content);
            out.send("FDSTORE=1", page.fd(), out.fd());
            out.send("nothing with it");
            UnixDatagram.Message got = in.receive(1000).orElseThrow();
            assertEquals("FDSTORE=1", got.text());
            assertEquals(2, got.descriptors().size());
            assertFalse(Descriptors.isSocket(got.descriptors().get(0)));
            assertTrue(Descriptors.isSocket(got.descriptors().get(1)));
            assertEquals(List.of(), in.receive(1000).orElseThrow().descriptors());
            assertTrue(in.receive(0).isEmpty());
            page.close();
            try (SharedPage same = SharedPage.of(got.descriptors().get(0))) {
                assertArrayEquals(content, same.read().orElseThrow());
                same.write(new byte[SharedPage.MAX_BYTES]);
                assertEquals(SharedPage.MAX_BYTES, same.read().orElseThrow().length);
                assertThrows(IOException.class, () -> same.write(new byte[SharedPage.MAX_BYTES + 1]));
            }
            Descriptors.close(got.descriptors().get(1));
        }
        assertThrows(IOException.class, () -> UnixDatagram.connected(folder.resolve("nobody").toString()));
        assertThrows(IOException.class, () -> UnixDatagram.bound("x".repeat(200)));
    }

    @Test
    void aPathMayBeLongerThanAnAddress(@TempDir Path folder) throws IOException {
        Path deep = Files.createDirectories(folder.resolve("a folder/".repeat(20)));
        String name = deep.resolve("line").toString();
        try (UnixDatagram in = UnixDatagram.bound(name);
                UnixDatagram out = UnixDatagram.connected(name)) {
            assertTrue(Files.exists(deep.resolve("line")));
            out.send("far");
            assertEquals("far", in.receive(1000).orElseThrow().text());
        }
        IOException nowhere = assertThrows(
                IOException.class, () -> UnixDatagram.bound(deep.resolve("missing/line").toString()));
        assertTrue(String.valueOf(nowhere.getMessage()).contains("missing/line"), nowhere.getMessage());
    }

    @Test
    void aPair_endsWithTheOtherEnd() throws IOException {
        List<UnixDatagram> pair = UnixDatagram.pair();
        try (UnixDatagram mine = pair.get(0)) {
            pair.get(1).send("last");
            assertFalse(Descriptors.hungUp(mine.fd()));
            pair.get(1).close();
            assertEquals("last", mine.receive(1000).orElseThrow().text());
            assertTrue(mine.receive(1000).isEmpty());
            assertTrue(Descriptors.hungUp(mine.fd()));
        }
    }

    @Test
    void anEmptyPage_holdsNothing() throws IOException {
        try (SharedPage page = SharedPage.create("test")) {
            assertTrue(page.read().isEmpty());
            page.write(new byte[0]);
            assertEquals(0, page.read().orElseThrow().length);
        }
    }
}
