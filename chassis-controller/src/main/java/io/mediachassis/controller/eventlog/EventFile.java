package io.mediachassis.controller.eventlog;

import com.google.protobuf.InvalidProtocolBufferException;
import io.mediachassis.backplane.proto.UnitEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * One file of the event log: an eight-byte header, then records of (length, CRC-32C over length and bytes, bytes of a
 * {@link UnitEvent}), big-endian. A record counts only if it is whole; what comes after the first that is not is a torn
 * tail. Not thread-safe.
 */
final class EventFile implements AutoCloseable {
    static final int HEADER_BYTES = 8;
    static final int RECORD_OVERHEAD = 8;
    static final int MAX_RECORD_BYTES = 64 * 1024;

    private static final byte[] MAGIC = {'M', 'C', 'E', 'V', 'T', 0, 0};
    private static final byte VERSION = 1;

    private final Path path;
    private final FileChannel channel;
    private long size;

    private EventFile(Path path, FileChannel channel, long size) {
        this.path = path;
        this.channel = channel;
        this.size = size;
    }

    /** What a file holds. */
    record Content(List<UnitEvent> events, long wholeBytes, long fileBytes) {
        boolean torn() {
            return wholeBytes < fileBytes;
        }
    }

    /** Reads all whole records, in order. */
    static Content read(Path path) {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(path);
        } catch (IOException e) {
            throw new EventLogException("can't read the event log file " + path + ": " + e.getMessage(), e);
        }
        if (bytes.length < HEADER_BYTES) {
            return new Content(List.of(), 0, bytes.length);
        }
        if (!Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            throw new EventLogException(path + " is not an event log file; move it away and start again");
        }
        if (bytes[MAGIC.length] > VERSION) {
            throw new EventLogException(path + " was written by a newer version (" + bytes[MAGIC.length]
                    + ", this one knows " + VERSION + "); install that version again, or move the file away");
        }
        List<UnitEvent> events = new ArrayList<>();
        ByteBuffer buffer = ByteBuffer.wrap(bytes).position(HEADER_BYTES);
        long whole = HEADER_BYTES;
        while (buffer.remaining() >= RECORD_OVERHEAD) {
            int length = buffer.getInt();
            int crc = buffer.getInt();
            if (length < 1 || length > MAX_RECORD_BYTES || length > buffer.remaining()) {
                break;
            }
            byte[] record = new byte[length];
            buffer.get(record);
            if (crc(record) != crc) {
                break;
            }
            try {
                events.add(UnitEvent.parseFrom(record));
            } catch (InvalidProtocolBufferException e) {
                break;
            }
            whole = buffer.position();
        }
        return new Content(events, whole, bytes.length);
    }

    /** Opens a file for appending behind its whole records; what is torn is cut off, durably. */
    static EventFile open(Path path, long wholeBytes) {
        try {
            FileChannel channel = FileChannel.open(
                    path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            long size = wholeBytes;
            if (size < HEADER_BYTES) {
                channel.truncate(0);
                ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES).put(MAGIC).put(VERSION).flip();
                writeFully(channel, header, 0);
                size = HEADER_BYTES;
            } else if (channel.size() > size) {
                channel.truncate(size);
            }
            channel.force(true);
            Path folder = path.getParent();
            if (folder != null) {
                syncFolder(folder);
            }
            return new EventFile(path, channel, size);
        } catch (IOException e) {
            throw new EventLogException("can't open the event log file " + path + ": " + e.getMessage(), e);
        }
    }

    /** Appends a record; it is on the disk when this returns. */
    void append(UnitEvent event) {
        byte[] bytes = event.toByteArray();
        if (bytes.length > MAX_RECORD_BYTES) {
            throw new EventLogException("an event of " + bytes.length + " bytes is above the limit of "
                    + MAX_RECORD_BYTES + ": " + event.getKind());
        }
        ByteBuffer record = ByteBuffer.allocate(RECORD_OVERHEAD + bytes.length)
                .putInt(bytes.length)
                .putInt(crc(bytes))
                .put(bytes)
                .flip();
        try {
            writeFully(channel, record, size);
            channel.force(false);
            size += RECORD_OVERHEAD + bytes.length;
        } catch (IOException e) {
            throw new EventLogException(
                    "can't write the event log file " + path + " (is the disk full?): " + e.getMessage(), e);
        }
    }

    long size() {
        return size;
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void syncFolder(Path folder) throws IOException {
        try (FileChannel directory = FileChannel.open(folder, StandardOpenOption.READ)) {
            directory.force(true);
        }
    }

    private static void writeFully(FileChannel channel, ByteBuffer bytes, long at) throws IOException {
        long position = at;
        while (bytes.hasRemaining()) {
            position += channel.write(bytes, position);
        }
    }

    private static int crc(byte[] record) {
        CRC32C crc = new CRC32C();
        crc.update(ByteBuffer.allocate(Integer.BYTES).putInt(record.length).flip());
        crc.update(record);
        return (int) crc.getValue();
    }
}
