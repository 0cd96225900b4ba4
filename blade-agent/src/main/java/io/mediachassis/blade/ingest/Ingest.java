package io.mediachassis.blade.ingest;

import io.mediachassis.blade.storage.Program;
import io.mediachassis.blade.storage.ProgramStore;
import io.mediachassis.blade.storage.ProgramWriter;
import io.mediachassis.blade.ts.NotMpegTs;
import io.mediachassis.blade.ts.TsProbe;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes a program in from a file or a stream of bytes. A transport stream is cut as it is; what isn't one, or is one
 * that can't be cut, goes through ffmpeg. Blocks its caller until the program is on the disk. Any thread, several
 * programs at once.
 */
public final class Ingest {
    private static final Logger LOG = LoggerFactory.getLogger(Ingest.class);
    private static final int READ_BYTES = 1 << 20;

    private final ProgramStore store;
    private final Remux remux;
    private final Path spool;

    /** @param spool folder for streams that have to be a file before ffmpeg can read them; made when needed */
    public Ingest(ProgramStore store, Remux remux, Path spool) {
        this.store = store;
        this.remux = remux;
        this.spool = spool;
    }

    /**
     * Takes in a file.
     *
     * @throws IngestRefused when the media can't be taken
     * @throws IOException when the file can't be read or the store can't write (full, id in use)
     */
    public Program file(Path file, String id, String title, IngestListener listener)
            throws IngestRefused, IOException {
        boolean transportStream;
        try (InputStream in = Files.newInputStream(file)) {
            transportStream = TsProbe.isTransportStream(ByteBuffer.wrap(in.readNBytes(TsProbe.BYTES)));
        }
        if (transportStream) {
            try (InputStream in = Files.newInputStream(file)) {
                return cut(in, new byte[0], Files.size(file), id, title, listener);
            } catch (NotMpegTs e) {
                LOG.info("Program {}: {}; ffmpeg is to try", id, e.getMessage());
            }
        }
        return remux(file, id, title, listener);
    }

    /**
     * Takes in a stream.
     *
     * @param size of it in bytes, 0 when not known
     */
    public Program stream(InputStream in, long size, String id, String title, IngestListener listener)
            throws IngestRefused, IOException {
        byte[] first = in.readNBytes(TsProbe.BYTES);
        if (first.length == 0) {
            throw new IngestRefused("nothing came: the media is empty");
        }
        if (TsProbe.isTransportStream(ByteBuffer.wrap(first))) {
            try {
                return cut(in, first, size, id, title, listener);
            } catch (NotMpegTs e) {
                throw new IngestRefused(String.valueOf(e.getMessage()), e);
            }
        }
        Files.createDirectories(spool);
        Path file = Files.createTempFile(spool, "ingest-", ".media");
        try {
            receive(in, first, size, file, listener);
            return remux(file, id, title, listener);
        } catch (IngestRefused e) {
            // The sender knows its file by another name than the spool's.
            String reason = String.valueOf(e.getMessage()).replace("file:" + file, "it").replace(file.toString(), "it");
            throw new IngestRefused(reason, e);
        } finally {
            Files.deleteIfExists(file);
        }
    }

    private Program cut(InputStream in, byte[] first, long size, String id, String title, IngestListener listener)
            throws NotMpegTs, IOException {
        try (ProgramWriter writer = store.create(id, title)) {
            writer.write(ByteBuffer.wrap(first));
            byte[] buffer = new byte[READ_BYTES];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                writer.write(ByteBuffer.wrap(buffer, 0, n));
                listener.progress(IngestState.CUTTING, writer.received(), size, percent(writer.received(), size));
            }
            return writer.complete();
        }
    }

    private void receive(InputStream in, byte[] first, long size, Path file, IngestListener listener)
            throws IOException {
        try (OutputStream out = Files.newOutputStream(file)) {
            out.write(first);
            long done = first.length;
            byte[] buffer = new byte[READ_BYTES];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                store.requireRoom(n);
                out.write(buffer, 0, n);
                done += n;
                listener.progress(IngestState.RECEIVING, done, size, percent(done, size));
            }
        }
    }

    private Program remux(Path file, String id, String title, IngestListener listener)
            throws IngestRefused, IOException {
        AtomicLong percent = new AtomicLong(Double.doubleToLongBits(-1));
        try (ProgramWriter writer = store.create(id, title)) {
            remux.<NotMpegTs>run(file, p -> percent.set(Double.doubleToLongBits(p)), (buffer, length) -> {
                writer.write(ByteBuffer.wrap(buffer, 0, length));
                listener.progress(IngestState.REMUXING, writer.received(), 0,
                        Double.longBitsToDouble(percent.get()));
            });
            return writer.complete();
        } catch (NotMpegTs e) {
            throw new IngestRefused("what ffmpeg made of the file can't be cut: " + e.getMessage(), e);
        }
    }

    private static double percent(long done, long size) {
        return size > 0 ? Math.min(100, 100.0 * done / size) : -1;
    }
}
