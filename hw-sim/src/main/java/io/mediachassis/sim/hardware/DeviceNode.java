package io.mediachassis.sim.hardware;

import io.mediachassis.backplane.serial.FrameDecoder;
import io.mediachassis.backplane.serial.SerialFrame;
import io.mediachassis.sim.device.DeviceAction;
import io.mediachassis.sim.device.Firmware;
import io.mediachassis.sim.wire.Bus;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The place of a device on its wires: a socket that a device is put into and taken out of, while the wires stay.
 * Owned by the hardware's thread.
 */
final class DeviceNode {
    /** Switches the board behind a CBC. */
    interface BoardSwitch {
        void board(boolean on);
    }

    private final BoardSwitch board;
    private final List<Connection> connections = new ArrayList<>();
    private @Nullable Firmware firmware;
    private boolean silent;
    private boolean deaf;
    private boolean mute;
    private long nowNs;

    private static final class Connection {
        final int line;
        final Bus bus;
        final FrameDecoder decoder;
        int talker;

        Connection(int line, Bus bus, FrameDecoder decoder) {
            this.line = line;
            this.bus = bus;
            this.decoder = decoder;
        }
    }

    DeviceNode(BoardSwitch board) {
        this.board = board;
    }

    /** Wires the place to a line; {@code line} is what the firmware calls it. */
    void connect(int line, Bus bus) {
        Connection connection = new Connection(line, bus, new FrameDecoder(frame -> frame(line, frame), count -> { }));
        connection.talker = bus.attach((bytes, length, now) -> {
            if (firmware == null || silent || (deaf && line == Firmware.BUS_LINE)) {
                connection.decoder.reset();
                return;
            }
            nowNs = now;
            connection.decoder.feed(bytes, 0, length);
            // Now rather than at the next tick: a fence is waiting for it.
            step(now);
        });
        connections.add(connection);
    }

    /** Puts a device in, or takes it out with null. */
    void place(@Nullable Firmware device) {
        firmware = device;
        silent = false;
    }

    /** The device hangs: it hears, says and does nothing. */
    void silent(boolean hangs) {
        silent = hangs;
    }

    /**
     * The management bus is broken off before the device, one way or both.
     *
     * @param hears nothing reaches it any more
     * @param says nothing of it is heard any more
     */
    void cut(boolean hears, boolean says) {
        deaf = hears;
        mute = says;
    }

    boolean isSilent() {
        return silent;
    }

    void step(long now) {
        Firmware device = firmware;
        if (device != null && !silent) {
            nowNs = now;
            perform(device.step(now));
        }
    }

    private void frame(int line, SerialFrame frame) {
        Firmware device = firmware;
        if (device != null) {
            perform(device.receive(line, frame, nowNs));
        }
    }

    private void perform(List<DeviceAction> actions) {
        for (DeviceAction action : actions) {
            if (action instanceof DeviceAction.Transmit transmit) {
                transmit(transmit);
            } else if (action instanceof DeviceAction.BoardPower power) {
                board.board(power.on());
            }
        }
    }

    private void transmit(DeviceAction.Transmit transmit) {
        for (Connection connection : connections) {
            if (connection.line == transmit.line() && !(mute && connection.line == Firmware.BUS_LINE)) {
                connection.bus.transmit(connection.talker, transmit.frame().encode(), nowNs);
            }
        }
    }
}
