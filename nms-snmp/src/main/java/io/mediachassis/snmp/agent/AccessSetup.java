package io.mediachassis.snmp.agent;

import java.util.List;
import org.snmp4j.agent.mo.snmp.SnmpNotificationMIB;
import org.snmp4j.agent.mo.snmp.StorageType;
import org.snmp4j.agent.mo.snmp.TransportDomains;
import org.snmp4j.agent.mo.snmp.VacmMIB;
import org.snmp4j.agent.security.MutableVACM;
import org.snmp4j.mp.MessageProcessingModel;
import org.snmp4j.security.AuthHMAC192SHA256;
import org.snmp4j.security.PrivAES128;
import org.snmp4j.security.SecurityLevel;
import org.snmp4j.security.SecurityModel;
import org.snmp4j.security.UsmUser;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.OctetString;
import org.snmp4j.smi.UdpAddress;

/**
 * Who may read, and who is told. Everybody reads the same view: all but the tables that hold communities, users and
 * access rights. Operators among the users also set what orders something of the unit, and nothing else.
 */
final class AccessSetup {
    private static final OctetString NONE = new OctetString();
    private static final OctetString VIEW = new OctetString("all");
    private static final OctetString READER = new OctetString("reader");
    private static final OctetString USERS = new OctetString("users");
    private static final OctetString OPERATORS = new OctetString("operators");
    private static final OctetString ORDERS = new OctetString("orders");
    private static final OctetString TOLD = new OctetString("told");
    private static final OID INTERNET = new OID("1.3.6.1");

    /** usmUserTable and its spin lock, VACM, communities, targets (their security names), notification filters. */
    private static final OID[] HIDDEN = {
        new OID("1.3.6.1.6.3.15.1.2"), new OID("1.3.6.1.6.3.16"), new OID("1.3.6.1.6.3.18"),
        new OID("1.3.6.1.6.3.12.1.1"), new OID("1.3.6.1.6.3.12.1.2"), new OID("1.3.6.1.6.3.12.1.3"),
        new OID("1.3.6.1.6.3.13"),
    };

    /** Hundredths of a second that an inform waits for its answer, and how often it is sent again. */
    private static final int INFORM_TIMEOUT = 150;

    private static final int INFORM_RETRIES = 2;
    private static final int STORAGE = StorageType.readOnly;

    private final EngineStack stack;
    private final OctetString engineId;
    private final List<OID> settable;

    /** @param settable what operators may set */
    AccessSetup(EngineStack stack, OctetString engineId, List<OID> settable) {
        this.stack = stack;
        this.engineId = engineId;
        this.settable = settable;
    }

    void apply(AgentSettings settings) {
        VacmMIB vacm = stack.getVacmMIB();
        vacm.addViewTreeFamily(VIEW, INTERNET, NONE, VacmMIB.vacmViewIncluded, STORAGE);
        for (OID hidden : HIDDEN) {
            vacm.addViewTreeFamily(VIEW, hidden, NONE, VacmMIB.vacmViewExcluded, STORAGE);
        }
        settable.forEach(each -> vacm.addViewTreeFamily(ORDERS, each, NONE, VacmMIB.vacmViewIncluded, STORAGE));
        access(READER, SecurityModel.SECURITY_MODEL_SNMPv2c, SecurityLevel.NOAUTH_NOPRIV, VIEW, NONE, NONE);
        access(USERS, SecurityModel.SECURITY_MODEL_USM, SecurityLevel.AUTH_PRIV, VIEW, NONE, VIEW);
        access(OPERATORS, SecurityModel.SECURITY_MODEL_USM, SecurityLevel.AUTH_PRIV, VIEW, ORDERS, VIEW);
        access(TOLD, SecurityModel.SECURITY_MODEL_SNMPv2c, SecurityLevel.NOAUTH_NOPRIV, NONE, NONE, VIEW);
        settings.community().ifPresent(this::community);
        for (AgentSettings.User u : settings.users()) {
            user(u, settings.targets().stream()
                    .anyMatch(t -> t.v3() && t.inform() && t.security().equals(u.name())));
        }
        targets(settings);
    }

    private void access(
            OctetString group, int model, int level, OctetString read, OctetString write, OctetString notify) {
        stack.getVacmMIB().addAccess(group, NONE, model, level, MutableVACM.VACM_MATCH_EXACT, read, write, notify,
                STORAGE);
    }

    private void community(String community) {
        stack.getSnmpCommunityMIB().addSnmpCommunityEntry(READER, new OctetString(community), READER, engineId, NONE,
                NONE, STORAGE);
        stack.getVacmMIB().addGroup(SecurityModel.SECURITY_MODEL_SNMPv2c, READER, READER, STORAGE);
    }

    private void user(AgentSettings.User user, boolean informed) {
        OctetString name = new OctetString(user.name());
        UsmUser usmUser = new UsmUser(name, AuthHMAC192SHA256.ID, new OctetString(user.authPassphrase()),
                PrivAES128.ID, new OctetString(user.privPassphrase()));
        if (informed) {
            // For any engine: the receiver of an inform is the authoritative one.
            stack.getUsm().addUser(usmUser);
        } else {
            stack.getUsm().addUser(usmUser, engineId);
        }
        stack.getVacmMIB().addGroup(
                SecurityModel.SECURITY_MODEL_USM, name, user.operator() ? OPERATORS : USERS, STORAGE);
    }

    private void targets(AgentSettings settings) {
        SnmpNotificationMIB notify = stack.getSnmpNotificationMIB();
        OctetString trap = new OctetString("trap");
        OctetString inform = new OctetString("inform");
        notify.addNotifyEntry(trap, trap, SnmpNotificationMIB.SnmpNotifyTypeEnum.trap, STORAGE);
        notify.addNotifyEntry(inform, inform, SnmpNotificationMIB.SnmpNotifyTypeEnum.inform, STORAGE);
        int n = 0;
        for (AgentSettings.TrapTarget t : settings.targets()) {
            OctetString name = new OctetString("target" + ++n);
            OctetString security = new OctetString(t.security());
            stack.getSnmpTargetMIB().addTargetAddress(name, TransportDomains.transportDomainUdpIpv4,
                    new OctetString(new UdpAddress(t.address().getAddress(), t.address().getPort()).getValue()),
                    INFORM_TIMEOUT, INFORM_RETRIES, t.inform() ? inform : trap, name, STORAGE);
            if (t.v3()) {
                stack.getSnmpTargetMIB().addTargetParams(name, MessageProcessingModel.MPv3,
                        SecurityModel.SECURITY_MODEL_USM, security, SecurityLevel.AUTH_PRIV, STORAGE);
            } else {
                // Without a community MIB row the originator sends the security name as the community.
                stack.getSnmpTargetMIB().addTargetParams(name, MessageProcessingModel.MPv2c,
                        SecurityModel.SECURITY_MODEL_SNMPv2c, security, SecurityLevel.NOAUTH_NOPRIV, STORAGE);
                if (!stack.getVacmMIB().hasSecurityToGroupMapping(SecurityModel.SECURITY_MODEL_SNMPv2c, security)) {
                    stack.getVacmMIB().addGroup(SecurityModel.SECURITY_MODEL_SNMPv2c, security, TOLD, STORAGE);
                }
            }
        }
    }
}
