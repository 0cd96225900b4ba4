package io.mediachassis.blade.http;

import io.mediachassis.blade.os.DiskException;
import io.mediachassis.blade.os.SentDisk;
import io.mediachassis.blade.os.SentFile;
import io.mediachassis.blade.os.VolumeGoneException;
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
    private @Nullable IOException failure;

    private SentRegion(UnixChannel socket, SentFile file, long offset, long length) {
        this.socket = socket;
        this.file = file;
        this.offset = offset;
        this.length = length;
    }

    /**
     * Opens a slice of a file for one connection.
     *
     * @param disk that it lies on
     * @throws IOException when it can't be opened
     */
    static FileRegion open(Channel channel, BodyPiece.Slice slice, SentDisk disk) throws IOException {
        if (channel instanceof UnixChannel unix) {
            return new SentRegion(
                    unix, new SentFile(slice.file(), slice.offset(), disk), slice.offset(), slice.length());
        }
        disk.onSend();
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
        long now = 0;
        try {
            now = file.send(socket.fd().intValue(), length - sent);
        } catch (DiskException | VolumeGoneException e) {
            // Thrown, it would close the connection; the rest may be had elsewhere.
            failure = e;
        }
        sent += now;
        full = sent < length;
        return now;
    }

    /** Why the disk does not give the rest; null while it does. */
    @Nullable IOException failure() {
        return failure;
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

    /** What the disk does not give is not waited for. */
    @Override
    public long count() {
        return failure == null ? length : sent;
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
