package io.mediachassis.blade.http;

import io.mediachassis.blade.os.SentFile;
import io.netty.channel.Channel;
import io.netty.channel.DefaultFileRegion;
import io.netty.channel.FileRegion;
import io.netty.channel.unix.UnixChannel;
import io.netty.util.AbstractReferenceCounted;
import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import org.jspecify.annotations.Nullable;

/**
 * Part of a file for a socket on epoll. Netty's own tries again and again while the client reads, some packets at a time;
 * this one fills the socket once and then waits until a good part of its buffer is free: fewer and larger calls. Event
 * loop only.
 */
final class SentRegion extends AbstractReferenceCounted implements FileRegion {
    private final UnixChannel socket;
    private final SentFile file;
    private final long offset;
    private final long length;
    private long sent;
    private boolean full;

    private SentRegion(UnixChannel socket, SentFile file, long offset, long length) {
        this.socket = socket;
        this.file = file;
        this.offset = offset;
        this.length = length;
    }

    /**
     * Opens a slice of a file for one connection.
     *
     * @throws IOException when it can't be opened
     */
    static FileRegion open(Channel channel, BodyPiece.Slice slice) throws IOException {
        if (channel instanceof UnixChannel unix) {
            return new SentRegion(unix, new SentFile(slice.file(), slice.offset()), slice.offset(), slice.length());
        }
        DefaultFileRegion region = new DefaultFileRegion(slice.file().toFile(), slice.offset(), slice.length());
        boolean opened = false;
        try {
            region.open();
            opened = true;
            return region;
        } finally {
            if (!opened) {
                region.release();
            }
        }
    }

    @Override
    public long transferTo(WritableByteChannel target, long position) throws IOException {
        if (full) {
            full = false;
            if (!SentFile.hasRoom(socket.fd().intValue())) {
                return 0;
            }
        }
        long now = file.send(socket.fd().intValue(), length - sent);
        sent += now;
        full = sent < length;
        return now;
    }

    @Override
    public long position() {
        return offset;
    }

    @Override
    @Deprecated
    public long transfered() {
        return sent;
    }

    @Override
    public long transferred() {
        return sent;
    }

    @Override
    public long count() {
        return length;
    }

    @Override
    protected void deallocate() {
        file.close();
    }

    @Override
    public FileRegion retain() {
        super.retain();
        return this;
    }

    @Override
    public FileRegion retain(int increment) {
        super.retain(increment);
        return this;
    }

    @Override
    public FileRegion touch() {
        return this;
    }

    @Override
    public FileRegion touch(@Nullable Object hint) {
        return this;
    }
}
