package io.mediachassis.controller.ca;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.clock.SystemClock;
import io.mediachassis.backplane.durable.DurableFile;
import io.mediachassis.backplane.identity.EnrolmentProof;
import io.mediachassis.backplane.identity.PeerName;
import io.mediachassis.backplane.identity.TlsIdentity;
import io.mediachassis.backplane.proto.Party;
import io.mediachassis.backplane.token.TokenClaims;
import io.mediachassis.backplane.token.TokenIssuer;
import io.mediachassis.backplane.token.TokenVerifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CertificateAuthorityTest {
    private final Clock clock = new SystemClock();

    @TempDir
    Path folder;

    @Test
    void survivesAStart() throws Exception {
        assertFalse(CertificateAuthority.existsIn(folder));
        CertificateAuthority made = CertificateAuthority.create(folder, "MC-1", clock);
        assertTrue(CertificateAuthority.existsIn(folder));
        assertEquals(
                DurableFile.OWNER_ONLY, Files.getPosixFilePermissions(folder.resolve(CertificateAuthority.FILE_NAME)));
        CertificateAuthority opened = CertificateAuthority.open(folder, "MC-1", clock);
        assertEquals(made.certificate(), opened.certificate());
        assertArrayEquals(made.fingerprint(), opened.fingerprint());
        opened.issueOwn(new PeerName("MC-1", Party.CONTROLLER, 1, "C1"));
        assertThrows(IOException.class, () -> CertificateAuthority.open(folder, "MC-2", clock));
        Files.writeString(folder.resolve(CertificateAuthority.FILE_NAME), "garbage");
        IOException e = assertThrows(IOException.class, () -> CertificateAuthority.open(folder, "MC-1", clock));
        assertTrue(e.toString().contains("restore it from the other controller"), e.toString());
    }

    @Test
    void issuesForTenYearsToItsOwnChassisAlone() throws Exception {
        CertificateAuthority authority = CertificateAuthority.create(folder, "MC-1", clock);
        PeerName name = new PeerName("MC-1", Party.BLADE_AGENT, 16, "SN 4711");
        X509Certificate certificate =
                authority.issue(name, EnrolmentProof.newKey().getPublic());
        assertEquals(name, PeerName.of(certificate));
        certificate.verify(authority.certificate().getPublicKey());
        assertTrue(certificate.getNotBefore().toInstant().isBefore(clock.now().minus(Duration.ofDays(1))));
        assertTrue(certificate.getNotAfter().toInstant().isAfter(clock.now().plus(Duration.ofDays(3650))));
        assertEquals(-1, certificate.getBasicConstraints(), "a board is no CA");
        assertTrue(authority
                .certificate()
                .getNotAfter()
                .toInstant()
                .isAfter(certificate.getNotAfter().toInstant()));
        assertThrows(
                GeneralSecurityException.class,
                () -> authority.issue(
                        new PeerName("MC-2", Party.BLADE_AGENT, 1, "S"),
                        EnrolmentProof.newKey().getPublic()));
    }

    @Test
    void theTokenKeySurvivesAStartAndTheWayToTheOtherController() throws Exception {
        TokenKey made = TokenKey.create(folder);
        String token = new TokenIssuer("MC-1", made.key().pair(), clock)
                .issue("blade-1", TokenClaims.Role.ENGINE, Optional.empty(), Duration.ofMinutes(1));
        Path other = Files.createDirectory(folder.resolve("other"));
        TokenKey.adopt(other, made.privateKey());
        for (Path each : new Path[] {folder, other}) {
            assertTrue(TokenKey.existsIn(each));
            TokenVerifier verifier = new TokenVerifier("MC-1", clock);
            verifier.trust(new TokenIssuer("MC-1", TokenKey.open(each).key().pair(), clock).trustedKeys());
            assertEquals(TokenVerifier.Verdict.Accepted.class, verifier.verify(token).getClass());
        }
    }

    @Test
    void theOtherControllerAdoptsIt() throws Exception {
        CertificateAuthority first = CertificateAuthority.create(folder, "MC-1", clock);
        Path other = Files.createDirectory(folder.resolve("other"));
        CertificateAuthority second = CertificateAuthority.adopt(
                other, TlsIdentity.privateKey(first.privateKey()), first.certificate(), "MC-1", clock);
        assertArrayEquals(first.fingerprint(), second.fingerprint());
        assertArrayEquals(
                first.fingerprint(),
                CertificateAuthority.open(other, "MC-1", clock).fingerprint());
        assertThrows(
                IOException.class,
                () -> CertificateAuthority.adopt(
                        other, EnrolmentProof.newKey().getPrivate(), first.certificate(), "MC-1", clock));
    }
}
