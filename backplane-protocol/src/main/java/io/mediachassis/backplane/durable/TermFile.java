package io.mediachassis.backplane.durable;

import io.mediachassis.backplane.term.Term;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The highest term that this board has obeyed, on disk: the memory of the fence. Two records in sectors of their own,
 * written in turn and each with a checksum, so that a write torn by a power cut costs only the term that was not yet
 * acknowledged; and one fsync for each term, since a promotion waits for it.
 *
 * <p>Any thread; blocks for the disk.
 */
public final class TermFile implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TermFile.class);
    private static final long MAGIC = 0x4D43_5445_524D_0001L; // "MCTERM", version 1
    private static final int SECTOR = 512;
    private static final int RECORD = 8 + 4 + 4 + 4;

    private final Path file;
    private final FileChannel channel;
    private Term highest;
    private int nextRecord;

    private TermFile(Path file, FileChannel channel, Term highest, int nextRecord) {
        this.file = file;
        this.channel = channel;
        this.highest = highest;
        this.nextRecord = nextRecord;
    }

    /**
     * Opens the file, or makes it with {@link Term#NONE}.
     *
     * @param file in a folder that exists; this process alone writes it
     * @throws IOException also when both records are damaged: to go on from term 0 would undo the fence
     */
    public static TermFile open(Path file) throws IOException {
        if (!Files.exists(file)) {
            byte[] fresh = new byte[2 * SECTOR];
            encode(Term.NONE).get(fresh, 0, RECORD);
            encode(Term.NONE).get(fresh, SECTOR, RECORD);
            DurableFile.write(file, fresh);
        }
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            Term[] terms = {read(channel, 0), read(channel, 1)};
            boolean firstBad = terms[0].equals(DAMAGED);
            boolean secondBad = terms[1].equals(DAMAGED);
            if (firstBad && secondBad) {
                throw new IOException(file + " is damaged: the highest term is lost. Take this board out of service,"
                        + " remove the file and put the board back once another director is elected");
            }
            if (firstBad || secondBad) {
                LOG.warn("One record of {} is damaged (torn write?); going on with the other one", file);
            }
            boolean firstNewer = secondBad || (!firstBad && terms[1].isOlderThan(terms[0]));
            return new TermFile(file, channel, firstNewer ? terms[0] : terms[1], firstNewer ? 1 : 0);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** The highest term obeyed so far. */
    public synchronized Term highest() {
        return highest;
    }

    /**
     * To be asked before an order of a term is obeyed.
     *
     * @return false when a higher term was obeyed before: the order is void. True when it is the highest, which is then
     *     on disk
     * @throws IOException the disk failed; the order must not be obeyed
     */
    public synchronized boolean raise(Term term) throws IOException {
        if (term.isOlderThan(highest)) {
            return false;
        }
        if (term.equals(highest)) {
            return true;
        }
        ByteBuffer record = encode(term);
        long position = (long) nextRecord * SECTOR;
        while (record.hasRemaining()) {
            position += channel.write(record, position);
        }
        channel.force(false);
        highest = term;
        nextRecord = 1 - nextRecord;
        return true;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    @Override
    public String toString() {
        return file + ": " + highest();
    }

    // No order can carry it: the epoch of a claim starts at 1.
    private static final Term DAMAGED = new Term(0, 0xFFFF_FFFFL);

    private static ByteBuffer encode(Term term) {
        ByteBuffer record = ByteBuffer.allocate(RECORD);
        record.putLong(MAGIC).putInt((int) term.epoch()).putInt((int) term.election());
        record.putInt(checksum(record.array()));
        return record.flip();
    }

    private static Term read(FileChannel channel, int number) throws IOException {
        ByteBuffer record = ByteBuffer.allocate(RECORD);
        while (record.hasRemaining()) {
            if (channel.read(record, (long) number * SECTOR + record.position()) < 0) {
                return DAMAGED;
            }
        }
        record.flip();
        long magic = record.getLong();
        Term term = new Term(Integer.toUnsignedLong(record.getInt()), Integer.toUnsignedLong(record.getInt()));
        return magic == MAGIC && record.getInt() == checksum(record.array()) ? term : DAMAGED;
    }

    private static int checksum(byte[] record) {
        CRC32C crc = new CRC32C();
        crc.update(record, 0, RECORD - 4);
        return (int) crc.getValue();
    }
}
