package io.mediachassis.sim.hardware;

import io.mediachassis.sim.pty.Pty;
import io.mediachassis.sim.wire.Bus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pseudo-terminals at which daemons meet the wires of a backplane, as links in one folder. The hardware's thread;
 * where a port is, any thread.
 */
final class HardwarePorts implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HardwarePorts.class);

    private record Wired(Bus bus, int talker) {}

    private final Path folder;
    private final List<Pty> busPorts = new ArrayList<>();
    private final List<Pty> arbiterPorts = new ArrayList<>();
    private final List<Pty> privatePorts = new ArrayList<>();
    private final Map<Pty, Wired> wired = new LinkedHashMap<>();

    /**
     * Makes all ports, or none.
     *
     * @throws IOException when the folder can't be written or there are no pseudo-terminals
     */
    HardwarePorts(Path folder, Backplane backplane) throws IOException {
        this.folder = folder;
        Files.createDirectories(folder);
        boolean opened = false;
        try {
            for (int controller = 1; controller <= 2; controller++) {
                busPorts.add(open("bus-" + controller, backplane.managementBus));
                arbiterPorts.add(open("arbiter-" + controller, backplane.arbiterLines.get(controller - 1)));
            }
            for (int slot = 1; slot <= backplane.privateLines.size(); slot++) {
                privatePorts.add(open("cbc-" + slot, backplane.privateLines.get(slot - 1)));
            }
            opened = true;
        } finally {
            if (!opened) {
                close();
            }
        }
    }

    private Pty open(String name, Bus bus) throws IOException {
        Pty pty = Pty.open(folder.resolve(name));
        wired.put(pty, new Wired(bus, bus.attach((bytes, length, nowNs) -> pty.write(bytes, length))));
        return pty;
    }

    /** Of a controller, 1 or 2, to the management bus. */
    Path bus(int controller) {
        return busPorts.get(controller - 1).port();
    }

    /** Of a controller, 1 or 2, to the arbiter. */
    Path arbiter(int controller) {
        return arbiterPorts.get(controller - 1).port();
    }

    /** Of the board in a slot to its CBC. */
    Path cbc(int slot) {
        return privatePorts.get(slot - 1).port();
    }

    List<Pty> all() {
        return List.copyOf(wired.keySet());
    }

    /** A daemon has written: puts it on the wire. */
    void written(Pty pty, long nowNs) {
        Wired port = wired.get(pty);
        byte[] bytes = pty.read();
        if (port != null && bytes.length > 0) {
            port.bus.transmit(port.talker, bytes, nowNs);
        }
    }

    /** Pulls the cable of a port, or plugs it in again. */
    void cable(Path port, boolean plugged) {
        Pty pty = wired.keySet().stream()
                .filter(p -> p.port().equals(port))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no port " + port + "; they are in " + folder));
        try {
            if (plugged) {
                pty.plug();
            } else {
                pty.unplug();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Closes the ports and removes their links. */
    @Override
    public void close() {
        for (Pty pty : wired.keySet()) {
            try {
                pty.close();
            } catch (IOException e) {
                LOG.warn("closing {}: {}", pty.port(), e.getMessage());
            }
        }
        try {
            Files.deleteIfExists(folder);
        } catch (IOException e) {
            LOG.warn("removing {}: {}", folder, e.getMessage());
        }
    }
}
