package io.mediachassis.blade.agent;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.counter.Counts;
import io.mediachassis.backplane.proto.DeviceIdentity;
import io.mediachassis.backplane.proto.DeviceReply;
import io.mediachassis.backplane.proto.DeviceRequest;
import io.mediachassis.backplane.proto.Enrolment;
import io.mediachassis.backplane.proto.Identify;
import io.mediachassis.backplane.proto.KickWatchdog;
import io.mediachassis.backplane.proto.TakeEnrolment;
import io.mediachassis.backplane.serial.SerialClient;
import io.mediachassis.backplane.serial.SerialCounter;
import io.mediachassis.backplane.serial.SerialListener;
import io.mediachassis.backplane.serial.SerialSettings;
import io.netty.channel.EventLoop;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This board's own CBC, over the private serial line: which slot this is, the enrolment that the controller left there,
 * and the watchdog, kicked from the control loop so that a control loop that hangs gets the board reset.
 */
final class BoardController implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BoardController.class);
    /** On its private line a device answers to this address besides its own. */
    private static final int OWN = 0;

    private static final long RETRY_MS = 250;
    /** The CBC takes up to 60 s. A start loads classes and makes keys, which can hold the control loop for seconds. */
    private static final long START_MS = 60_000;

    private final SerialClient line;
    private final EventLoop control;
    private final Duration watchdog;

    BoardController(Path port, Duration watchdog, Clock clock, RandomGenerator random, EventLoop control) {
        this.line = new SerialClient(port, SerialSettings.defaults(), clock, random, SerialListener.NONE);
        this.control = control;
        this.watchdog = watchdog;
    }

    /** Asks until the CBC says who it is; completes on the control loop. */
    CompletableFuture<DeviceIdentity> identify() {
        CompletableFuture<DeviceIdentity> identity = new CompletableFuture<>();
        identify(identity, 0);
        return identity;
    }

    /** Of the line to the CBC. */
    Counts<SerialCounter> counters() {
        return line.counters();
    }

    /** Takes the enrolment that a controller left, if any. */
    CompletableFuture<Optional<Enrolment>> takeEnrolment() {
        return ask(DeviceRequest.newBuilder().setTakeEnrolment(TakeEnrolment.getDefaultInstance()))
                .thenApply(reply -> reply.hasEnrolment() && !reply.getEnrolment().getToken().isEmpty()
                        ? Optional.of(reply.getEnrolment())
                        : Optional.empty());
    }

    /** The board is starting: the watchdog waits for long, but not for ever. */
    void allowStart() {
        kick(START_MS);
    }

    /** Kicks the watchdog from now on, four times as often as it needs. */
    void startWatchdog() {
        long every = watchdog.toMillis() / 4;
        control.scheduleAtFixedRate(() -> kick(watchdog.toMillis()), 0, every, TimeUnit.MILLISECONDS);
    }

    /** An orderly end: nobody kicks any more, and nothing shall be reset for it. */
    CompletableFuture<DeviceReply> stopWatchdog() {
        return kick(0);
    }

    private CompletableFuture<DeviceReply> kick(long timeoutMs) {
        return ask(DeviceRequest.newBuilder()
                .setKickWatchdog(KickWatchdog.newBuilder().setTimeoutMs((int) timeoutMs)));
    }

    private CompletableFuture<DeviceReply> ask(DeviceRequest.Builder request) {
        return line.request(OWN, 0, request.build());
    }

    private void identify(CompletableFuture<DeviceIdentity> identity, int attempt) {
        ask(DeviceRequest.newBuilder().setIdentify(Identify.getDefaultInstance())).whenCompleteAsync((reply, error) -> {
            if (error == null && reply.hasIdentity()) {
                identity.complete(reply.getIdentity());
                return;
            }
            if (attempt == 8) {
                LOG.warn("The CBC does not answer; is the serial line right? Still asking ({})",
                        error == null ? reply.getResult() : error.getMessage());
            }
            control.schedule(() -> identify(identity, attempt + 1), RETRY_MS, TimeUnit.MILLISECONDS);
        }, control);
    }

    @Override
    public void close() {
        line.close();
    }
}
