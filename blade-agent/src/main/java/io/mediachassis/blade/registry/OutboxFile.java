package io.mediachassis.blade.registry;

import com.google.protobuf.InvalidProtocolBufferException;
import io.mediachassis.backplane.durable.DurableFile;
import io.mediachassis.backplane.proto.RegistryReport;
import io.mediachassis.backplane.registry.RegistryMessages;
import io.mediachassis.backplane.registry.StationReport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports that are not acknowledged, on the disk: a row of records, each with a checksum, to which is only ever added. A
 * record that a power cut tore ends the row: it was not acknowledged to anyone. Once more has been forgotten than is
 * left, the file is written anew. One thread; blocks for the disk.
 */
public final class OutboxFile implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OutboxFile.class);
    private static final int HEADER = 1 + 4 + 4;
    private static final byte KEPT = 1;
    /** Its report has nothing but term and sequence. */
    private static final byte FORGOTTEN = 2;
    private static final int MAX_RECORD = 1 << 20;
    private static final int MIN_REWRITE = 256;

    private final Path file;
    private final List<StationReport> reports = new ArrayList<>();
    private FileChannel channel;
    private long size;
    private int forgotten;

    /**
     * Opens it, or makes it.
     *
     * @param file in a folder that exists
     * @throws IOException the disk fails
     */
    public OutboxFile(Path file) throws IOException {
        this.file = file;
        if (Files.exists(file)) {
            load(ByteBuffer.wrap(Files.readAllBytes(file)));
        }
        channel = rewritten();
    }

    /** What was kept and not forgotten, in order. */
    public List<StationReport> reports() {
        return List.copyOf(reports);
    }

    /** On return it is on the disk. */
    public void keep(StationReport report) throws IOException {
        append(record(KEPT, RegistryMessages.toProto(report).toByteArray()), true);
        reports.add(report);
    }

    /** Needs not be on the disk at once: a report that is sent again is acknowledged again. */
    public void forget(StationReport report) throws IOException {
        if (!reports.remove(report)) {
            return;
        }
        append(record(FORGOTTEN, number(report).toByteArray()), false);
        forgotten++;
        if (forgotten >= MIN_REWRITE && forgotten > reports.size()) {
            channel.close();
            channel = rewritten();
        }
    }

    private static RegistryReport number(StationReport report) {
        return RegistryReport.newBuilder()
                .setTerm(report.term().toProto())
                .setSequence(report.sequence())
                .build();
    }

    private FileChannel rewritten() throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (StationReport report : reports) {
            all.writeBytes(record(KEPT, RegistryMessages.toProto(report).toByteArray()));
        }
        DurableFile.write(file, all.toByteArray());
        size = all.size();
        forgotten = 0;
        return FileChannel.open(file, StandardOpenOption.WRITE);
    }

    private void append(byte[] record, boolean durable) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(record);
        while (bytes.hasRemaining()) {
            channel.write(bytes, size + bytes.position());
        }
        if (durable) {
            channel.force(false);
        }
        size += record.length;
    }

    private void load(ByteBuffer bytes) {
        while (bytes.remaining() >= HEADER) {
            byte kind = bytes.get();
            int length = bytes.getInt();
            int sum = bytes.getInt();
            if (length < 0 || length > Math.min(MAX_RECORD, bytes.remaining())) {
                break;
            }
            byte[] body = new byte[length];
            bytes.get(body);
            if (checksum(kind, body) != sum || !take(kind, body)) {
                break;
            }
        }
        if (bytes.hasRemaining()) {
            LOG.warn("{} ends in a torn record (power cut?); the reports before it are kept", file);
        }
    }

    private boolean take(byte kind, byte[] body) {
        try {
            RegistryReport message = RegistryReport.parseFrom(body);
            if (kind == KEPT) {
                reports.add(RegistryMessages.of(message));
            } else {
                reports.removeIf(report -> number(report).equals(message));
            }
            return true;
        } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
            return false; // of another version: a picture says it all
        }
    }

    private static byte[] record(byte kind, byte[] body) {
        return ByteBuffer.allocate(HEADER + body.length)
                .put(kind)
                .putInt(body.length)
                .putInt(checksum(kind, body))
                .put(body)
                .array();
    }

    private static int checksum(byte kind, byte[] body) {
        CRC32C crc = new CRC32C();
        crc.update(kind);
        crc.update(body);
        return (int) crc.getValue();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
