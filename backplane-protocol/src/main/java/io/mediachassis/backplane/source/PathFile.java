package io.mediachassis.backplane.source;

import com.google.protobuf.InvalidProtocolBufferException;
import io.mediachassis.backplane.durable.DurableFile;
import io.mediachassis.backplane.proto.PathReport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A {@link PathBook} on the disk: when it was written, then a record for each way, each with a checksum. Nothing depends on
 * it but how good the first choices after a restart are, so what is damaged is left out and told, and once a minute is often
 * enough to write it. Any thread that has the book; blocks for the disk.
 */
public final class PathFile {
    private static final Logger LOG = LoggerFactory.getLogger(PathFile.class);
    private static final long MAGIC = 0x4D43_5041_5448_0001L; // "MCPATH", version 1
    private static final int HEADER = 8 + 8 + 4;
    private static final int MAX_RECORD = 512;

    private PathFile() {}

    /**
     * On return it is on the disk.
     *
     * @param now by the wall clock, since the other one begins anew with each start
     * @throws IOException the disk failed; what was there before is still there
     */
    public static void write(Path file, PathBook book, long nowNs, Instant now) throws IOException {
        List<PathReport> reports = book.reports(PathBook.MAX_STATIONS, nowNs);
        ByteArrayOutputStream all = new ByteArrayOutputStream(HEADER + reports.size() * 48);
        byte[] time = ByteBuffer.allocate(16).putLong(MAGIC).putLong(now.toEpochMilli()).array();
        all.writeBytes(time);
        all.writeBytes(ByteBuffer.allocate(4).putInt(checksum(time)).array());
        for (PathReport report : reports) {
            byte[] body = report.toByteArray();
            all.writeBytes(ByteBuffer.allocate(8).putInt(body.length).putInt(checksum(body)).array());
            all.writeBytes(body);
        }
        DurableFile.write(file, all.toByteArray());
    }

    /**
     * What was written, older by the time since; empty where there is no file or nothing of it can be read.
     *
     * @param now by the wall clock; where that went back, what is read is as old as it was
     */
    public static PathBook read(Path file, long nowNs, Instant now) {
        PathBook book = new PathBook();
        if (!Files.exists(file)) {
            return book;
        }
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
            List<PathReport> reports = new ArrayList<>();
            boolean whole = read(bytes, reports, now, book, nowNs);
            if (!whole) {
                LOG.warn("{} is damaged: of what was measured of the ways to other stations {} are known, the others are"
                        + " measured anew", file, reports.size());
            }
        } catch (IOException e) {
            LOG.warn("What was measured of the ways to other stations can't be read and is measured anew: {}",
                    e.getMessage());
        }
        return book;
    }

    private static boolean read(
            ByteBuffer bytes, List<PathReport> reports, Instant now, PathBook book, long nowNs) {
        byte[] time = new byte[16];
        if (bytes.remaining() < HEADER) {
            return false;
        }
        bytes.get(time);
        ByteBuffer header = ByteBuffer.wrap(time);
        if (bytes.getInt() != checksum(time) || header.getLong() != MAGIC) {
            return false;
        }
        long sinceMs = Math.max(0, now.toEpochMilli() - header.getLong());
        boolean whole = records(bytes, reports);
        // The oldest first, so that they are those to be forgotten first.
        for (int i = reports.size() - 1; i >= 0; i--) {
            PathReport report = reports.get(i);
            PathBook.measure(report.toBuilder().setAgeMs(report.getAgeMs() + sinceMs).build())
                    .ifPresent(measure -> book.restore(report.getFromStation(), measure, nowNs));
        }
        return whole;
    }

    /** False: they end before the file does. */
    private static boolean records(ByteBuffer bytes, List<PathReport> reports) {
        while (bytes.remaining() >= 8) {
            int length = bytes.getInt();
            int sum = bytes.getInt();
            if (length < 0 || length > Math.min(MAX_RECORD, bytes.remaining())) {
                return false;
            }
            byte[] body = new byte[length];
            bytes.get(body);
            if (checksum(body) != sum) {
                return false;
            }
            try {
                reports.add(PathReport.parseFrom(body));
            } catch (InvalidProtocolBufferException e) {
                return false;
            }
        }
        return !bytes.hasRemaining();
    }

    private static int checksum(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, bytes.length);
        return (int) crc.getValue();
    }
}
