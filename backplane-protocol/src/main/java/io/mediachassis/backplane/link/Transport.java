package io.mediachassis.backplane.link;

import io.mediachassis.backplane.daemon.UrgentThread;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.unix.Socket;
import io.netty.channel.unix.UnixChannel;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/** The kernel interface under event loops, and the channels that go with it. */
public enum Transport {
    /** Linux with the native library: cheaper for each wake-up, and errors keep their number. */
    EPOLL(EpollServerSocketChannel.class, EpollSocketChannel.class),
    /** Anywhere. */
    NIO(NioServerSocketChannel.class, NioSocketChannel.class);

    private static final long QUIET_MS = 50;
    private static final long SHUTDOWN_MS = 500;

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

    /** What these loops run on. */
    public static Transport of(EventLoopGroup loops) {
        return loops instanceof IoEventLoopGroup group && group.isIoType(EpollIoHandler.class) ? EPOLL : NIO;
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
        IoHandlerFactory handlers = this == EPOLL ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        return new MultiThreadIoEventLoopGroup(threads, factory, handlers);
    }

    /**
     * Ends loops, and returns when they have ended, after half a second at the latest and another for what blocks. None
     * ends while the others still tell it something: what a loop is told after its end throws where it is told. Not on
     * one of the loops.
     */
    public static void shutDown(EventLoopGroup... groups) {
        for (EventLoopGroup group : groups) {
            group.shutdownGracefully(QUIET_MS, SHUTDOWN_MS, TimeUnit.MILLISECONDS);
        }
        for (EventLoopGroup group : groups) {
            group.terminationFuture().awaitUninterruptibly(2 * SHUTDOWN_MS, TimeUnit.MILLISECONDS);
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
