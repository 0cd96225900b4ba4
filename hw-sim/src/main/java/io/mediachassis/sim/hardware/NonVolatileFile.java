package io.mediachassis.sim.hardware;

import io.mediachassis.sim.device.NonVolatile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.TreeMap;

/**
 * A device's non-volatile memory in a file of {@code name=value} lines, replaced as a whole: temporary file, fsync,
 * rename, fsync of the folder. A device whose memory can't be written stops with {@link UncheckedIOException}, since
 * one that obeyed and forgot would break the fence. Owned by one thread.
 */
final class NonVolatileFile implements NonVolatile {
    private final Path file;
    private final Map<String, Long> values = new TreeMap<>();

    NonVolatileFile(Path file) throws IOException {
        this.file = file;
        Files.createDirectories(parent());
        if (Files.exists(file)) {
            for (String line : Files.readAllLines(file)) {
                int equals = line.indexOf('=');
                try {
                    values.put(line.substring(0, Math.max(0, equals)), Long.parseLong(line.substring(equals + 1)));
                } catch (NumberFormatException e) {
                    throw new IOException(file + " is not a device's memory; remove it to start from nothing", e);
                }
            }
        }
    }

    @Override
    public long read(String name, long initial) {
        return values.getOrDefault(name, initial);
    }

    @Override
    public void write(String name, long value) {
        values.put(name, value);
        StringBuilder text = new StringBuilder();
        values.forEach((key, number) -> text.append(key).append('=').append(number).append('\n'));
        Path temporary = file.resolveSibling(file.getFileName() + ".new");
        try {
            try (FileChannel out = FileChannel.open(temporary, StandardOpenOption.CREATE, StandardOpenOption.WRITE,
                    StandardOpenOption.TRUNCATE_EXISTING)) {
                ByteBuffer bytes = ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.UTF_8));
                while (bytes.hasRemaining()) {
                    out.write(bytes);
                }
                out.force(true);
            }
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            try (FileChannel folder = FileChannel.open(parent(), StandardOpenOption.READ)) {
                folder.force(true);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot keep " + file, e);
        }
    }

    private Path parent() {
        return file.toAbsolutePath().normalize().resolveSibling(".").normalize();
    }
}
