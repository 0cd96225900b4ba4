package io.mediachassis.blade.station;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import io.mediachassis.backplane.durable.DurableFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The head-end's last word about something, in a file, so that a blade that starts while no controller of it can be reached
 * knows it at once. One thread asks to keep; another one writes.
 *
 * @param <T> the word
 */
final class KeptWord<T extends MessageLite> {
    private static final Logger LOG = LoggerFactory.getLogger(KeptWord.class);

    private final Path file;
    private final Parser<T> parser;
    private final Executor disk;

    /** @param disk writes, one after another */
    KeptWord(Path file, Parser<T> parser, Executor disk) {
        this.file = file;
        this.parser = parser;
        this.disk = disk;
    }

    /** What was kept; empty where nothing was, or nothing that can be read: the head-end says it again. */
    Optional<T> read() {
        try {
            return Optional.of(parser.parseFrom(Files.readAllBytes(file)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (InvalidProtocolBufferException e) {
            LOG.warn("{} is damaged and left aside; the head-end says it again", file);
            return Optional.empty();
        } catch (IOException e) {
            LOG.warn("{} can't be read, and is left aside: {}", file, e.getMessage());
            return Optional.empty();
        }
    }

    /** Keeps it, a little later. */
    void keep(T word) {
        try {
            disk.execute(() -> {
                try {
                    DurableFile.write(file, word.toByteArray());
                } catch (IOException e) {
                    LOG.warn("{} can't be written, so what the head-end says counts until this agent ends: {}", file,
                            e.getMessage());
                }
            });
        } catch (RejectedExecutionException e) {
            LOG.debug("The head-end's word came at the end");
        }
    }
}
