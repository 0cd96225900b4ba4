package io.mediachassis.snmp.daemon;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mediachassis.backplane.clock.SystemClock;
import io.mediachassis.backplane.proto.UnitSnapshot;
import io.mediachassis.snmp.SampleUnit;
import io.mediachassis.snmp.agent.AgentSettings;
import io.mediachassis.snmp.agent.DurableState;
import io.mediachassis.snmp.agent.SnmpEngine;
import io.mediachassis.snmp.order.UnitOrders;
import java.io.IOException;
import java.net.BindException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snmp4j.smi.OID;

/** The agent with a made unit at a loopback address, asked by net-snmp's tools and telling its snmptrapd. */
class SnmpAgentSystemTest {
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
    private static final String HOST = LOOPBACK.getHostAddress();
    private static final int DAMAGED = 2000;
    private static final String SYSTEM = "1.3.6.1.2.1.1";

    @TempDir
    Path folder;

    private int port;
    private SnmpAgent agent;

    @BeforeEach
    void start() throws IOException {
        port = freePort();
        agent = agent(List.of()).start();
        active(SampleUnit.snapshot());
    }

    @AfterEach
    void stop() {
        agent.close();
    }

    private static int freePort() throws IOException {
        try (DatagramSocket s = new DatagramSocket(0, LOOPBACK)) {
            return s.getLocalPort();
        }
    }

    private SnmpAgent agent(List<AgentSettings.TrapTarget> targets) throws IOException {
        AgentSettings settings = new AgentSettings(new InetSocketAddress(LOOPBACK, port), 32473, "ops@example.net",
                "rack 4", "", Optional.of("public"),
                List.of(new AgentSettings.User("nms", "authauth1", "privpriv1", false),
                        new AgentSettings.User("operator", "authauth1", "privpriv1", true)), targets, 50, 2);
        return new SnmpAgent(settings, DurableState.load(folder), Duration.ofSeconds(30), UnitOrders.NONE, new SystemClock());
    }

    private void active(UnitSnapshot.Builder unit) {
        agent.snapshot(unit.setAtEpochMs(System.currentTimeMillis()).build());
        await().atMost(Duration.ofSeconds(10)).until(() -> agent.engine() != null);
    }

    private String ask(String tool, String... rest) throws IOException, InterruptedException {
        return Commands.run(Stream.concat(Stream.of(tool, "-On", "-t", "3", "-r", "1"), Arrays.stream(rest))
                .toArray(String[]::new));
    }

    private String v2c(String tool, String... oids) throws IOException, InterruptedException {
        return ask(tool, Stream.concat(Stream.of("-v2c", "-c", "public", target()), Arrays.stream(oids))
                .toArray(String[]::new));
    }

    private String v3(String tool, String user, String auth, String... oids) throws IOException, InterruptedException {
        return ask(tool, Stream.concat(
                Stream.of("-v3", "-l", "authPriv", "-u", user, "-a", "SHA-256", "-A", auth, "-x", "AES", "-X",
                        "privpriv1", target()),
                Arrays.stream(oids)).toArray(String[]::new));
    }

    private String target() {
        return HOST + ":" + port;
    }

    private long number(String answer) {
        return Long.parseLong(answer.substring(answer.lastIndexOf(':') + 1).trim());
    }

    @Test
    void aWholeWalkEndsAndShowsTheUnit() throws Exception {
        String walk = v2c("snmpbulkwalk", ".1.3.6.1");
        assertFalse(walk.contains("not increasing"), walk);
        assertFalse(walk.contains("Timeout"), walk);
        assertTrue(walk.contains("No more variables left"), walk);
        List<OID> oids = walk.lines().filter(l -> l.startsWith(".1") && !l.contains("No more variables"))
                .map(l -> new OID(l.substring(1, l.indexOf(' '))))
                .toList();
        assertTrue(oids.size() > 1000, "instances: " + oids.size());
        for (int i = 1; i < oids.size(); i++) {
            assertTrue(oids.get(i - 1).compareTo(oids.get(i)) < 0);
        }
        assertTrue(walk.contains(".1.3.6.1.2.1.1.2.0 = OID: .1.3.6.1.4.1.32473.1.1"), walk);
        assertTrue(walk.contains(".1.3.6.1.2.1.1.5.0 = STRING: \"station-1\""));
        assertTrue(walk.contains(".1.3.6.1.2.1.2.2.1.2.10204002 = STRING: \"Blade 2 eth0\""));
        assertTrue(walk.contains(".1.3.6.1.2.1.11.1.0 = Counter32: "), "between two parts of ours");
        assertTrue(walk.contains(".1.3.6.1.2.1.31.1.1.1.6.10204002 = Counter64: 20002000000"));
        assertTrue(walk.contains(".1.3.6.1.2.1.47.1.1.1.1.7.10201000 = STRING: \"Blade 2\""));
        assertTrue(walk.contains(".1.3.6.1.2.1.99.1.1.1.4.10201001 = INTEGER: 246"));
        assertTrue(walk.contains(".1.3.6.1.4.1.32473.2.1.2.1.0 = INTEGER: 2"), "director's slot");
        assertFalse(walk.contains("1.3.6.1.6.3.18.1.1"), "communities are nobody's to read");
        assertFalse(walk.contains("public"));
    }

    @Test
    void version3ReadsAndWrongOnesAreRefusedAndCounted() throws Exception {
        assertTrue(v3("snmpget", "nms", "authauth1", SYSTEM + ".4.0").contains("ops@example.net"));
        assertTrue(v3("snmpget", "nms", "wrongpass1", SYSTEM + ".4.0").contains("Authentication failure"));
        assertTrue(v3("snmpget", "nobody", "authauth1", SYSTEM + ".4.0").contains("Unknown user name"));
        assertTrue(ask("snmpget", "-v3", "-l", "noAuthNoPriv", "-u", "nms", target(), SYSTEM + ".4.0")
                .contains("uthorization"));
        assertTrue(ask("snmpget", "-v2c", "-c", "private", "-t", "0.3", "-r", "0", target(), SYSTEM + ".4.0")
                .contains("Timeout"));
        SnmpEngine engine = agent.engine();
        assertNotNull(engine);
        assertTrue(engine.refused() >= 3, "refused: " + engine.refused());
        assertEquals(1, number(v2c("snmpget", "1.3.6.1.2.1.11.4.0")), "snmpInBadCommunityNames");
        assertTrue(number(v2c("snmpget", "1.3.6.1.6.3.15.1.1.5.0")) >= 1, "usmStatsWrongDigests");
        assertTrue(number(v2c("snmpget", "1.3.6.1.6.3.15.1.1.3.0")) >= 1, "usmStatsUnknownUserNames");
    }

    /** RFC 3414, 3.2: told what is wrong with it, the manager asks anew. */
    @Test
    void aManagerWithAWrongEngineTimeIsToldTheRightOne() throws Exception {
        String inTime = "1.3.6.1.6.3.15.1.1.2.0";
        assertEquals(0, number(v2c("snmpget", inTime)), "usmStatsNotInTimeWindows");
        for (String bootsAndTime : List.of("1,1", "1279,99999")) {
            String answer = ask("snmpget", "-v3", "-l", "authPriv", "-u", "nms", "-a", "SHA-256", "-A", "authauth1", "-x",
                    "AES", "-X", "privpriv1", "-Z", bootsAndTime, target(), SYSTEM + ".4.0");
            assertTrue(answer.contains("ops@example.net") || answer.contains("time window"), bootsAndTime + ": " + answer);
        }
        assertTrue(number(v2c("snmpget", inTime)) >= 1);
    }

    @Test
    void nothingCanBeWritten() throws Exception {
        String answer = ask("snmpset", "-v2c", "-c", "public", target(), SYSTEM + ".5.0", "s", "mine");
        assertTrue(answer.contains("noAccess") || answer.contains("uthorization"), answer);
        assertTrue(v2c("snmpget", SYSTEM + ".5.0").contains("station-1"));
    }

    @Test
    void aHugeBulkRequestIsBounded() throws Exception {
        String answer = v2c("snmpbulkget", "-Cr30000", "1.3.6.1.2.1.47");
        assertEquals(50, answer.lines().filter(l -> l.startsWith(".1")).count(), answer);
    }

    /** Bytes turned over, requests cut off, bytes that are none: BER from somebody who means harm, or whose cable is bad. */
    @Test
    void damagedRequestsAreSurvivedAndCounted() throws Exception {
        byte[] getNext = HexFormat.of().parseHex("302602010104067075626c6963a11902040000000102010002010030"
                + "0b300906052b060102010500");
        Random random = new Random(20261123);
        try (DatagramSocket socket = new DatagramSocket(0, LOOPBACK)) {
            for (int i = 0; i < DAMAGED; i++) {
                byte[] bytes = getNext.clone();
                for (int n = random.nextInt(4); n >= 0; n--) {
                    bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
                }
                if (i % 5 == 0) {
                    random.nextBytes(bytes);
                }
                // Message versions are 0, 1 and 3.
                bytes[4] = i % 3 == 0 ? 3 : bytes[4];
                socket.send(new DatagramPacket(bytes, 1 + random.nextInt(bytes.length), LOOPBACK, port));
                if (i % 100 == 0) {
                    assertTrue(v2c("snmpget", SYSTEM + ".5.0").contains("station-1"), "after " + i);
                }
            }
        }
        assertTrue(v2c("snmpget", SYSTEM + ".5.0").contains("station-1"));
        assertTrue(number(v2c("snmpget", "1.3.6.1.2.1.11.6.0")) > DAMAGED / 10, "snmpInASNParseErrs");
    }

    @Test
    void missingInstancesAreSaidToBe() throws Exception {
        assertTrue(v2c("snmpget", "1.3.6.1.2.1.47.1.1.1.1.7.999").contains("No Such Instance"));
        assertTrue(v2c("snmpget", "1.3.6.1.4.1.32473.7.1.0").contains("No Such Object"));
    }

    @Test
    void aPulledBladeIsGoneFromTheNextWalk() throws Exception {
        assertTrue(v2c("snmpget", "1.3.6.1.2.1.47.1.1.1.1.7.10501000").contains("Blade 5"));
        UnitSnapshot.Builder unit = SampleUnit.snapshot();
        agent.snapshot(unit.removeSlots(3).build());
        await().atMost(Duration.ofSeconds(5)).until(() ->
                v2c("snmpget", "1.3.6.1.2.1.47.1.1.1.1.7.10501000").contains("No Such Instance"));
    }

    @Test
    void aStandbyLetsTheAddressGoAndBootsRiseWithEachStart() throws Exception {
        String boots = "1.3.6.1.6.3.10.2.1.2.0";
        String id = v2c("snmpget", "1.3.6.1.6.3.10.2.1.1.0");
        assertEquals(5 * 256, number(v2c("snmpget", boots)));
        agent.snapshot(SampleUnit.snapshot().setActive(false).build());
        await().atMost(Duration.ofSeconds(5)).until(() -> agent.engine() == null);
        assertTrue(ask("snmpget", "-v2c", "-c", "public", "-t", "0.3", "-r", "0", target(), SYSTEM + ".5.0")
                .contains("Timeout"));
        new DatagramSocket(port, LOOPBACK).close(); // Free to bind without SO_REUSEADDR.

        agent.close();
        agent = agent(List.of()).start();
        active(SampleUnit.snapshot());
        assertEquals(5 * 256 + 1, number(v2c("snmpget", boots)));
        active(SampleUnit.snapshot().setEpoch(9));
        await().atMost(Duration.ofSeconds(5)).until(() -> number(v2c("snmpget", boots)) == 9 * 256);
        assertEquals(id, v2c("snmpget", "1.3.6.1.6.3.10.2.1.1.0"));
        assertTrue(v3("snmpget", "nms", "authauth1", SYSTEM + ".5.0").contains("station-1"));
    }

    @Test
    void aTakenAddressIsTakenWhenItIsFree() throws Exception {
        agent.close();
        try (DatagramSocket other = new DatagramSocket(port, LOOPBACK)) {
            assertTrue(other.isBound());
            agent = agent(List.of()).start();
            agent.snapshot(SampleUnit.snapshot().build());
            await().pollDelay(Duration.ofMillis(600)).atMost(Duration.ofSeconds(5)).until(() -> agent.engine() == null);
        }
        await().atMost(Duration.ofSeconds(5)).until(() -> agent.engine() != null);
        assertTrue(v2c("snmpget", SYSTEM + ".5.0").contains("station-1"));
    }

    @Test
    void notificationsReachSnmptrapdOnceEach() throws Exception {
        agent.close();
        int trapPort = freePort();
        Path log = folder.resolve("traps");
        Path conf = folder.resolve("snmptrapd.conf");
        // An SNMPv3 trap is authenticated with the sender's engine ID, so the user is made for that one.
        String engineId = "0x80007ed904" + hex("MC-0001");
        Files.writeString(conf, "authCommunity log traps\nauthUser log nms priv\ncreateUser -e " + engineId
                + " nms SHA-256 authauth1 AES privpriv1\ndoNotLogTraps no\n");
        ProcessBuilder builder = new ProcessBuilder("/usr/sbin/snmptrapd", "-f", "-n", "-On", "-Lf", log.toString(),
                "-C", "-c", conf.toString(), "-p", folder.resolve("pid").toString(), "udp:" + HOST + ":" + trapPort);
        builder.environment().put("MIBS", "");
        builder.environment().put("SNMP_PERSISTENT_DIR", folder.resolve("persistent").toString());
        Process trapd = builder.redirectErrorStream(true).redirectOutput(folder.resolve("trapd.out").toFile()).start();
        try {
            await().atMost(Duration.ofSeconds(10)).until(() -> Files.exists(log) && taken(trapPort));
            InetSocketAddress to = new InetSocketAddress(LOOPBACK, trapPort);
            agent = agent(List.of(new AgentSettings.TrapTarget(to, false, "traps", false),
                    new AgentSettings.TrapTarget(to, true, "nms", false),
                    new AgentSettings.TrapTarget(to, false, "traps", true))).start();
            long now = System.currentTimeMillis();
            agent.event(SampleUnit.event(11, "blade.removed", 3).toBuilder().setAtEpochMs(now - 90_000).build());
            agent.event(SampleUnit.event(12, "director.changed", 3).toBuilder().setAtEpochMs(now).build());
            active(SampleUnit.snapshot().setEpoch(6).setActiveSinceEpochMs(now - 1000));
            agent.event(SampleUnit.event(13, "blade.removed", 5).toBuilder().setAtEpochMs(now).build());
            agent.event(SampleUnit.event(13, "blade.removed", 5).toBuilder().setAtEpochMs(now).build());
            agent.event(SampleUnit.event(14, "blade.state", 5).toBuilder().setAtEpochMs(now).build());
            UnitSnapshot.Builder broken = SampleUnit.snapshot().setEpoch(6).removeSlots(3);
            broken.getPsusBuilder(0).setOk(false);
            agent.snapshot(broken.setActiveSinceEpochMs(now - 1000).build());
            await().atMost(Duration.ofSeconds(15)).until(() -> count(log, "1.3.6.1.2.1.47.2.0.1") >= 3);
            agent.snapshot(broken.build());
            // nlmLogNotificationID: coldStart, switch-over, director, blade, alarm, entConfigChange.
            await().atMost(Duration.ofSeconds(5)).until(() -> v2c("snmpwalk", "1.3.6.1.2.1.92.1.3.1.1.9").lines()
                    .count() == 6);
            assertTrue(v2c("snmpwalk", "1.3.6.1.2.1.118.1.2.2.1.11").contains("\"PSU 1 has failed\""));
        } finally {
            trapd.destroy();
            assertTrue(trapd.waitFor(5, TimeUnit.SECONDS));
        }
        String text = Files.readString(log, StandardCharsets.ISO_8859_1);
        assertEquals(3, count(log, "1.3.6.1.6.3.1.1.5.1"), text);
        assertEquals(3, count(log, "1.3.6.1.2.1.118.0.2"), text);
        assertTrue(text.contains("STRING: \"PSU 1 has failed\""), text);
        assertEquals(3, count(log, "1.3.6.1.4.1.32473.2.0.1"), text);
        assertEquals(3, count(log, "1.3.6.1.4.1.32473.2.0.2"), text);
        assertEquals(3, count(log, "1.3.6.1.4.1.32473.2.0.4"), text);
        assertEquals(3, count(log, "1.3.6.1.2.1.47.2.0.1"), text);
        assertTrue(text.contains(".1.3.6.1.4.1.32473.2.1.4.1.3.5 = INTEGER: 0"), text);
    }

    private static boolean taken(int port) throws IOException {
        try (DatagramSocket s = new DatagramSocket(port, LOOPBACK)) {
            return !s.isBound();
        } catch (BindException e) {
            return true;
        }
    }

    private static long count(Path log, String notification) throws IOException {
        return Files.readString(log, StandardCharsets.ISO_8859_1).lines()
                .filter(l -> l.matches(".*6\\.3\\.1\\.1\\.4\\.1\\.0 = OID: \\." + notification.replace(".", "\\.")
                        + "(\\s.*)?"))
                .count();
    }

    private static String hex(String text) {
        StringBuilder b = new StringBuilder();
        for (byte c : text.getBytes(StandardCharsets.US_ASCII)) {
            b.append(String.format("%02x", c));
        }
        return b.toString();
    }
}
