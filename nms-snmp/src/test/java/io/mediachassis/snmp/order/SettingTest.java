package io.mediachassis.snmp.order;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.mediachassis.backplane.clock.SystemClock;
import io.mediachassis.backplane.proto.UnitOrder;
import io.mediachassis.backplane.proto.UnitOrderReply;
import io.mediachassis.snmp.SampleUnit;
import io.mediachassis.snmp.agent.AgentSettings;
import io.mediachassis.snmp.agent.DurableState;
import io.mediachassis.snmp.daemon.SnmpAgent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snmp4j.CommunityTarget;
import org.snmp4j.MessageDispatcherImpl;
import org.snmp4j.PDU;
import org.snmp4j.ScopedPDU;
import org.snmp4j.Snmp;
import org.snmp4j.Target;
import org.snmp4j.UserTarget;
import org.snmp4j.event.ResponseEvent;
import org.snmp4j.mp.CounterSupport;
import org.snmp4j.mp.MPv2c;
import org.snmp4j.mp.MPv3;
import org.snmp4j.mp.SnmpConstants;
import org.snmp4j.security.AuthHMAC192SHA256;
import org.snmp4j.security.PrivAES128;
import org.snmp4j.security.SecurityLevel;
import org.snmp4j.security.SecurityModels;
import org.snmp4j.security.SecurityProtocols;
import org.snmp4j.security.USM;
import org.snmp4j.security.UsmUser;
import org.snmp4j.smi.Counter32;
import org.snmp4j.smi.Counter64;
import org.snmp4j.smi.Gauge32;
import org.snmp4j.smi.Integer32;
import org.snmp4j.smi.IpAddress;
import org.snmp4j.smi.Null;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.OctetString;
import org.snmp4j.smi.Opaque;
import org.snmp4j.smi.TimeTicks;
import org.snmp4j.smi.UdpAddress;
import org.snmp4j.smi.Variable;
import org.snmp4j.smi.VariableBinding;
import org.snmp4j.transport.DefaultUdpTransportMapping;
import org.snmp4j.util.DefaultPDUFactory;

/** What an operator sets by SNMPv3 is ordered of the unit, and nothing that is wrong or another's to set. */
class SettingTest {
    private static final OID ADMIN_3 = new OID("1.3.6.1.2.1.131.1.1.1.2.10301000");
    private static final OID IDENTIFY_3 = new OID("1.3.6.1.4.1.32473.2.1.4.1.32.3");
    private static final OID DIRECTOR = new OID("1.3.6.1.4.1.32473.2.1.2.1.0");
    private static final OID CONTROLLER = new OID("1.3.6.1.4.1.32473.2.1.1.8.0");
    private static final OctetString ENGINE = new OctetString("manager-engine");

    @TempDir
    Path folder;

    private final List<String> orders = new CopyOnWriteArrayList<>();
    private CompletableFuture<UnitOrderReply> reply = CompletableFuture.completedFuture(
            UnitOrderReply.newBuilder().setDone(true).setText("done").build());
    private InetSocketAddress address;
    private SnmpAgent agent;
    private Snmp snmp;

    @BeforeEach
    void start() throws IOException {
        try (DatagramSocket s = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            address = new InetSocketAddress(s.getLocalAddress(), s.getLocalPort());
        }
        AgentSettings settings = new AgentSettings(address, 32473, "", "", "", Optional.of("public"),
                List.of(new AgentSettings.User("reader", "authauth1", "privpriv1", false),
                        new AgentSettings.User("operator", "authauth1", "privpriv1", true)), List.of(), 50, 2);
        agent = new SnmpAgent(settings, DurableState.load(folder), Duration.ofSeconds(30), this::order, new SystemClock());
        agent.start().snapshot(SampleUnit.snapshot().build());
        MessageDispatcherImpl dispatcher = new MessageDispatcherImpl();
        SecurityProtocols protocols = new SecurityProtocols(SecurityProtocols.SecurityProtocolSet.none);
        protocols.addAuthenticationProtocol(new AuthHMAC192SHA256());
        protocols.addPrivacyProtocol(new PrivAES128());
        USM usm = new USM(protocols, ENGINE, 1);
        for (String name : List.of("reader", "operator")) {
            usm.addUser(new UsmUser(new OctetString(name), AuthHMAC192SHA256.ID, new OctetString("authauth1"), PrivAES128.ID,
                    new OctetString("privpriv1")));
        }
        SecurityModels models = new SecurityModels();
        models.addSecurityModel(usm);
        dispatcher.addMessageProcessingModel(new MPv2c());
        dispatcher.addMessageProcessingModel(new MPv3(ENGINE.getValue(), new DefaultPDUFactory(), protocols, models,
                new CounterSupport()));
        snmp = new Snmp(dispatcher, new DefaultUdpTransportMapping(new UdpAddress(InetAddress.getLoopbackAddress(), 0)));
        snmp.listen();
        SnmpAgent started = agent;
        await().atMost(Duration.ofSeconds(10)).until(() -> started.engine() != null);
    }

    @AfterEach
    void stop() throws IOException {
        snmp.close();
        agent.close();
    }

    private CompletableFuture<UnitOrderReply> order(UnitOrder order) {
        orders.add(order.getKind() + " " + order.getSlot() + " " + order.getUser());
        return reply;
    }

    private Target<UdpAddress> as(String user) {
        UdpAddress to = new UdpAddress(address.getAddress(), address.getPort());
        Target<UdpAddress> target;
        if (user.equals("public")) {
            target = new CommunityTarget<>(to, new OctetString(user));
            target.setVersion(SnmpConstants.version2c);
        } else {
            target = new UserTarget<>(to, new OctetString(user), new byte[0], SecurityLevel.AUTH_PRIV);
            target.setVersion(SnmpConstants.version3);
        }
        target.setTimeout(5000);
        return target;
    }

    /** The error of setting these at once. */
    private int set(String user, VariableBinding... bindings) throws IOException {
        PDU pdu = user.equals("public") ? new PDU() : new ScopedPDU();
        pdu.setType(PDU.SET);
        pdu.addAll(bindings);
        ResponseEvent<UdpAddress> event = snmp.set(pdu, as(user));
        assertNotNull(event.getResponse(), "no answer");
        return event.getResponse().getErrorStatus();
    }

    private int set(OID oid, Variable value) throws IOException {
        return set("operator", new VariableBinding(oid, value));
    }

    @Test
    void whatAnOperatorSetsIsOrdered() throws Exception {
        assertEquals(PDU.noError, set(ADMIN_3, new Integer32(2)));
        assertEquals(PDU.noError, set(ADMIN_3, new Integer32(3)));
        assertEquals(PDU.noError, set(ADMIN_3, new Integer32(4)));
        assertEquals(PDU.noError, set(IDENTIFY_3, new Integer32(1)));
        assertEquals(PDU.noError, set(IDENTIFY_3, new Integer32(2)));
        assertEquals(PDU.noError, set(DIRECTOR, new Integer32(3)));
        assertEquals(PDU.noError, set(CONTROLLER, new Integer32(2)));
        assertEquals(List.of("POWER_OFF 3 operator", "SHUT_DOWN 3 operator", "POWER_ON 3 operator", "IDENTIFY_ON 3 operator",
                "IDENTIFY_OFF 3 operator", "HAND_OVER 3 operator", "SWITCH_OVER 0 operator"), orders);
        assertEquals(PDU.noError, set(DIRECTOR, new Integer32(2)), "it is");
        assertEquals(PDU.noError, set(CONTROLLER, new Integer32(1)), "it is");
        assertEquals(7, orders.size());
    }

    @Test
    void everyIllegalValueOfEachIsRefusedAndNothingOrdered() throws Exception {
        List<Variable> types = List.of(new OctetString("2"), new OID("1.3"), new Counter32(2), new Counter64(2),
                new Gauge32(2), new TimeTicks(2), new IpAddress("0.0.0.2"), new Opaque(new byte[] {2}), new Null());
        for (OID oid : List.of(ADMIN_3, IDENTIFY_3, DIRECTOR, CONTROLLER)) {
            for (Variable value : types) {
                assertEquals(PDU.wrongType, set(oid, value), oid + " " + value);
            }
            for (int value : new int[] {Integer.MIN_VALUE, -1, 0, 100, 256, 65_536, Integer.MAX_VALUE}) {
                assertEquals(PDU.wrongValue, set(oid, new Integer32(value)), oid + " " + value);
            }
        }
        for (int value : new int[] {1, 5, 6}) {
            assertEquals(PDU.wrongValue, set(ADMIN_3, new Integer32(value)));
        }
        assertEquals(PDU.wrongValue, set(IDENTIFY_3, new Integer32(3)));
        assertEquals(PDU.wrongValue, set(CONTROLLER, new Integer32(3)));
        assertEquals(PDU.inconsistentValue, set(DIRECTOR, new Integer32(4)), "slot 4 is empty");
        assertEquals(PDU.inconsistentValue, set(DIRECTOR, new Integer32(99)), "there is none");
        assertEquals(PDU.inconsistentValue, set(new OID("1.3.6.1.4.1.32473.2.1.4.1.32.4"), new Integer32(1)));
        assertEquals(PDU.noCreation, set(new OID("1.3.6.1.4.1.32473.2.1.4.1.32.99"), new Integer32(1)));
        assertEquals(PDU.noCreation, set(new OID("1.3.6.1.4.1.32473.2.1.4.1.32.3.1"), new Integer32(1)));
        assertEquals(PDU.noCreation, set(new OID("1.3.6.1.2.1.131.1.1.1.2.10401000"), new Integer32(2)), "no blade is in it");
        assertEquals(PDU.notWritable, set(new OID("1.3.6.1.2.1.131.1.1.1.2.20101000"), new Integer32(2)), "a power supply");
        assertEquals(PDU.notWritable, set(new OID("1.3.6.1.2.1.131.1.1.1.2.10302000"), new Integer32(2)), "a CBC");
        assertEquals(List.of(), orders);
    }

    @Test
    void nobodyElseSetsAndNothingElseIsSet() throws Exception {
        for (OID oid : List.of(ADMIN_3, IDENTIFY_3, DIRECTOR, CONTROLLER)) {
            assertEquals(PDU.noAccess, set("reader", new VariableBinding(oid, new Integer32(2))));
            assertEquals(PDU.noAccess, set("public", new VariableBinding(oid, new Integer32(2))));
        }
        for (String other : List.of("1.3.6.1.2.1.1.5.0", "1.3.6.1.4.1.32473.2.1.4.1.3.3", "1.3.6.1.2.1.131.1.1.1.3.10301000",
                "1.3.6.1.2.1.2.2.1.7.10304002", "1.3.6.1.2.1.47.1.1.1.1.14.1", "1.3.6.1.6.3.15.1.2.2.1.6.1")) {
            assertEquals(PDU.noAccess, set(new OID(other), new Integer32(2)), other);
        }
        assertEquals(List.of(), orders);
    }

    @Test
    void oneThatIsWrongAmongManyStopsAll() throws Exception {
        assertEquals(PDU.wrongValue, set("operator", new VariableBinding(IDENTIFY_3, new Integer32(1)),
                new VariableBinding(ADMIN_3, new Integer32(9))));
        assertEquals(List.of(), orders);
    }

    @Test
    void whatTheUnitRefusesFails() throws Exception {
        reply = CompletableFuture.completedFuture(
                UnitOrderReply.newBuilder().setText("it is the only one in service").build());
        assertEquals(PDU.commitFailed, set(ADMIN_3, new Integer32(3)));
        assertEquals(List.of("SHUT_DOWN 3 operator"), orders);
        assertNotEquals(PDU.noError, set("operator", new VariableBinding(IDENTIFY_3, new Integer32(1)),
                new VariableBinding(ADMIN_3, new Integer32(2))));
    }

    @Test
    void whoReadsDoesNotWaitForOneWhoSets() throws Exception {
        reply = new CompletableFuture<>();
        CompletableFuture<Integer> sets = CompletableFuture.supplyAsync(() -> {
            try {
                return set(ADMIN_3, new Integer32(2));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        await().atMost(Duration.ofSeconds(5)).until(() -> !orders.isEmpty());
        PDU read = new PDU(PDU.GET, List.of(new VariableBinding(DIRECTOR)));
        assertEquals(2, snmp.send(read, as("public")).getResponse().getVariable(DIRECTOR).toInt());
        assertFalse(sets.isDone());
        reply.complete(UnitOrderReply.newBuilder().setDone(true).build());
        assertEquals(PDU.noError, sets.get(5, TimeUnit.SECONDS));
    }
}
