package io.mediachassis.sim.scenario;

import io.mediachassis.backplane.counter.Counts;
import io.mediachassis.backplane.proto.DeviceReply;
import io.mediachassis.backplane.proto.DeviceRequest;
import io.mediachassis.backplane.serial.SerialCounter;
import io.mediachassis.backplane.serial.SerialListener;
import io.mediachassis.backplane.serial.SerialMaster;
import io.mediachassis.backplane.serial.SerialSettings;
import io.mediachassis.sim.election.SimNode;
import io.mediachassis.sim.wire.Bus;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A node's port to a wire: the product's master of serial lines, on the node's clock and in its lives. The wire keeps
 * bytes for a process that is stopped, as a terminal does.
 */
final class UnitLine {
    private static final long SHORTEST_NS = 2_000;
    private static final long LONGEST_NS = 3_600_000_000_000L;

    private final UnitWorld world;
    private final SimNode node;
    private final Bus bus;
    private final int talker;
    private @Nullable SerialMaster master;
    private int life;
    private int planned;
    private boolean deaf;
    private boolean mute;

    UnitLine(UnitWorld world, SimNode node, Bus bus) {
        this.world = world;
        this.node = node;
        this.bus = bus;
        this.talker = bus.attach((bytes, length, nowNs) -> heard(bytes, length));
    }

    /** The line is broken off before the node: what comes to it, what it sends, or both. */
    void cut(boolean hears, boolean says) {
        deaf = hears;
        mute = says;
    }

    /** Completes in the node's time and life, exceptionally when no answer came; a life that ends takes it along. */
    CompletableFuture<DeviceReply> request(int address, long epoch, DeviceRequest request) {
        CompletableFuture<DeviceReply> reply = new CompletableFuture<>();
        SerialMaster current = current();
        current.request(address, epoch, request, reply);
        step(current);
        return reply;
    }

    private SerialMaster current() {
        SerialMaster known = master;
        if (known == null || life != node.life()) {
            life = node.life();
            known = new SerialMaster(SerialSettings.defaults(), world.random().split(),
                    new Counts<>(SerialCounter.class), SerialListener.NONE, this::say);
            known.lineUp();
            master = known;
        }
        return known;
    }

    private void say(byte[] bytes) {
        if (!mute) {
            bus.transmit(talker, bytes, world.now());
            world.wireTalks();
        }
    }

    private void heard(byte[] bytes, int length) {
        SerialMaster known = master;
        if (known != null && !deaf && node.lives(life)) {
            byte[] copy = Arrays.copyOf(bytes, length);
            node.run(life, () -> {
                known.received(copy, copy.length, node.now());
                step(known);
            });
        }
    }

    private void step(SerialMaster current) {
        if (current != master) {
            return;
        }
        long waitNs = current.step(node.now());
        int mine = ++planned;
        if (waitNs < LONGEST_NS) {
            node.after(Math.max(SHORTEST_NS, waitNs), () -> {
                if (mine == planned) {
                    step(current);
                }
            });
        }
    }
}
