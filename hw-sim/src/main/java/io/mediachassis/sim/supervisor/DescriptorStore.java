package io.mediachassis.sim.supervisor;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.blade.os.Descriptors;
import io.mediachassis.blade.os.UnixDatagram;
import io.mediachassis.blade.supervisor.NotifyMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the descriptors of one daemon, as systemd's descriptor store does on a board (sd_notify(3), FDSTORE): they
 * outlive the process, and the next one gets them. Giving back differs: Java starts processes with no descriptors but the
 * first three, so that the next one asks over the same socket and sends along the line that it wants them by.
 *
 * <p>A connection that is over is let go at once; all are when the daemon is not wanted any more (a board without power
 * has no supervisor either), or when no process has asked for them for a while. A thread of its own listens; any thread
 * may call.
 */
public final class DescriptorStore implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DescriptorStore.class);
    private static final int LOOK_MS = 500;
    /** A player waits no longer for an answer, and a restart that works takes less. */
    private static final long UNCLAIMED_NS = 20_000_000_000L;

    private final Path socket;
    private final int limit;
    private final Clock clock;
    private final Map<String, List<Integer>> stored = new LinkedHashMap<>();
    private @Nullable UnixDatagram line;
    private @Nullable Thread listener;
    private boolean unclaimed;
    private long unclaimedSinceNs;

    /**
     * @param socket where the daemon says what is to be kept; made when needed
     * @param limit descriptors kept; more are closed (FileDescriptorStoreMax)
     */
    public DescriptorStore(Path socket, int limit, Clock clock) {
        this.socket = socket;
        this.limit = limit;
        this.clock = clock;
    }

    /**
     * Listens, from the first process on.
     *
     * @return what the daemon's environment needs
     */
    public synchronized Map<String, String> open() throws IOException {
        if (line == null) {
            Files.deleteIfExists(socket);
            UnixDatagram made = UnixDatagram.bound(socket.toString());
            line = made;
            Thread thread = new Thread(() -> listen(made), "descriptor-store");
            thread.setDaemon(true);
            thread.start();
            listener = thread;
        }
        return Map.of("NOTIFY_SOCKET", socket.toString(), "MEDIACHASSIS_" + NotifyMessage.GIVE, "1");
    }

    /** Names kept now. */
    public synchronized int size() {
        return stored.size();
    }

    /** The process ended, and another is to come. */
    public synchronized void processEnded() {
        unclaimed = true;
        unclaimedSinceNs = clock.nanoTime();
    }

    /** Lets everything go. */
    public synchronized void clear() {
        List.copyOf(stored.keySet()).forEach(this::remove);
        unclaimed = false;
    }

    private void listen(UnixDatagram from) {
        while (isOpen()) {
            try {
                from.receive(LOOK_MS).ifPresent(this::take);
                look();
            } catch (IOException e) {
                LOG.warn("{}: {}", socket, e.getMessage());
            }
        }
        from.close();
    }

    private synchronized boolean isOpen() {
        return line != null;
    }

    private void take(UnixDatagram.Message message) {
        NotifyMessage said = NotifyMessage.parse(message.text());
        if (said.says(NotifyMessage.STORE)) {
            add(said.name(), message.descriptors());
            return;
        }
        if (said.says(NotifyMessage.GIVE) && message.descriptors().size() == 1) {
            give(message.descriptors().get(0));
            return;
        }
        message.descriptors().forEach(Descriptors::close);
        if (said.says(NotifyMessage.REMOVE)) {
            remove(said.name());
        }
    }

    private synchronized void add(String name, List<Integer> descriptors) {
        int many = stored.values().stream().mapToInt(List::size).sum();
        if (line == null || name.isEmpty() || many + descriptors.size() > limit) {
            LOG.debug("{} keeps no {}: {} descriptors are kept", socket, name, many);
            descriptors.forEach(Descriptors::close);
            return;
        }
        stored.computeIfAbsent(name, key -> new ArrayList<>()).addAll(descriptors);
    }

    private synchronized void remove(String name) {
        List<Integer> descriptors = stored.remove(name);
        if (descriptors != null) {
            descriptors.forEach(Descriptors::close);
        }
    }

    /** To the process that asks; they are kept for the one after it, too. */
    private synchronized void give(int by) {
        unclaimed = false;
        try (UnixDatagram to = UnixDatagram.of(by)) {
            for (Map.Entry<String, List<Integer>> entry : stored.entrySet()) {
                to.send(NotifyMessage.given(entry.getKey()),
                        entry.getValue().stream().mapToInt(Integer::intValue).toArray());
            }
        } catch (IOException e) {
            LOG.warn("{}: descriptors could not be given back: {}", socket, e.getMessage());
        }
    }

    private synchronized void look() {
        List<String> over = stored.entrySet().stream()
                .filter(entry -> entry.getValue().stream().anyMatch(Descriptors::hungUp))
                .map(Map.Entry::getKey)
                .toList();
        over.forEach(this::remove);
        if (unclaimed && clock.nanoTime() - unclaimedSinceNs > UNCLAIMED_NS) {
            if (!stored.isEmpty()) {
                LOG.info("{}: no process came for {} connections; they are closed", socket, stored.size());
            }
            clear();
        }
    }

    /** Lets everything go and listens no more. */
    @Override
    public void close() {
        Thread thread;
        synchronized (this) {
            clear();
            thread = listener;
            line = null;
            listener = null;
        }
        if (thread != null) {
            wake();
            try {
                thread.join(2L * LOOK_MS);
                Files.deleteIfExists(socket);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (IOException e) {
                LOG.debug("{} stays: {}", socket, e.getMessage());
            }
        }
    }

    private void wake() {
        try (UnixDatagram to = UnixDatagram.connected(socket.toString())) {
            to.send("\n");
        } catch (IOException e) {
            LOG.debug("{} wakes by itself: {}", socket, e.getMessage());
        }
    }
}
