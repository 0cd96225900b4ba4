package io.mediachassis.controller.hardware;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.proto.DeviceReply;
import io.mediachassis.backplane.proto.DeviceRequest;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The shell around {@link HardwareControl}: asks the management bus what it wants asked, one request at a time, and
 * hands on what follows. Everything runs on the controller's own (single) thread, where the line's answers are brought
 * by the executor; {@link #pump} after every event and every tick keeps the line busy.
 */
public final class ManagementBus {
    /** The master side of the line: {@code SerialClient::request}. */
    @FunctionalInterface
    public interface Line {
        /** Completes with the answer, or exceptionally when none came within the tries; from any thread. */
        CompletableFuture<DeviceReply> request(int address, long epoch, DeviceRequest request);
    }

    private final Line line;
    private final Executor thread;
    private final Clock clock;
    private final Consumer<List<HardwareAction>> actions;
    private @Nullable HardwareControl control;
    private long epoch;

    /**
     * Idle until started.
     *
     * @param thread runs tasks one after the other on the controller's thread
     * @param actions told what to do, on that thread
     */
    public ManagementBus(Line line, Executor thread, Clock clock, Consumer<List<HardwareAction>> actions) {
        this.line = line;
        this.thread = thread;
        this.clock = clock;
        this.actions = actions;
    }

    /** The controller is active now: it alone is master of the bus. On its thread. */
    public void start(HardwareControl hardware, long claimedEpoch) {
        this.control = hardware;
        this.epoch = claimedEpoch;
        pump();
    }

    /** The controller is no longer active: nothing leaves any more; answers on their way are ignored. On its thread. */
    public void stop() {
        this.control = null;
    }

    /** Sends what is due, if the line is free. On the controller's thread. */
    public void pump() {
        HardwareControl current = control;
        if (current != null) {
            current.nextRequest(clock.nanoTime()).ifPresent(request -> send(current, request));
        }
    }

    private void send(HardwareControl asker, BusRequest request) {
        var unused = line.request(request.address(), epoch, request.request())
                .whenComplete((reply, failure) -> thread.execute(() -> end(asker, request, reply, failure)));
    }

    private void end(
            HardwareControl asker, BusRequest request, @Nullable DeviceReply reply, @Nullable Throwable failure) {
        if (control != asker) {
            return;
        }
        long nowNs = clock.nanoTime();
        if (reply != null) {
            actions.accept(asker.onReply(request, reply, nowNs));
        } else {
            String why = "no answer from the " + BusAddress.name(request.address()) + ": "
                    + (failure == null ? "empty reply" : String.valueOf(failure.getMessage()));
            actions.accept(asker.onNoAnswer(request, why, nowNs));
        }
        // The actions may have ended this controller's time, or started another.
        pump();
    }
}
