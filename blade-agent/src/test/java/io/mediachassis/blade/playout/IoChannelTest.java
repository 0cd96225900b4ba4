package io.mediachassis.blade.playout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mediachassis.backplane.clock.SystemClock;
import io.mediachassis.blade.os.DiskException;
import io.mediachassis.blade.os.DiskFaults;
import io.mediachassis.blade.os.Errno;
import io.mediachassis.blade.os.SentDisk;
import io.mediachassis.blade.os.VolumeGoneException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IoChannelTest {
    private static final int CHUNK = 8192;

    private final ChunkPool pool = new ChunkPool(8, CHUNK);
    private final IoChannel channel = new IoChannel("test", 1, 3, true, new SystemClock());
    private final byte[] media = MemorySource.media(3, 100);
    private Path file = Path.of("unset");
    private Path folder = file;

    @BeforeEach
    void write(@TempDir Path temporary) throws IOException {
        folder = temporary;
        file = Files.write(folder.resolve("segmént.ts"), media);
    }

    @AfterEach
    void close() {
        channel.close();
        pool.close();
    }

    private MediaChunk chunk(long offset, int length, long deadline) {
        @Nullable MediaChunk chunk = pool.take();
        if (chunk == null) {
            throw new AssertionError("pool is empty");
        }
        chunk.prepare(file, offset, length, deadline, 0, 0);
        return chunk;
    }

    private void check(MediaChunk chunk) {
        assertEquals(MediaChunk.State.READY, chunk.state());
        for (int i = 0; i < chunk.length(); i++) {
            assertEquals(media[(int) chunk.offset() + i], chunk.bytes().get(i));
        }
    }

    @Test
    void readsTheEarliestDeadlineFirstAndTheEndOfTheFile() {
        MediaChunk late = chunk(0, CHUNK, 300);
        MediaChunk early = chunk(2 * CHUNK, media.length - 2 * CHUNK, 100);
        MediaChunk middle = chunk(CHUNK, CHUNK, 200);
        assertTrue(channel.request(late) && channel.request(early) && channel.request(middle));
        assertEquals(1, channel.doWork());
        check(early);
        assertEquals(MediaChunk.State.REQUESTED, middle.state());
        assertEquals(1, channel.doWork());
        check(middle);
        assertEquals(MediaChunk.State.REQUESTED, late.state());
        assertEquals(1, channel.doWork());
        check(late);
        assertEquals(0, channel.doWork());
        assertEquals(3, channel.reads());
        assertEquals(media.length, channel.bytes());
    }

    @Test
    void refusesMoreThanItsLimitAndCounts() {
        for (int i = 0; i < 3; i++) {
            assertTrue(channel.request(chunk(0, CHUNK, i)));
        }
        assertFalse(channel.request(chunk(0, CHUNK, 9)));
        assertEquals(1, channel.refused());
        assertEquals(1, channel.doWork());
        assertTrue(channel.request(chunk(0, CHUNK, 9)));
    }

    @Test
    void saysWhyWhenTheFileIsShortOrMissing() throws IOException {
        MediaChunk beyond = chunk(2 * CHUNK, CHUNK, 1);
        assertTrue(channel.request(beyond));
        assertEquals(1, channel.doWork());
        assertEquals(MediaChunk.State.FAILED, beyond.state());
        assertTrue(beyond.error().contains("before its index does"), beyond.error());
        Files.delete(file);
        MediaChunk missing = chunk(0, CHUNK, 1);
        assertTrue(channel.request(missing));
        assertEquals(1, channel.doWork());
        assertTrue(missing.error().contains("no such file"), missing.error());
        assertEquals(2, channel.errors());
    }

    @Test
    void skipsWhatNobodyWaitsForAndClosesWhatIsForgotten() throws IOException {
        MediaChunk cancelled = chunk(0, CHUNK, 1);
        assertTrue(channel.request(cancelled));
        cancelled.cancel();
        assertEquals(1, channel.doWork());
        assertEquals(0, channel.reads());
        MediaChunk read = chunk(0, CHUNK, 1);
        assertTrue(channel.request(read));
        assertEquals(1, channel.doWork());
        assertEquals(1, openDescriptors());
        channel.forget(folder);
        assertEquals(0, channel.doWork());
        assertEquals(0, openDescriptors());
    }

    private long openDescriptors() throws IOException {
        try (var fds = Files.list(Path.of("/proc/self/fd"))) {
            return fds.filter(fd -> {
                try {
                    return Files.readSymbolicLink(fd).toString().startsWith(folder.toString());
                } catch (IOException e) {
                    return false;
                }
            }).count();
        }
    }

    @Test
    void itsThreadReadsAndEnds() {
        channel.start();
        MediaChunk chunk = chunk(0, CHUNK, 1);
        assertTrue(channel.request(chunk));
        Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> chunk.state() == MediaChunk.State.READY);
        check(chunk);
        channel.close();
        assertFalse(channel.request(chunk(0, CHUNK, 1)));
    }

    @Test
    void whatIsSentPastItsThreads_passesTheSameDisk_andTellsOfIt() throws IOException {
        InjectedDisk disk = new InjectedDisk();
        try (IoChannel other = new IoChannel("test", 1, 3, true, new SystemClock(), disk)) {
            SentDisk sending = other.sending();
            sending.onSend();
            assertEquals(1, disk.reads);
            sending.failed(new IOException("the client left"));
            assertTrue(other.check().isEmpty());
            for (int i = 0; i < DiskHealth.LIMIT; i++) {
                assertTrue(other.check().isEmpty());
                sending.failed(new DiskException("cannot send", Errno.EIO));
            }
            assertFalse(other.check().orElseThrow().answers());
            assertEquals(DiskHealth.LIMIT, other.errors());
            other.fail("input/output errors");
            assertThrows(VolumeGoneException.class, sending::onSend);
        }
    }

    private static final class InjectedDisk implements DiskFaults {
        private int reads;

        @Override
        public void onRead() {
            reads++;
        }

        @Override
        public void onWrite() {}

        @Override
        public long free(long bytes) {
            return bytes;
        }
    }
}
