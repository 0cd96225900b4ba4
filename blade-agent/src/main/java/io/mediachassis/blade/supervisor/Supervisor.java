package io.mediachassis.blade.supervisor;

import io.mediachassis.blade.os.Descriptors;
import io.mediachassis.blade.os.UnixDatagram;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This process' supervisor: systemd on a blade, the launcher in the simulator. It keeps descriptors that it is given
 * under a name (sd_notify(3), FDSTORE) when this process dies, and gives them to the next: systemd by inheritance
 * (sd_listen_fds(3)), the launcher when it is asked, since Java lets no child inherit any. With systemd the service's unit
 * needs {@code NotifyAccess=main}, {@code Restart=always} and a {@code FileDescriptorStoreMax}.
 *
 * <p>A thread of its own says things to the supervisor, which may be slow to listen. Any thread.
 */
public final class Supervisor implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Supervisor.class);
    private static final int FIRST_INHERITED = 3;
    private static final int MAX_INHERITED = 65_536;
    private static final int GIVE_TIMEOUT_MS = 1000;

    private final @Nullable UnixDatagram line;
    private final int limit;
    private final LinkedBlockingQueue<Saying> sayings = new LinkedBlockingQueue<>();
    private final Set<String> held = new HashSet<>();
    private final List<Stored> given = new ArrayList<>();
    private @Nullable Thread speaker;

    /** Descriptors that were stored under one name; who takes them closes them. */
    public record Stored(String name, List<Integer> descriptors) {}

    /** @param copies closed once it is said */
    private record Saying(String text, List<Integer> copies) {}

    private Supervisor(@Nullable UnixDatagram line, int limit) {
        this.line = line;
        this.limit = limit;
    }

    /** Nobody: nothing is kept. */
    public static Supervisor none() {
        return new Supervisor(null, 0);
    }

    /**
     * As this process' environment says. What the supervisor had for it is {@link #given}.
     *
     * @param limit names kept at a time; more are refused
     */
    public static Supervisor of(Map<String, String> environment, long pid, int limit) {
        String socket = environment.getOrDefault("NOTIFY_SOCKET", "");
        if (socket.isEmpty()) {
            LOG.debug("No supervisor (NOTIFY_SOCKET is not set): consoles' connections end with this process");
            return none();
        }
        try {
            Supervisor supervisor = new Supervisor(UnixDatagram.connected(socket), limit);
            supervisor.takeBack(environment, pid);
            supervisor.start();
            return supervisor;
        } catch (IOException e) {
            LOG.warn("The supervisor can't be spoken to ({}), so consoles' connections end with this process",
                    e.getMessage());
            return none();
        }
    }

    /** Whether anything is kept at all. */
    public boolean present() {
        return line != null;
    }

    /** What this process' predecessor left, once; it stays stored until it is removed. */
    public synchronized List<Stored> given() {
        List<Stored> all = List.copyOf(given);
        given.clear();
        return all;
    }

    /** Names kept now. */
    public synchronized int kept() {
        return held.size();
    }

    /**
     * Has the supervisor keep descriptors; those given stay the caller's.
     *
     * @param name unique; printable ASCII without a colon
     * @return false when it keeps no more, or nothing
     */
    public synchronized boolean store(String name, int... descriptors) {
        if (line == null || held.size() >= limit || !held.add(name)) {
            return false;
        }
        List<Integer> copies = new ArrayList<>();
        try {
            for (int descriptor : descriptors) {
                copies.add(Descriptors.duplicate(descriptor));
            }
        } catch (IOException e) {
            LOG.warn("A console's connection is not kept: {}", e.getMessage());
            copies.forEach(Descriptors::close);
            held.remove(name);
            return false;
        }
        sayings.add(new Saying(NotifyMessage.store(name), copies));
        return true;
    }

    /** Has it let go of what it keeps under a name. Idempotent. */
    public synchronized void remove(String name) {
        // At most one for each name that was held, so the queue is bounded as these are.
        if (held.remove(name)) {
            sayings.add(new Saying(NotifyMessage.remove(name), List.of()));
        }
    }

    private void start() {
        Thread thread = new Thread(this::speak, "supervisor");
        thread.setDaemon(true);
        speaker = thread;
        thread.start();
    }

    private void speak() {
        try {
            while (true) {
                say(sayings.take());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void say(Saying saying) {
        say(saying.text(), saying.copies().stream().mapToInt(Integer::intValue).toArray());
        saying.copies().forEach(Descriptors::close);
    }

    private void say(String text, int... descriptors) {
        try {
            if (line != null) {
                line.send(text, descriptors);
            }
        } catch (IOException e) {
            LOG.warn("The supervisor does not hear \"{}\": {}", text.replace('\n', ' '), e.getMessage());
        }
    }

    private void takeBack(Map<String, String> environment, long pid) throws IOException {
        if (environment.getOrDefault("LISTEN_PID", "").equals(Long.toString(pid))) {
            given.addAll(inherited(environment));
        } else if (environment.containsKey("MEDIACHASSIS_" + NotifyMessage.GIVE)) {
            given.addAll(asked());
        }
        given.forEach(stored -> held.add(stored.name()));
    }

    /** The descriptors from 3 on, and their names in the same order. */
    static List<Stored> inherited(Map<String, String> environment) {
        String count = environment.getOrDefault("LISTEN_FDS", "0");
        int many = count.matches("[0-9]{1,6}") ? Math.min(MAX_INHERITED, Integer.parseInt(count)) : 0;
        String[] names = environment.getOrDefault("LISTEN_FDNAMES", "").split(":", -1);
        List<Stored> all = new ArrayList<>();
        for (int i = 0; i < many; i++) {
            gather(all, i < names.length ? names[i] : "", List.of(FIRST_INHERITED + i));
        }
        return all;
    }

    private List<Stored> asked() throws IOException {
        List<Stored> all = new ArrayList<>();
        List<UnixDatagram> pair = UnixDatagram.pair();
        try (UnixDatagram mine = pair.get(0)) {
            try (UnixDatagram theirs = pair.get(1)) {
                say(NotifyMessage.give(), theirs.fd());
            }
            while (true) {
                var message = mine.receive(GIVE_TIMEOUT_MS);
                if (message.isEmpty()) {
                    return all;
                }
                gather(all, NotifyMessage.parse(message.get().text()).name(), message.get().descriptors());
            }
        }
    }

    private static void gather(List<Stored> all, String name, List<Integer> descriptors) {
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i).name().equals(name)) {
                List<Integer> both = new ArrayList<>(all.get(i).descriptors());
                both.addAll(descriptors);
                all.set(i, new Stored(name, both));
                return;
            }
        }
        all.add(new Stored(name, descriptors));
    }

    /** Says what is still to be said, and nothing after that; what is kept stays kept. */
    @Override
    public void close() {
        Thread thread = speaker;
        if (thread == null) {
            return;
        }
        thread.interrupt();
        try {
            thread.join(GIVE_TIMEOUT_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Saying left = thread.isAlive() ? null : sayings.poll();
        while (left != null) {
            say(left);
            left = sayings.poll();
        }
        if (line != null) {
            line.close();
        }
    }
}
