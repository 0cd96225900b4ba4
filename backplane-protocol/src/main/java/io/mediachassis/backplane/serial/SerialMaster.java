package io.mediachassis.backplane.serial;

import io.mediachassis.backplane.counter.Counts;
import io.mediachassis.backplane.proto.DeviceReply;
import io.mediachassis.backplane.proto.DeviceRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The master's side of a serial line without its port and its thread: {@link MasterProtocol}, the frames in the bytes,
 * and the futures of those who asked. Its owner brings bytes and time: {@link SerialClient} from a port, a simulation
 * from a wire of its own. Owned by one thread, on which futures complete and the listener is called.
 */
public final class SerialMaster {
    private static final Logger LOG = LoggerFactory.getLogger(SerialMaster.class);
    /** Bytes in mid-frame that stopped for so long are noise, not a talker. */
    private static final long TALKING_NS = 8_000_000;

    private final MasterProtocol protocol;
    private final FrameDecoder decoder;
    private final SerialListener listener;
    private final Consumer<byte[]> wire;
    private final Map<Long, CompletableFuture<DeviceReply>> waiting = new HashMap<>();
    private final List<MasterAction> actions = new ArrayList<>();
    private long nextId;
    private long lastByteNs;

    /**
     * The line is not open yet.
     *
     * @param random gives this run's nonce and the jitter
     * @param wire takes what is to be sent
     */
    public SerialMaster(
            SerialSettings settings, RandomGenerator random, Counts<SerialCounter> counts, SerialListener listener,
            Consumer<byte[]> wire) {
        this.protocol = new MasterProtocol(random.nextInt(), settings, random, counts::add);
        this.decoder = new FrameDecoder(frame -> actions.addAll(protocol.received(frame)), counts::add);
        this.listener = listener;
        this.wire = wire;
    }

    /** The line is open. */
    public void lineUp() {
        decoder.reset();
        protocol.lineUp();
        listener.onLineUp();
    }

    /** The line is lost: all that was asked fails. */
    public void lineDown(String why) {
        actions.addAll(protocol.lineDown(why));
        perform();
        listener.onLineDown(why);
    }

    /** Asks, as {@link SerialClient#request} says; it is sent with the next {@link #step}. */
    public void request(int address, long epoch, DeviceRequest request, CompletableFuture<DeviceReply> reply) {
        waiting.put(++nextId, reply);
        actions.addAll(protocol.submit(nextId, address, epoch, request));
    }

    /** Bytes were heard. */
    public void received(byte[] bytes, int length, long nowNs) {
        lastByteNs = nowNs;
        decoder.feed(bytes, 0, length);
        perform();
    }

    /** Does what is due; returns nanoseconds until the next call is, {@link SerialLine#NO_DEADLINE} if none is. */
    public long step(long nowNs) {
        actions.addAll(protocol.step(nowNs, decoder.isMidFrame() && nowNs - lastByteNs < TALKING_NS));
        perform();
        return protocol.waitNs(nowNs);
    }

    /** Nobody will ask or answer any more. */
    void end(SerialException why) {
        waiting.values().forEach(reply -> reply.completeExceptionally(why));
        waiting.clear();
    }

    private void perform() {
        // What completes here may ask again.
        List<MasterAction> now = List.copyOf(actions);
        actions.clear();
        for (MasterAction action : now) {
            if (action instanceof MasterAction.Send send) {
                wire.accept(send.frame().encode());
            } else if (action instanceof MasterAction.Complete complete) {
                take(complete.id()).complete(complete.reply());
            } else if (action instanceof MasterAction.Fail fail) {
                take(fail.id()).completeExceptionally(new SerialException(fail.reason(), fail.text()));
            } else if (action instanceof MasterAction.Deliver deliver) {
                deliver(deliver);
            }
        }
    }

    private CompletableFuture<DeviceReply> take(long id) {
        CompletableFuture<DeviceReply> reply = waiting.remove(id);
        return reply == null ? new CompletableFuture<>() : reply;
    }

    private void deliver(MasterAction.Deliver deliver) {
        try {
            listener.onEvent(deliver.bootNonce(), deliver.event());
        } catch (RuntimeException e) {
            LOG.error("the listener failed on {}; the event is lost", deliver.event().getKind(), e);
        }
    }
}
