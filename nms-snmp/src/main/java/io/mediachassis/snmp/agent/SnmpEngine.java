package io.mediachassis.snmp.agent;

import io.mediachassis.snmp.chassis.ChassisMib;
import io.mediachassis.snmp.notification.Notification;
import io.mediachassis.snmp.notification.NotificationQueue;
import io.mediachassis.snmp.order.OrderDesk;
import io.mediachassis.snmp.order.UnitOrders;
import io.mediachassis.snmp.snapshot.RowTable;
import io.mediachassis.snmp.snapshot.SnapshotObject;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.snmp4j.MessageDispatcherImpl;
import org.snmp4j.SNMP4JSettings;
import org.snmp4j.agent.DefaultMOServer;
import org.snmp4j.agent.DuplicateRegistrationException;
import org.snmp4j.agent.mo.snmp.SNMPv2MIB;
import org.snmp4j.agent.request.SnmpRequest;
import org.snmp4j.event.CounterEvent;
import org.snmp4j.mp.SnmpConstants;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.OctetString;
import org.snmp4j.util.ThreadPool;

/**
 * One run of the SNMP engine, from taking the management address to giving it up; the next run is a new engine with
 * higher boots and sysUpTime at 0, which managers see as a restart. Requests are answered on worker threads from an
 * immutable table, so no load of requests reaches who publishes. Any thread.
 */
public final class SnmpEngine implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SnmpEngine.class);

    /** Everything between system and snmpModules is ours, but for the group snmp: the library's. */
    private static final OID FIRST = new OID("1.3.6.1.2.1.2");

    private static final OID SNMP = new OID("1.3.6.1.2.1.11");
    private static final OID AFTER_SNMP = new OID("1.3.6.1.2.1.12");
    private static final OID BEYOND = new OID("1.3.6.1.5");

    private final ManagementTransport transport;
    private final ThreadPool workers;
    private final EngineStack stack;
    private final NotificationQueue notifications;
    private final SnapshotObject early;
    private final SnapshotObject late;
    private final AtomicLong refused = new AtomicLong();

    /** What the engine says of itself: {@code system} of SNMPv2-MIB, its ID and the number of this start. */
    public record Self(OctetString engineId, int boots, String sysDescr, String sysName) {}

    /** Gives the number of this start; asked once the address is bound, so that a failed bind is no start. */
    @FunctionalInterface
    public interface SelfSource {
        Self get() throws IOException;
    }

    private SnmpEngine(
            AgentSettings settings, ManagementTransport transport, ThreadPool workers, Self self, OrderDesk orders) {
        this.transport = transport;
        this.workers = workers;
        this.early = new SnapshotObject(FIRST, SNMP, orders);
        this.late = new SnapshotObject(AFTER_SNMP, BEYOND, orders);
        MessageDispatcherImpl dispatcher = new MessageDispatcherImpl();
        dispatcher.addTransportMapping(transport);
        DefaultMOServer server = new DefaultMOServer();
        server.addContext(new OctetString());
        this.stack = new EngineStack(self.engineId(), dispatcher, server, workers, self.boots(),
                new ChassisMib(settings.enterprise()).product(), self.sysDescr());
        stack.initialize();
        stack.addCounterListener(this::count);
        new AccessSetup(stack, self.engineId(), orders.objects().subtrees()).apply(settings);
        system(settings, self);
        try {
            server.register(early, null);
            server.register(late, null);
        } catch (DuplicateRegistrationException e) {
            throw new IllegalStateException("a standard module overlaps our range", e);
        }
        this.notifications = new NotificationQueue(stack.sender());
        stack.getSNMPv2MIB().setNotificationOriginator(notifications);
    }

    /**
     * Takes the management address and answers there, from the first request on with these rows: a walk that found
     * none would have a manager forget the unit.
     *
     * @param orders take what managers set
     * @throws IOException when the address can't be bound or {@code self} fails; nothing is left behind then
     */
    public static SnmpEngine start(AgentSettings settings, SelfSource self, RowTable first, UnitOrders orders)
            throws IOException {
        LibraryLog.install();
        SnmpRequest.setMaxRepetitionsLimit(settings.maxRepetitions());
        // Or who names an unknown user or signs with a wrong key gets no report, and sees a time-out instead.
        SNMP4JSettings.setReportSecurityLevelStrategy(
                SNMP4JSettings.ReportSecurityLevelStrategy.noAuthNoPrivIfNeeded);
        ManagementTransport transport = ManagementTransport.bind(settings.address());
        ThreadPool workers = ThreadPool.create("snmp", settings.threads());
        try {
            SnmpEngine engine = new SnmpEngine(settings, transport, workers, self.get(),
                    new OrderDesk(new ChassisMib(settings.enterprise()), orders));
            engine.publish(first);
            engine.stack.run();
            engine.send(new Notification(SnmpConstants.coldStart, List.of()));
            return engine;
        } catch (IOException | RuntimeException e) {
            transport.close();
            workers.stop();
            throw e;
        }
    }

    private void system(AgentSettings settings, Self self) {
        SNMPv2MIB system = stack.getSNMPv2MIB();
        system.setContact(new OctetString(settings.contact()));
        system.setLocation(new OctetString(settings.location()));
        system.setName(new OctetString(settings.name().isEmpty() ? self.sysName() : settings.name()));
        resource(system, "1.3.6.1.2.1.25", "HOST-RESOURCES-MIB (RFC 2790)");
        resource(system, "1.3.6.1.2.1.31", "IF-MIB (RFC 2863)");
        resource(system, "1.3.6.1.2.1.47", "ENTITY-MIB (RFC 6933)");
        resource(system, "1.3.6.1.2.1.92", "NOTIFICATION-LOG-MIB (RFC 3014)");
        resource(system, "1.3.6.1.2.1.99", "ENTITY-SENSOR-MIB (RFC 3433)");
        resource(system, "1.3.6.1.2.1.118", "ALARM-MIB (RFC 3877)");
        resource(system, "1.3.6.1.2.1.131", "ENTITY-STATE-MIB (RFC 4268)");
        resource(system, "1.3.6.1.4.1." + settings.enterprise() + ".2", "MEDIA-CHASSIS-MIB");
    }

    private static void resource(SNMPv2MIB system, String oid, String descr) {
        system.addSysOREntry(new OID(oid), new OctetString(descr));
    }

    private void count(CounterEvent event) {
        OID oid = event.getOid();
        if (oid.equals(SnmpConstants.snmpInBadCommunityNames) || oid.equals(SnmpConstants.usmStatsUnknownUserNames)
                || oid.equals(SnmpConstants.usmStatsWrongDigests)
                || oid.equals(SnmpConstants.usmStatsUnsupportedSecLevels)
                || oid.equals(SnmpConstants.usmStatsDecryptionErrors)) {
            if (refused.getAndIncrement() == 0) {
                LOG.info("A request with a wrong community, user or key was refused; more are only counted");
            }
        }
    }

    /** Shows this table from now on. */
    public void publish(RowTable table) {
        early.publish(table);
        late.publish(table);
    }

    /** Hundredths of a second since the start: sysUpTime. */
    public long upTimeTicks() {
        return stack.getSysUpTime().get().toLong();
    }

    /** Queues a notification to all targets. */
    public void send(Notification notification) {
        notifications.send(notification);
    }

    /** Requests refused for their community, user or key. */
    public long refused() {
        return refused.get();
    }

    /** Where it answers. */
    public InetSocketAddress address() {
        return new InetSocketAddress(transport.getListenAddress().getInetAddress(),
                transport.getListenAddress().getPort());
    }

    /** False once the socket has failed: a new engine is needed. */
    public boolean listening() {
        return transport.isListening();
    }

    /** Gives the management address up; requests that wait are dropped. */
    @Override
    public void close() {
        notifications.close();
        stack.shutdown();
        workers.stop();
        if (refused() > 0) {
            LOG.info("{} requests were refused for their community, user or key", refused());
        }
    }
}
