package io.mediachassis.snmp.nms;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.snmp4j.CommunityTarget;
import org.snmp4j.MessageDispatcherImpl;
import org.snmp4j.PDU;
import org.snmp4j.Snmp;
import org.snmp4j.event.ResponseEvent;
import org.snmp4j.event.ResponseListener;
import org.snmp4j.mp.MPv2c;
import org.snmp4j.mp.SnmpConstants;
import org.snmp4j.smi.Address;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.OctetString;
import org.snmp4j.smi.UdpAddress;
import org.snmp4j.smi.Variable;
import org.snmp4j.smi.VariableBinding;
import org.snmp4j.transport.DefaultUdpTransportMapping;
import org.snmp4j.util.DefaultPDUFactory;
import org.snmp4j.util.TreeEvent;
import org.snmp4j.util.TreeUtils;

/** Asks an agent by SNMPv2c, community public. */
final class Manager implements AutoCloseable {
    private final Snmp snmp;
    private final CommunityTarget<UdpAddress> agent;

    Manager(InetSocketAddress agent) throws IOException {
        MessageDispatcherImpl dispatcher = new MessageDispatcherImpl();
        dispatcher.addMessageProcessingModel(new MPv2c());
        this.snmp = new Snmp(dispatcher,
                new DefaultUdpTransportMapping(new UdpAddress(InetAddress.getLoopbackAddress(), 0)));
        this.agent = new CommunityTarget<>(new UdpAddress(agent.getAddress(), agent.getPort()),
                new OctetString("public"));
        this.agent.setVersion(SnmpConstants.version2c);
        this.agent.setTimeout(3000);
        snmp.listen();
    }

    /** Asks for an instance and does not wait; the answer comes on a thread of the library. */
    void get(OID instance, Consumer<Variable> answer) throws IOException {
        PDU pdu = new PDU(PDU.GET, List.of(new VariableBinding(instance)));
        snmp.send(pdu, agent, null, new ResponseListener() {
            @Override
            public <A extends Address> void onResponse(ResponseEvent<A> event) {
                if (event.getResponse() != null) {
                    snmp.cancel(event.getRequest(), this);
                    answer.accept(event.getResponse().getVariable(instance));
                }
            }
        });
    }

    /** Everything that the agent has. */
    Walk walk() throws IOException {
        TreeUtils tree = new TreeUtils(snmp, new DefaultPDUFactory());
        tree.setMaxRepetitions(50);
        TreeMap<OID, Variable> instances = new TreeMap<>();
        for (TreeEvent event : tree.getSubtree(agent, new OID("1.3.6.1"))) {
            if (event.isError()) {
                throw new IOException("the walk failed: " + event.getErrorMessage());
            }
            for (VariableBinding binding : event.getVariableBindings()) {
                instances.put(binding.getOid(), binding.getVariable());
            }
        }
        return new Walk(instances);
    }

    @Override
    public void close() throws IOException {
        snmp.close();
    }
}
