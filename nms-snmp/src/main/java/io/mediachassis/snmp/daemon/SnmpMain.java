package io.mediachassis.snmp.daemon;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.clock.SystemClock;
import io.mediachassis.backplane.daemon.DaemonProcess;
import io.mediachassis.backplane.daemon.SoftwareVersion;
import io.mediachassis.backplane.identity.PeerName;
import io.mediachassis.backplane.identity.TlsIdentity;
import io.mediachassis.backplane.link.LinkDialer;
import io.mediachassis.backplane.link.LinkSettings;
import io.mediachassis.backplane.link.LinkTrust;
import io.mediachassis.backplane.link.Transport;
import io.mediachassis.backplane.proto.Heartbeat;
import io.mediachassis.backplane.proto.Hello;
import io.mediachassis.backplane.proto.Party;
import io.mediachassis.snmp.agent.DurableState;
import io.mediachassis.snmp.agent.LibraryLog;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine;

/** {@code nms-snmp --config FILE}: wiring only. Runs until it is told to stop by SIGTERM or SIGINT. */
@Command(name = "nms-snmp", mixinStandardHelpOptions = true, sortOptions = false,
        description = "Shows the unit of a chassis controller to network management by SNMP.")
public final class SnmpMain implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(SnmpMain.class);
    private static final int PROTOCOL = 1;
    private static final int WRONG_CONFIGURATION = 2;

    @Option(names = "--config", required = true, paramLabel = "FILE",
            description = "Configuration; reference.conf in the jar says what may stand in it.")
    private File file = new File("");

    public static void main(String[] args) throws InterruptedException {
        Optional<Path> config = DaemonProcess.onlyConfig(args);
        System.exit(config.isPresent()
                ? run(config.get().toFile())
                : new CommandLine(new SnmpMain()).execute(args));
    }

    @Override
    public Integer call() throws InterruptedException {
        return run(file);
    }

    private static int run(File file) throws InterruptedException {
        SnmpConfig config;
        TlsIdentity identity;
        DurableState state;
        try {
            config = SnmpConfig.load(file);
            identity = identity(config);
            state = DurableState.load(config.stateFolder());
        } catch (IllegalArgumentException | IOException e) {
            LOG.error("nms-snmp can't start: {}", e.getMessage());
            return WRONG_CONFIGURATION;
        }
        run(config, identity, state);
        return 0;
    }

    private static TlsIdentity identity(SnmpConfig config) throws IOException {
        if (!TlsIdentity.existsIn(config.identityFolder())) {
            throw new IOException("no " + TlsIdentity.FILE_NAME + " in " + config.identityFolder()
                    + ": the controller puts it there when it first starts");
        }
        TlsIdentity identity = TlsIdentity.load(config.identityFolder());
        PeerName name = identity.name();
        if (name.party() != Party.SNMP_AGENT || name.number() != config.controller()) {
            throw new IOException("the certificate in " + config.identityFolder() + " is that of " + name.commonName()
                    + ", not of snmp-" + config.controller());
        }
        return identity;
    }

    private static void run(SnmpConfig config, TlsIdentity identity, DurableState state) throws InterruptedException {
        LibraryLog.install();
        Clock clock = new SystemClock();
        SecureRandom random = new SecureRandom();
        Hello hello = Hello.newBuilder()
                .setProtocolMin(PROTOCOL)
                .setProtocolMax(PROTOCOL)
                .setChassisSerial(identity.name().chassisSerial())
                .setParty(Party.SNMP_AGENT)
                .setNumber(config.controller())
                .setSerialNumber(identity.name().serialNumber())
                .setSoftwareVersion(SoftwareVersion.CURRENT)
                .setBootId(random.nextLong())
                .build();
        CountDownLatch stop = new CountDownLatch(1);
        CountDownLatch stopped = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            stop.countDown();
            try {
                stopped.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }, "snmp-stop"));
        EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        LinkOrders orders = new LinkOrders();
        try (SnmpAgent agent = new SnmpAgent(config.agent(), state, config.holdTime(), orders, clock).start();
                LinkDialer dialer = new LinkDialer(loops, LinkTrust.ownChassis(identity), LinkSettings.withController(), () -> hello,
                        () -> Heartbeat.newBuilder().setInService(true), new ControllerLink(agent, orders), clock,
                        config.controllerAddress(), config.localAddress().orElse(null), Party.CONTROLLER,
                        config.controller(), random)) {
            dialer.start();
            LOG.info("nms-snmp {} beside controller {} at {}", SoftwareVersion.CURRENT, config.controller(),
                    config.controllerAddress());
            stop.await();
            LOG.info("Stopping");
        } finally {
            Transport.shutDown(loops);
            stopped.countDown();
        }
    }
}
