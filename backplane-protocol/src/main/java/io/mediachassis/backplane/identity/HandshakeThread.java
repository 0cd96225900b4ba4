package io.mediachassis.backplane.identity;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Where TLS handshakes do their arithmetic: one thread of the process. On an event loop a handshake with a cold JVM
 * takes a tenth of a second and more, in which heartbeats would be missed.
 */
public final class HandshakeThread {
    private static final long IDLE_SECONDS = 10;

    /** Bounded by the servers' limits on unfinished handshakes. */
    private static final Executor EXECUTOR = make();

    private HandshakeThread() {}

    /** For {@code SslContext.newHandler(alloc, executor)}. */
    public static Executor executor() {
        return EXECUTOR;
    }

    private static Executor make() {
        ThreadPoolExecutor one = new ThreadPoolExecutor(
                1, 1, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, "tls-handshake");
                    thread.setDaemon(true);
                    return thread;
                });
        one.allowCoreThreadTimeOut(true);
        return one;
    }
}
