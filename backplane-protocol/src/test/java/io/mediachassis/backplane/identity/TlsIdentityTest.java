package io.mediachassis.backplane.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mediachassis.backplane.durable.DurableFile;
import io.mediachassis.backplane.proto.Party;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.cert.CertificateException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TlsIdentityTest {
    @TempDir
    Path folder;

    @Test
    void survivesStoringAndIsTheOwnersAlone() throws Exception {
        TlsIdentity identity = new TestAuthority().identity("MC-1", Party.BLADE_AGENT, 3);
        assertFalse(TlsIdentity.existsIn(folder));
        identity.store(folder);
        assertTrue(TlsIdentity.existsIn(folder));
        assertEquals(
                DurableFile.OWNER_ONLY, Files.getPosixFilePermissions(folder.resolve(TlsIdentity.FILE_NAME)));
        TlsIdentity loaded = TlsIdentity.load(folder);
        assertEquals(new PeerName("MC-1", Party.BLADE_AGENT, 3, "S3"), loaded.name());
        assertEquals(identity.chain(), loaded.chain());
    }

    @Test
    void refusesADamagedFile() throws Exception {
        new TestAuthority().identity("MC-1", Party.CONTROLLER, 1).store(folder);
        Path file = folder.resolve(TlsIdentity.FILE_NAME);
        String whole = Files.readString(file);
        Files.writeString(file, whole.substring(0, whole.length() / 2));
        IOException e = assertThrows(IOException.class, () -> TlsIdentity.load(folder));
        assertTrue(e.toString().contains("enrol this board again"), e.toString());
        Files.write(file, "no pem at all".getBytes(StandardCharsets.UTF_8));
        assertThrows(IOException.class, () -> TlsIdentity.load(folder));
    }

    @Test
    void refusesAKeyThatIsNotTheCertificates() throws Exception {
        TestAuthority authority = new TestAuthority();
        TlsIdentity identity = authority.identity("MC-1", Party.BLADE_AGENT, 3);
        KeyPair other = EnrolmentProof.newKey();
        assertThrows(
                GeneralSecurityException.class, () -> new TlsIdentity(other.getPrivate(), identity.chain()));
    }

    @Test
    void refusesAChainOfAnotherCa() throws Exception {
        TestAuthority authority = new TestAuthority();
        KeyPair keys = EnrolmentProof.newKey();
        var leaf = authority.issue("CN=blade-3,O=MC-1,SERIALNUMBER=S3", keys.getPublic());
        var otherCa = new TestAuthority().certificate();
        assertThrows(
                GeneralSecurityException.class, () -> new TlsIdentity(keys.getPrivate(), List.of(leaf, otherCa)));
    }

    @Test
    void readsOnlySubjectsThatNameABoard() throws Exception {
        TestAuthority authority = new TestAuthority();
        KeyPair keys = EnrolmentProof.newKey();
        for (String bad : List.of(
                "CN=blade-0,O=MC-1,SERIALNUMBER=S3",
                "CN=blade-3,O=MC-1",
                "CN=blade-3,SERIALNUMBER=S3",
                "CN=blade-3,CN=blade-4,O=MC-1,SERIALNUMBER=S3",
                "CN=director,O=MC-1,SERIALNUMBER=S3")) {
            var certificate = authority.issue(bad, keys.getPublic());
            assertThrows(CertificateException.class, () -> PeerName.of(certificate), bad);
        }
        assertEquals(
                new PeerName("MC 7/b", Party.SNMP_AGENT, 2, "X-1"),
                PeerName.of(authority.issue("CN=snmp-2,O=MC 7/b,SERIALNUMBER=X-1", keys.getPublic())));
    }
}
