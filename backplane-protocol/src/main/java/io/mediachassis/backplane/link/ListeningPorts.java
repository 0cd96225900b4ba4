package io.mediachassis.backplane.link;

import io.netty.channel.EventLoop;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens a daemon's ports and tries again while another process has one, so that a board with a port in use says so and
 * does the rest of its work. A port that stays shut for a second is a problem to be shown; a shorter wait is only the
 * kernel that has not yet freed the sockets of a killed process. All methods on the loop, but {@link #problems} and
 * {@link #isOpen}.
 */
public final class ListeningPorts implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ListeningPorts.class);
    private static final long RETRY_MS = 250;
    private static final int TRIES_IN_SILENCE = 4;

    private final EventLoop loop;
    private final Runnable onChange;
    private final Map<String, String> troubles = new TreeMap<>();
    private volatile List<String> problems = List.of();
    private volatile List<String> open = List.of();
    private boolean closed;

    /**
     * Opens nothing yet.
     *
     * @param onChange called on the loop when a port was opened, or has become a problem
     */
    public ListeningPorts(EventLoop loop, Runnable onChange) {
        this.loop = loop;
        this.onChange = onChange;
    }

    /**
     * Opens a port, now or when it becomes free.
     *
     * @param name as people call it, for example {@code RTSP}
     * @param without what does not work while it is shut, for example {@code consoles can't play from this blade}
     * @param bind one attempt; may be called again after it failed
     */
    public void open(String name, InetSocketAddress at, String without, Supplier<? extends CompletionStage<?>> bind) {
        attempt(name, at, without, bind, 1);
    }

    /** What is shut and for what reason, a sentence each; any thread. */
    public List<String> problems() {
        return problems;
    }

    /** Any thread. */
    public boolean isOpen(String name) {
        return open.contains(name);
    }

    private void attempt(
            String name, InetSocketAddress at, String without, Supplier<? extends CompletionStage<?>> bind, int tries) {
        if (closed) {
            return;
        }
        bind.get().whenCompleteAsync((bound, error) -> {
            if (error == null) {
                opened(name, at);
                return;
            }
            if (tries == TRIES_IN_SILENCE) {
                shut(name, "The " + name + " port " + at.getHostString() + ":" + at.getPort() + " can't be opened ("
                        + reason(error) + "), so " + without + "; it is taken as soon as it is free");
            }
            loop.schedule(() -> attempt(name, at, without, bind, tries + 1), RETRY_MS, TimeUnit.MILLISECONDS);
        }, loop);
    }

    private void opened(String name, InetSocketAddress at) {
        if (troubles.remove(name) != null) {
            LOG.info("The {} port {}:{} is open now", name, at.getHostString(), at.getPort());
        }
        List<String> names = new ArrayList<>(open);
        names.add(name);
        open = List.copyOf(names);
        changed();
    }

    private void shut(String name, String problem) {
        LOG.error("{}", problem);
        troubles.put(name, problem);
        changed();
    }

    private void changed() {
        problems = List.copyOf(troubles.values());
        onChange.run();
    }

    private static String reason(Throwable error) {
        Throwable root = error;
        for (@Nullable Throwable cause = root; cause != null; cause = cause.getCause()) {
            root = cause;
        }
        String text = String.valueOf(root.getMessage());
        if (text.contains("Address already in use") || text.contains("EADDRINUSE")) {
            return "another process has it: ss -tulnp names it";
        }
        boolean foreign = text.contains("Cannot assign requested address") || text.contains("EADDRNOTAVAIL");
        return foreign ? "this board does not have that address" : text;
    }

    /** Tries no more; what is open stays so. */
    @Override
    public void close() {
        closed = true;
    }
}
