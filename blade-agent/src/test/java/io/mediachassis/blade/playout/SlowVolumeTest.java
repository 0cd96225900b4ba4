package io.mediachassis.blade.playout;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.blade.os.DiskFile;
import io.mediachassis.blade.os.ReadableFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One volume hangs: the other goes on, and the one that hangs is noticed and given up. */
class SlowVolumeTest {
    private static final int CHUNK = 8192;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final AtomicLong nowNs = new AtomicLong(1);
    private final Clock clock = new Clock() {
        @Override
        public long nanoTime() {
            return nowNs.get();
        }

        @Override
        public Instant now() {
            return Instant.EPOCH;
        }
    };
    private final CountDownLatch hang = new CountDownLatch(1);
    private final CountDownLatch hanging = new CountDownLatch(1);
    private final ChunkPool pool = new ChunkPool(16, CHUNK);
    private final IoChannel well = new IoChannel("well", 1, 64, true, clock);
    private final IoChannel slow = new IoChannel("slow", 1, 64, clock, this::hangingFile);
    private final byte[] media = MemorySource.media(7, 200);
    private Path onWell = Path.of("unset");
    private Path onSlow = onWell;
    private IoChannels both = new IoChannels(List.of(onWell), List.of(well));

    private ReadableFile hangingFile(Path file) throws IOException {
        DiskFile real = new DiskFile(file, true);
        return new ReadableFile() {
            @Override
            public int read(long address, long offset, int length) throws IOException {
                hanging.countDown();
                try {
                    hang.await();
                } catch (InterruptedException e) {
                    throw new IOException("interrupted", e);
                }
                return real.read(address, offset, length);
            }

            @Override
            public void close() {
                real.close();
            }
        };
    }

    @BeforeEach
    void start(@TempDir Path folder) throws IOException {
        Path first = Files.createDirectory(folder.resolve("volume-1"));
        Path second = Files.createDirectory(folder.resolve("volume-10"));
        onWell = Files.write(first.resolve("00000.ts"), media);
        onSlow = Files.write(second.resolve("00000.ts"), media);
        both = new IoChannels(List.of(first, second), List.of(well, slow));
        well.start();
        slow.start();
    }

    @AfterEach
    void end() {
        hang.countDown();
        well.close();
        slow.close();
        pool.close();
    }

    private MediaChunk ask(Path file, long offset) {
        MediaChunk chunk = pool.take();
        if (chunk == null) {
            throw new AssertionError("pool is empty");
        }
        chunk.prepare(file, offset, CHUNK, nowNs.get() + 1_000_000, 0, 0);
        assertTrue(both.request(chunk));
        return chunk;
    }

    @Test
    void otherVolumesStayPunctualAndTheSlowOneIsGivenUp() throws Exception {
        MediaChunk stuck = ask(onSlow, 0);
        MediaChunk waiting = ask(onSlow, CHUNK);
        hanging.await();
        for (int i = 0; i < 4; i++) {
            MediaChunk chunk = ask(onWell, (long) i * CHUNK);
            Awaitility.await().atMost(PATIENCE).until(() -> chunk.state() == MediaChunk.State.READY);
            assertEquals(media[i * CHUNK + 5], chunk.bytes().get(5));
        }
        well.scrub(() -> { });
        assertEquals(0, well.late());
        nowNs.addAndGet(DiskHealth.STUCK_NS);
        assertTrue(slow.check().isEmpty());
        nowNs.addAndGet(1);
        String reason = slow.check().orElseThrow().reason();
        assertTrue(well.check().isEmpty());
        slow.fail(reason);
        assertTrue(waiting.lost() && stuck.lost(), "nobody waits for a disk that hangs");
        assertEquals(MediaChunk.State.REQUESTED, stuck.state(), "its memory is the disk's until the read ends");
        assertTrue(ask(onSlow, 0).lost());
        assertThrows(IOException.class, () -> slow.scrub(() -> { }));
        MediaChunk after = ask(onWell, 0);
        Awaitility.await().atMost(PATIENCE).until(() -> after.state() == MediaChunk.State.READY);
        assertFalse(after.lost());
    }

    @Test
    void scrubbingReadThatDoesNotEnd_tellsOfTheDiskToo() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        Thread scrubber = new Thread(() -> assertDoesNotThrow(() -> well.scrub(() -> {
            begun.countDown();
            try {
                hang.await();
            } catch (InterruptedException e) {
                throw new IOException("interrupted", e);
            }
        })));
        scrubber.start();
        begun.await();
        nowNs.addAndGet(DiskHealth.STUCK_NS + 1);
        assertTrue(well.check().isPresent());
        hang.countDown();
        scrubber.join();
    }

    @Test
    void writesStuckBehindAFailedDiskComeBackWithTheReason() throws Exception {
        ask(onSlow, 0);
        hanging.await();
        CountDownLatch refused = new CountDownLatch(1);
        Thread writer = new Thread(() -> {
            try {
                slow.scrub(() -> { });
            } catch (IOException e) {
                refused.countDown();
            }
        });
        writer.start();
        slow.fail("test");
        refused.await();
        writer.join();
    }
}
