package io.mediachassis.blade.rtsp;

import io.mediachassis.blade.os.Descriptors;
import io.mediachassis.blade.os.UnixDatagram;
import io.mediachassis.blade.supervisor.NotifyMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Keeps descriptors, and lets go of them unless it is deaf for that. */
final class TestSupervisor implements AutoCloseable {
    final Map<String, List<Integer>> stored = new ConcurrentHashMap<>();
    final Map<String, String> environment;
    volatile boolean deafForRemoval;
    volatile boolean ignoredRemoval;
    private final UnixDatagram line;
    private final Thread thread = new Thread(this::run, "test-supervisor");
    private volatile boolean closed;

    TestSupervisor(Path folder) throws IOException {
        String socket = folder.resolve("notify").toString();
        line = UnixDatagram.bound(socket);
        environment = Map.of("NOTIFY_SOCKET", socket, "MEDIACHASSIS_FDSTOREGIVE", "1");
        thread.start();
    }

    private void run() {
        try {
            while (!closed) {
                line.receive(50).ifPresent(this::take);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void take(UnixDatagram.Message message) {
        NotifyMessage said = NotifyMessage.parse(message.text());
        if (said.says(NotifyMessage.STORE)) {
            stored.put(said.name(), message.descriptors());
        } else if (said.says(NotifyMessage.REMOVE) && deafForRemoval) {
            ignoredRemoval = true;
        } else if (said.says(NotifyMessage.REMOVE)) {
            List<Integer> gone = stored.remove(said.name());
            if (gone != null) {
                gone.forEach(Descriptors::close);
            }
        } else if (said.says(NotifyMessage.GIVE)) {
            try (UnixDatagram to = UnixDatagram.of(message.descriptors().get(0))) {
                for (Map.Entry<String, List<Integer>> one : stored.entrySet()) {
                    to.send(NotifyMessage.given(one.getKey()),
                            one.getValue().stream().mapToInt(Integer::intValue).toArray());
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        stored.values().forEach(fds -> fds.forEach(Descriptors::close));
        line.close();
    }
}
