package io.mediachassis.controller.controller;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.daemon.Daemon;
import io.mediachassis.backplane.link.Transport;
import io.mediachassis.backplane.proto.ArbiterStatus;
import io.mediachassis.backplane.proto.DeviceReply;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a controller from power-on to {@link Controller}: the arbiter says which one it is, and its identity is opened,
 * made (the first of a new chassis) or asked for (everyone else). Control loop.
 *
 * <pre>
 *   arbiter answers --identity on disk----------------------------------------------> run
 *        |  none, epoch 0, this is controller 1 (or 1 is not there)
 *        |      --make a CA aside, claim the first epoch--won--it counts------------> run
 *        |                                              --lost--it is thrown away-> (below)
 *        |  none otherwise--wait for an enrolment at the arbiter, enrol at the other-> run
 * </pre>
 *
 * The arbiter gives each epoch away once, so that two controllers that start slowly never found two CAs, whose boards
 * could not speak with one another.
 */
final class ControllerStart implements Daemon {
    private static final Logger LOG = LoggerFactory.getLogger(ControllerStart.class);
    private static final long RETRY_MS = 200;
    /** Time for controller 1 to appear before controller 2 founds the chassis by itself. */
    private static final int HEAD_START_TRIES = 15;

    private final ControllerConfig config;
    private final EventLoopGroup controlGroup;
    private final EventLoop control;
    private final Clock clock;
    private final RandomGenerator random;
    private final ArbiterLine arbiter;
    private volatile @Nullable Controller controller;
    private int tries;

    ControllerStart(ControllerConfig config, EventLoopGroup controlGroup, Clock clock, RandomGenerator random) {
        this.config = config;
        this.controlGroup = controlGroup;
        this.control = controlGroup.next();
        this.clock = clock;
        this.random = random;
        this.arbiter = new ArbiterLine(config.arbiterPort(), clock, random);
    }

    @Override
    public CompletableFuture<Void> start() {
        begin();
        return CompletableFuture.completedFuture(null);
    }

    private void begin() {
        arbiter.status().whenCompleteAsync((status, error) -> {
            if (error != null || status.getLine() == 0) {
                if (++tries == 25) {
                    LOG.warn("The arbiter does not answer on {}; still asking ({})", config.arbiterPort(),
                            error == null ? "no line number" : error.getMessage());
                }
                again();
                return;
            }
            tries++;
            orEnd(() -> proceed(status));
        }, control);
    }

    private void proceed(ArbiterStatus status) throws IOException {
        Identities identities =
                new Identities(config.dataFolder(), status.getChassisSerial(), status.getLine(), clock);
        boolean newChassis = status.getEpoch() == 0;
        boolean founder = status.getLine() == 1 || (!status.getPeerHealthy() && tries > HEAD_START_TRIES);
        if (identities.exist()) {
            run(status, identities, identities.open());
        } else if (newChassis && founder) {
            identities.prepare();
            found(status, identities);
        } else if (status.getHolder() == status.getLine() && identities.arePrepared()) {
            // The claim was won, but its answer was lost on the line.
            founded(status, identities, Integer.toUnsignedLong(status.getEpoch()));
        } else {
            enrol(status, identities);
        }
    }

    private void found(ArbiterStatus status, Identities identities) {
        arbiter.claim(0).whenCompleteAsync((reply, error) -> {
            if (error != null || reply.getResult() != DeviceReply.Result.OK) {
                LOG.info("This controller does not found the chassis: {}",
                        error != null ? error.getMessage() : reply.getResult());
                again();
                return;
            }
            orEnd(() -> founded(status, identities, Integer.toUnsignedLong(reply.getArbiter().getEpoch())));
        }, control);
    }

    /** The first epoch went to this controller. It gives it back: to be active is claimed like any other time. */
    private void founded(ArbiterStatus status, Identities identities, long epoch) throws IOException {
        LOG.info("Chassis {} is new: this controller makes its certificate authority", status.getChassisSerial());
        Identities.Held held = identities.adopt();
        arbiter.release(epoch).whenCompleteAsync(
                (released, error) -> orEnd(() -> run(status, identities, held)), control);
    }

    /** Something that a controller can't start without. */
    private interface Step {
        void take() throws IOException;
    }

    private static void orEnd(Step step) {
        try {
            step.take();
        } catch (IOException e) {
            LOG.error("The controller can't start: {}", e.getMessage());
            Runtime.getRuntime().halt(1);
        }
    }

    private void enrol(ArbiterStatus status, Identities identities) {
        arbiter.takeEnrolment().exceptionally(e -> Optional.empty()).thenAcceptAsync(left -> {
            if (left.isEmpty()) {
                if (tries % 50 == 0) {
                    LOG.info("Waiting for the active controller to leave an enrolment at the arbiter");
                }
                again();
                return;
            }
            InetSocketAddress peer = new InetSocketAddress(config.peerAddress(), config.ports().enrol());
            identities.enrol(controlGroup, peer, left.get()).whenCompleteAsync((held, error) -> {
                if (error != null) {
                    LOG.warn("The other controller did not enrol this one: {}", error.getMessage());
                    again();
                    return;
                }
                LOG.info("Enrolled as {}", held.own().name());
                orEnd(() -> {
                    identities.discard();
                    run(status, identities, held);
                });
            }, control);
        }, control);
    }

    private void run(ArbiterStatus status, Identities identities, Identities.Held held) throws IOException {
        identities.issueSnmp(held, config.dataFolder().resolve("snmp-identity"));
        identities.publishAuthority(held);
        Controller made = new Controller(config, status, held, arbiter, controlGroup, clock, random);
        controller = made;
        made.start();
        LOG.info("Controller {} of chassis {}", status.getLine(), status.getChassisSerial());
    }

    private void again() {
        control.schedule(this::begin, RETRY_MS, TimeUnit.MILLISECONDS);
    }

    @Override
    public void stop() {
        Controller running = controller;
        if (running != null) {
            running.close();
        }
        arbiter.close();
        Transport.shutDown(controlGroup);
    }
}
