package io.mediachassis.backplane.link;

import io.mediachassis.backplane.daemon.UrgentThread;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringBufferRingConfig;
import io.netty.channel.uring.IoUringChannelOption;
import io.netty.channel.uring.IoUringFixedBufferRingAllocator;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringIoHandlerConfig;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.channel.uring.IoUringSocketChannel;
import io.netty.channel.unix.Errors;
import io.netty.channel.unix.Socket;
import io.netty.channel.unix.UnixChannel;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.util.concurrent.ThreadFactory;

/** The kernel interface under event loops, and the channels that go with it. */
public enum Transport {
    /** Linux with the native library: cheaper for each wake-up, and errors keep their number. */
    EPOLL(EpollServerSocketChannel.class, EpollSocketChannel.class),
    /**
     * Linux that has it and allows it (containers often don't): many small requests in one system call. Not for what
     * sends files, whose progress it doesn't tell, nor for connections that outlive the process.
     */
    IO_URING(IoUringServerSocketChannel.class, IoUringSocketChannel.class),
    /** Anywhere. */
    NIO(NioServerSocketChannel.class, NioSocketChannel.class);

    /** Buffers that the kernel picks for what it receives, so that none waits with each idle connection. */
    private static final short RECEIVED = 1;
    private static final short RECEIVED_BUFFERS = 256;
    private static final int RECEIVED_BYTES = 4096;

    private final Class<? extends ServerSocketChannel> serverChannel;
    private final Class<? extends SocketChannel> channel;

    Transport(Class<? extends ServerSocketChannel> serverChannel, Class<? extends SocketChannel> channel) {
        this.serverChannel = serverChannel;
        this.channel = channel;
    }

    /** Epoll where it can be had. */
    public static Transport best() {
        return Epoll.isAvailable() ? EPOLL : NIO;
    }

    /** The cheapest for many connections with small requests and answers each. */
    public static Transport forManyRequests() {
        return IoUring.isAvailable() ? IO_URING : best();
    }

    /** What these loops run on. */
    public static Transport of(EventLoopGroup loops) {
        if (!(loops instanceof IoEventLoopGroup group)) {
            return NIO;
        }
        return group.isIoType(EpollIoHandler.class) ? EPOLL : group.isIoType(IoUringIoHandler.class) ? IO_URING : NIO;
    }

    /**
     * New event loops.
     *
     * @param name of their threads, with a number behind it
     */
    public EventLoopGroup loops(int threads, String name) {
        return loops(threads, new DefaultThreadFactory(name, true));
    }

    /** One control loop, named {@code control}: its thread runs before others of the machine. */
    public EventLoopGroup controlLoop() {
        return loops(1, new DefaultThreadFactory("control", true) {
            @Override
            public Thread newThread(Runnable task) {
                return super.newThread(UrgentThread.of(task));
            }
        });
    }

    private EventLoopGroup loops(int threads, ThreadFactory factory) {
        IoHandlerFactory handlers = switch (this) {
            case EPOLL -> EpollIoHandler.newFactory();
            case IO_URING -> IoUringIoHandler.newFactory(ring());
            case NIO -> NioIoHandler.newFactory();
        };
        return new MultiThreadIoEventLoopGroup(threads, factory, handlers);
    }

    private static IoUringIoHandlerConfig ring() {
        IoUringIoHandlerConfig ring = new IoUringIoHandlerConfig();
        if (IoUring.isRegisterBufferRingSupported()) {
            ring.setBufferRingConfig(IoUringBufferRingConfig.builder()
                    .bufferGroupId(RECEIVED)
                    .bufferRingSize(RECEIVED_BUFFERS)
                    .batchSize(RECEIVED_BUFFERS / 2)
                    .allocator(new IoUringFixedBufferRingAllocator(RECEIVED_BYTES))
                    .build());
        }
        return ring;
    }

    /** A server on these loops, its connections on the same. */
    public static ServerBootstrap server(EventLoopGroup loops) {
        Transport transport = of(loops);
        ServerBootstrap server = new ServerBootstrap().group(loops).channel(transport.serverChannel());
        if (transport == IO_URING) {
            server.handler(new EndOfAccept());
            if (IoUring.isRegisterBufferRingSupported()) {
                server.childOption(IoUringChannelOption.IO_URING_BUFFER_GROUP_ID, RECEIVED);
            }
        }
        return server;
    }

    /** An accept that waits in the kernel while its socket is shut ends with an error, which is nobody's news. */
    private static final class EndOfAccept extends ChannelInboundHandlerAdapter {
        private static final int EINVAL = 22;

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            if (!(cause instanceof Errors.NativeIoException e && e.expectedErr() == -EINVAL)) {
                ctx.fireExceptionCaught(cause);
            }
        }
    }

    /** For a server's bootstrap. */
    public Class<? extends ServerSocketChannel> serverChannel() {
        return serverChannel;
    }

    /** For a client's bootstrap. */
    public Class<? extends SocketChannel> channel() {
        return channel;
    }

    /**
     * Closes a listening socket so that nobody is accepted from here on. A process that is being started holds copies
     * of all sockets until its exec; a mere close would leave the kernel accepting for that long.
     *
     * @return done when it is closed
     */
    public static ChannelFuture stopListening(Channel listening) {
        if (listening instanceof UnixChannel unix && unix.fd() instanceof Socket socket && socket.isOpen()) {
            try {
                socket.shutdown(true, false);
            } catch (IOException e) {
                // It listens no more; the close below is all that is left to do.
                return listening.close();
            }
        }
        return listening.close();
    }
}
