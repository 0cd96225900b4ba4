package io.mediachassis.sim.hardware;

import io.mediachassis.backplane.durable.DurableFile;
import io.mediachassis.sim.device.NonVolatile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A device's non-volatile memory in a file of two records of {@code name=value} lines, written in turn, each with a
 * number and a checksum, so that a torn write leaves the one before.
 *
 * <p>A write that returned survives the simulated unit's power cut and the death of this process. It is on its way to
 * the machine's disk then, but not waited for: that may take a second, a real device's memory takes microseconds, and
 * one thread carries all devices, so that an arbiter would lose its holder to the disk. If the machine itself loses
 * power just then, all boards start again together with their devices.
 *
 * <p>A device whose memory can't be written stops with {@link UncheckedIOException}, since one that obeyed and forgot
 * would break the fence. Owned by one thread.
 */
final class NonVolatileFile implements NonVolatile {
    private static final long MAGIC = 0x4D43_4E56_5241_0001L; // "MCNVRA", version 1
    private static final int SECTOR = 512;
    private static final int HEADER = 8 + 8 + 4;

    private record Stored(long number, Map<String, Long> values) {}

    private final Path file;
    private final Executor disk;
    private final FileChannel channel;
    private final AtomicBoolean syncing = new AtomicBoolean();
    private final Map<String, Long> values;
    private long number;
    private volatile @Nullable IOException failed;

    /**
     * Opens the memory, or makes an empty one.
     *
     * @param disk on which the machine's disk is waited for
     * @throws IOException also when neither record can be read: a device that starts from nothing would break the fence
     */
    NonVolatileFile(Path file, Executor disk) throws IOException {
        this.file = file;
        this.disk = disk;
        Path folder = file.toAbsolutePath().normalize().getParent();
        Files.createDirectories(folder == null ? file : folder);
        if (!Files.exists(file)) {
            DurableFile.write(file, Arrays.copyOf(encode(0, Map.of()), 2 * SECTOR));
        }
        this.channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
        Stored first = read(0);
        Stored second = read(1);
        Stored newest = second == null || (first != null && first.number() > second.number()) ? first : second;
        if (newest == null) {
            channel.close();
            throw new IOException(file + " is not a device's memory; remove it to start from nothing");
        }
        this.values = new TreeMap<>(newest.values());
        this.number = newest.number();
    }

    @Override
    public long read(String name, long initial) {
        return values.getOrDefault(name, initial);
    }

    @Override
    public void write(String name, long value) {
        values.put(name, value);
        number++;
        try {
            IOException before = failed;
            if (before != null) {
                throw before;
            }
            ByteBuffer record = ByteBuffer.wrap(encode(number, values));
            long position = (number & 1) * SECTOR;
            while (record.hasRemaining()) {
                position += channel.write(record, position);
            }
            if (!syncing.getAndSet(true)) {
                disk.execute(this::sync);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot keep " + file, e);
        }
    }

    private void sync() {
        syncing.set(false); // before, so that what is written meanwhile is followed by another
        try {
            channel.force(false);
        } catch (IOException e) {
            failed = e;
        }
    }

    private static byte[] encode(long number, Map<String, Long> values) {
        StringBuilder text = new StringBuilder();
        values.forEach((name, value) -> text.append(name).append('=').append(value).append('\n'));
        byte[] lines = text.toString().getBytes(StandardCharsets.UTF_8);
        if (HEADER + lines.length + 4 > SECTOR) {
            throw new IllegalStateException("a device's memory has " + (SECTOR - HEADER - 4) + " bytes");
        }
        ByteBuffer record = ByteBuffer.allocate(SECTOR);
        record.putLong(MAGIC).putLong(number).putInt(lines.length).put(lines);
        record.putInt(checksum(record.array(), record.position()));
        return record.array();
    }

    private @Nullable Stored read(int which) throws IOException {
        ByteBuffer record = ByteBuffer.allocate(SECTOR);
        while (record.hasRemaining()) {
            if (channel.read(record, (long) which * SECTOR + record.position()) < 0) {
                return null;
            }
        }
        record.flip();
        long magic = record.getLong();
        long written = record.getLong();
        int length = record.getInt();
        if (magic != MAGIC || length < 0 || length > SECTOR - HEADER - 4
                || record.getInt(HEADER + length) != checksum(record.array(), HEADER + length)) {
            return null;
        }
        Map<String, Long> found = new TreeMap<>();
        for (String line : new String(record.array(), HEADER, length, StandardCharsets.UTF_8).split("\n", -1)) {
            int equals = line.indexOf('=');
            if (equals > 0) {
                found.put(line.substring(0, equals), Long.parseLong(line.substring(equals + 1)));
            }
        }
        return new Stored(written, found);
    }

    private static int checksum(byte[] record, int length) {
        CRC32C crc = new CRC32C();
        crc.update(record, 0, length);
        return (int) crc.getValue();
    }
}
