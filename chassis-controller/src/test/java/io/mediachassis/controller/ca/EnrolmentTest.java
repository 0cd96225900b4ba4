package io.mediachassis.controller.ca;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.identity.EnrolmentClient;
import io.mediachassis.backplane.identity.EnrolmentProof;
import io.mediachassis.backplane.identity.PeerName;
import io.mediachassis.backplane.identity.TlsIdentity;
import io.mediachassis.backplane.link.Transport;
import io.mediachassis.backplane.proto.EnrolRequest;
import io.mediachassis.backplane.proto.Party;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Decisions of the enrolment, and the whole of it over loopback with real TLS. */
final class EnrolmentTest {
    /** The date is real, since TLS asks for it; the nanoseconds are the test's. */
    private static final class TestClock implements Clock {
        private volatile long nowNs;

        @Override
        public long nanoTime() {
            return nowNs;
        }

        @Override
        public Instant now() {
            return Instant.now();
        }
    }

    private final TestClock clock = new TestClock();
    private final EventLoopGroup loops = Transport.best().loops(1, "enrol-test");
    private final List<PeerName> enrolled = new CopyOnWriteArrayList<>();

    @TempDir
    Path folder;

    private CertificateAuthority authority;
    private Enrolment enrolment;
    private EnrolmentServer server;
    private EnrolmentClient client;
    private Path boardFolder;

    @BeforeEach
    void start() throws Exception {
        Path controllerFolder = Files.createDirectory(folder.resolve("controller"));
        boardFolder = Files.createDirectory(folder.resolve("board"));
        authority = CertificateAuthority.create(controllerFolder, "MC-1", clock);
        enrolment = new Enrolment(authority, TokenKey.create(controllerFolder), clock);
        TlsIdentity own = authority.issueOwn(new PeerName("MC-1", Party.CONTROLLER, 1, "C1"));
        server = new EnrolmentServer(loops, own, enrolment, clock, enrolled::add);
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)).get(10, TimeUnit.SECONDS);
        client = new EnrolmentClient(loops, boardFolder);
    }

    @AfterEach
    void stop() {
        server.close();
        loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
    }

    @Test
    void aBladeGetsItsCertificate() throws Exception {
        EnrolmentClient.Enrolled result = enrol(Party.BLADE_AGENT, 3, token(Party.BLADE_AGENT, 3));
        assertEquals(new PeerName("MC-1", Party.BLADE_AGENT, 3, "S3"), result.identity().name());
        assertTrue(result.caPrivateKey().isEmpty(), "no blade gets the CA's key");
        assertTrue(result.tokenPrivateKey().isEmpty());
        TlsIdentity stored = TlsIdentity.load(boardFolder);
        assertEquals(result.identity().chain(), stored.chain());
        assertEquals(authority.certificate(), stored.ca());
        assertEquals(List.of(stored.name()), enrolled);
        assertEquals(1, server.granted());
    }

    @Test
    void theOtherControllerGetsTheKeysToo() throws Exception {
        EnrolmentClient.Enrolled result = enrol(Party.CONTROLLER, 2, token(Party.CONTROLLER, 2));
        assertArrayEquals(
                authority.privateKey(), result.caPrivateKey().orElseThrow().toByteArray());
        assertFalse(result.tokenPrivateKey().isEmpty());
    }

    @Test
    void aTokenIsGoodOnce() throws Exception {
        byte[] token = token(Party.BLADE_AGENT, 3);
        enrol(Party.BLADE_AGENT, 3, token);
        refused(Party.BLADE_AGENT, 3, token, "used before");
    }

    @Test
    void aWrongTokenIsRefusedAndLeavesTheRightOne() throws Exception {
        byte[] token = token(Party.BLADE_AGENT, 3);
        refused(Party.BLADE_AGENT, 3, new byte[32], "not one given");
        refused(Party.BLADE_AGENT, 4, token, "not one given");
        refused(Party.CONTROLLER, 3, token, "not one given");
        assertFalse(TlsIdentity.existsIn(boardFolder));
        enrol(Party.BLADE_AGENT, 3, token);
        assertEquals(3, server.refused());
    }

    @Test
    void aTokenExpires() throws Exception {
        byte[] token = token(Party.BLADE_AGENT, 3);
        clock.nowNs = Enrolment.TOKEN_LIFETIME.toNanos();
        refused(Party.BLADE_AGENT, 3, token, "expired");
    }

    @Test
    void theTokenBeforeTheNewestStillCountsUntilOneOfThemIsUsed() throws Exception {
        byte[] first = token(Party.BLADE_AGENT, 3);
        byte[] second = token(Party.BLADE_AGENT, 3);
        byte[] third = token(Party.BLADE_AGENT, 3);
        refused(Party.BLADE_AGENT, 3, first, "not one given");
        // The third is still on its way to the board over the serial line.
        enrol(Party.BLADE_AGENT, 3, second);
        refused(Party.BLADE_AGENT, 3, third, "used before");
    }

    @Test
    void tokensAreLimitedAndExpiredOnesMakeRoom() {
        for (int i = 1; i <= Enrolment.MAX_TOKENS; i++) {
            assertTrue(enrolment.giveToken(Party.BLADE_AGENT, i).isPresent());
        }
        assertTrue(enrolment.giveToken(Party.BLADE_AGENT, 99).isEmpty());
        assertTrue(enrolment.giveToken(Party.BLADE_AGENT, 1).isPresent(), "a board's own is replaced");
        clock.nowNs = Enrolment.TOKEN_LIFETIME.toNanos();
        assertTrue(enrolment.giveToken(Party.BLADE_AGENT, 99).isPresent());
    }

    @Test
    void aProofByAnotherKeyIsRefused() throws Exception {
        byte[] token = token(Party.BLADE_AGENT, 3);
        KeyPair asked = EnrolmentProof.newKey();
        byte[] der = asked.getPublic().getEncoded();
        byte[] proof = EnrolmentProof.sign(EnrolmentProof.newKey().getPrivate(), token, der);
        Enrolment.Outcome outcome = enrolment.enrol(request(token, der, proof));
        assertTrue(assertInstanceOf(Enrolment.Outcome.Refused.class, outcome)
                .fault()
                .getText()
                .contains("proof"));
        // And the token is gone: one try.
        byte[] right = EnrolmentProof.sign(asked.getPrivate(), token, der);
        assertInstanceOf(Enrolment.Outcome.Refused.class, enrolment.enrol(request(token, der, right)));
    }

    @Test
    void aKeyThatIsNoneIsRefused() throws Exception {
        byte[] token = token(Party.BLADE_AGENT, 3);
        assertInstanceOf(
                Enrolment.Outcome.Refused.class, enrolment.enrol(request(token, new byte[] {1, 2}, new byte[] {3})));
    }

    @Test
    void aBoardTrustsOnlyTheCaThatItWasToldOf() throws Exception {
        byte[] token = token(Party.BLADE_AGENT, 3);
        ExecutionException e = assertThrows(ExecutionException.class, () -> client.enrol(
                        server.localAddress(),
                        null,
                        new EnrolmentClient.Applicant(Party.BLADE_AGENT, 3, "S3"),
                        token,
                        new byte[32])
                .get(20, TimeUnit.SECONDS));
        String text = assertInstanceOf(IOException.class, e.getCause()).toString();
        assertTrue(text.contains("told to trust"), text);
        enrol(Party.BLADE_AGENT, 3, token); // it was not shown to the stranger
    }

    private byte[] token(Party party, int number) {
        return enrolment.giveToken(party, number).orElseThrow();
    }

    private EnrolmentClient.Enrolled enrol(Party party, int number, byte[] token) throws Exception {
        return client.enrol(
                        server.localAddress(),
                        InetAddress.getLoopbackAddress(),
                        new EnrolmentClient.Applicant(party, number, "S" + number),
                        token,
                        authority.fingerprint())
                .get(20, TimeUnit.SECONDS);
    }

    private void refused(Party party, int number, byte[] token, String why) {
        ExecutionException e = assertThrows(ExecutionException.class, () -> enrol(party, number, token));
        String text = assertInstanceOf(IOException.class, e.getCause()).toString();
        assertTrue(text.contains(why), text);
    }

    private static EnrolRequest request(byte[] token, byte[] key, byte[] proof) {
        return EnrolRequest.newBuilder()
                .setParty(Party.BLADE_AGENT)
                .setNumber(3)
                .setSerialNumber("S3")
                .setToken(ByteString.copyFrom(token))
                .setPublicKey(ByteString.copyFrom(key))
                .setProof(ByteString.copyFrom(proof))
                .build();
    }
}
