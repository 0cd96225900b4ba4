package io.mediachassis.controller.headend.content;

import io.mediachassis.controller.headend.content.Provider.Opened;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.URI;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A source as one stream, however often its provider breaks off: what was read is not read again where the provider can go on
 * from an offset, and is skipped where it can't. A source that changes meanwhile, or is shorter than its provider said, ends
 * with an error. One thread, but for {@link #breakOff}.
 */
final class ResumingStream extends InputStream {
    /** Breaks in a row without a byte between. */
    static final int MOST_BREAKS = 5;
    private static final int SKIPPED_AT_ONCE = 1 << 16;

    private final Provider provider;
    private final URI source;
    private final Pause pause;
    private final LongConsumer progress;
    private final long length;
    private final String version;
    private volatile @Nullable InputStream stream;
    private volatile @Nullable IOException failure;
    private volatile boolean stopped;
    private volatile boolean over;
    private volatile long moved;
    private long at;
    private int breaks;

    /** Waits before the provider is asked again, longer with each time from 1. */
    interface Pause {
        /**
         * Comes back when it is time.
         *
         * @throws IOException the source is not wanted any more
         */
        void before(int attempt) throws IOException, InterruptedException;
    }

    /** @param progress told how many bytes were read so far */
    ResumingStream(Provider provider, URI source, Pause pause, LongConsumer progress)
            throws IOException, InterruptedException {
        this.provider = provider;
        this.source = source;
        this.pause = pause;
        this.progress = progress;
        Opened opened = provider.open(source, 0);
        this.stream = opened.stream();
        this.length = opened.length();
        this.version = opened.version();
    }

    /** It is not wanted any more: whoever reads it, or opens it now, gets an error. Any thread. */
    void stop() {
        stopped = true;
        breakOff();
    }

    /** Bytes that came, those too that were skipped: as long as it rises, its provider is there. Any thread. */
    long moved() {
        return moved;
    }

    /** Whether all of it was read. Any thread. */
    boolean isOver() {
        return over;
    }

    /** Its provider is silent: what waits for it goes on as if it had broken off. Any thread. */
    void breakOff() {
        InputStream now = stream;
        if (now != null) {
            try {
                now.close();
            } catch (IOException e) {
                // It breaks off all the same.
                return;
            }
        }
    }

    /** What it ended with; null: nothing. Any thread. */
    @Nullable IOException failure() {
        return failure;
    }

    /** Of the whole source, in bytes; -1: its provider doesn't tell. */
    long length() {
        return length;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] to, int from, int count) throws IOException {
        if (length >= 0 && at >= length) {
            over = true;
            return -1;
        }
        int most = length < 0 ? count : (int) Math.min(count, length - at);
        while (true) {
            try {
                int read = open().read(to, from, most);
                if (stopped) {
                    throw new Provider.Hopeless("it is not wanted any more");
                }
                if (read < 0 && length >= 0) {
                    throw new EOFException("it ends too early");
                }
                over = read < 0;
                at += Math.max(0, read);
                count(Math.max(0, read));
                breaks = read > 0 ? 0 : breaks;
                progress.accept(at);
                return read;
            } catch (Provider.Hopeless e) {
                failure = e;
                throw e;
            } catch (IOException e) {
                broke(e);
            }
        }
    }

    /** By the thread that reads alone. */
    private void count(int bytes) {
        long sum = moved;
        moved = sum + bytes;
    }

    private void broke(IOException why) throws IOException {
        close();
        if (stopped) {
            throw new Provider.Hopeless("it is not wanted any more");
        }
        if (++breaks > MOST_BREAKS || (length < 0 && version.isEmpty())) {
            String who = source.getHost() == null ? "" : source.getHost() + ": ";
            IOException broken = new IOException(
                    who + "it broke off after " + at + (length < 0 ? "" : " of " + length) + " bytes: " + why.getMessage(), why);
            failure = broken;
            throw broken;
        }
        try {
            pause.before(breaks);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("ended while waiting for " + source.getHost());
        }
    }

    private InputStream open() throws IOException {
        InputStream now = stream;
        if (now != null) {
            return now;
        }
        try {
            Opened opened = provider.open(source, at);
            stream = opened.stream();
            if (stopped) {
                throw new IOException("it is not wanted any more");
            }
            boolean other = opened.length() >= 0 && length >= 0 && opened.length() != length;
            if (other || !opened.version().equals(version)) {
                close();
                throw new Provider.Hopeless("it changed while it was read; ask again for what it is now");
            }
            skip(opened.stream(), at - opened.offset());
            return opened.stream();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("ended while " + source.getHost() + " was asked");
        }
    }

    private void skip(InputStream stream, long bytes) throws IOException {
        if (bytes < 0) {
            throw new Provider.Hopeless("it goes on behind what was asked for");
        }
        byte[] skipped = new byte[SKIPPED_AT_ONCE];
        for (long left = bytes; left > 0;) {
            int read = stream.read(skipped, 0, (int) Math.min(left, skipped.length));
            if (read < 0) {
                throw new EOFException("it ends before what was read already");
            }
            left -= read;
            count(read);
        }
    }

    @Override
    public void close() throws IOException {
        InputStream now = stream;
        stream = null;
        if (now != null) {
            now.close();
        }
    }
}
