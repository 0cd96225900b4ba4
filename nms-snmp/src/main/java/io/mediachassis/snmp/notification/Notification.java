package io.mediachassis.snmp.notification;

import java.util.List;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.VariableBinding;

/**
 * One SNMPv2 notification, without the two bindings that the originator puts first.
 *
 * @param id snmpTrapOID
 */
public record Notification(OID id, List<VariableBinding> bindings) {
    public Notification {
        bindings = List.copyOf(bindings);
    }
}
