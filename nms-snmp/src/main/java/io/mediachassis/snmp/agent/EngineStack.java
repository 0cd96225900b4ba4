package io.mediachassis.snmp.agent;

import java.util.concurrent.atomic.AtomicReference;
import org.snmp4j.MessageDispatcher;
import org.snmp4j.agent.AgentConfigManager;
import org.snmp4j.agent.DefaultMOServer;
import org.snmp4j.agent.MOServer;
import org.snmp4j.agent.NotificationOriginator;
import org.snmp4j.agent.mo.snmp.NotificationOriginatorImpl;
import org.snmp4j.cfg.EngineBootsProvider;
import org.snmp4j.event.CounterListener;
import org.snmp4j.mp.CounterSupport;
import org.snmp4j.security.AuthHMAC192SHA256;
import org.snmp4j.security.PrivAES128;
import org.snmp4j.security.SecurityModels;
import org.snmp4j.security.SecurityProtocols;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.OctetString;
import org.snmp4j.util.WorkerPool;

/**
 * SNMP4J's agent without what this one has no use for (its own configuration, log, proxy and Diffie-Hellman modules)
 * and without its process-wide singletons, so that one engine can follow another in a process.
 */
final class EngineStack extends AgentConfigManager {
    private final AtomicReference<NotificationOriginatorImpl> sender = new AtomicReference<>();

    EngineStack(OctetString engineId, MessageDispatcher dispatcher, DefaultMOServer server, WorkerPool workers,
            int boots, OID sysObjectId, String sysDescr) {
        super(engineId, dispatcher, null, new MOServer[] {server}, workers, null, null, new FixedBoots(boots));
        SecurityProtocols protocols = new SecurityProtocols(SecurityProtocols.SecurityProtocolSet.none);
        protocols.addAuthenticationProtocol(new AuthHMAC192SHA256());
        protocols.addPrivacyProtocol(new PrivAES128());
        CounterSupport counters = new CounterSupport();
        setContext(new SecurityModels(), protocols, counters);
        this.sysOID = sysObjectId;
        this.sysDescr = new OctetString(sysDescr);
    }

    /** Sends to all targets in the calling thread. */
    NotificationOriginatorImpl sender() {
        NotificationOriginatorImpl made = sender.get();
        if (made == null) {
            throw new IllegalStateException("the engine is not initialised");
        }
        return made;
    }

    /** Hears every counter of the security models, message processing and commands. */
    void addCounterListener(CounterListener listener) {
        counterSupport.addCounterListener(listener);
        agent.addCounterListener(listener);
    }

    @Override
    protected NotificationOriginator createNotificationOriginator() {
        NotificationOriginatorImpl made = new NotificationOriginatorImpl(
                session, vacmMIB, snmpv2MIB.getSysUpTime(), targetMIB, notificationMIB);
        sender.set(made);
        return made;
    }

    /** Without SNMP-TLS-TM-MIB: there is no TLS transport, and it stands in the middle of our range. */
    @Override
    protected void initMandatoryMIBs() {
        super.initMandatoryMIBs();
        tlsTmMib = null;
    }

    @Override
    protected void initOptionalMIBs() {}

    /** The engine sends coldStart itself, over its queue. */
    @Override
    protected void fireLaunchNotifications() {}

    private record FixedBoots(int boots) implements EngineBootsProvider {
        @Override
        public int updateEngineBoots() {
            return boots;
        }

        @Override
        public int getEngineBoots() {
            return boots;
        }
    }
}
