package io.mediachassis.controller.controller;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.durable.DurableFile;
import io.mediachassis.backplane.identity.EnrolmentClient;
import io.mediachassis.backplane.identity.EnrolmentClient.Applicant;
import io.mediachassis.backplane.identity.Pem;
import io.mediachassis.backplane.identity.PeerName;
import io.mediachassis.backplane.identity.TlsIdentity;
import io.mediachassis.backplane.proto.Enrolment;
import io.mediachassis.backplane.proto.Party;
import io.mediachassis.controller.ca.CertificateAuthority;
import io.mediachassis.controller.ca.TokenKey;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateEncodingException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * What makes this controller one of its chassis: the CA and the token key, which both controllers hold, and its own
 * certificate. The controller that founds a new chassis makes them aside first ({@link #prepare}), and they count when
 * the arbiter has said that it is the one ({@link #adopt}); the other one gets them through the arbiter.
 */
final class Identities {
    private static final String AUTHORITY_FILE = "chassis-ca.pem";

    private final Path dataFolder;
    private final Path folder;
    private final Path prepared;
    private final String chassisSerial;
    private final int number;
    private final Clock clock;

    /** All that was opened. */
    record Held(TlsIdentity own, CertificateAuthority authority, TokenKey tokenKey) {}

    Identities(Path dataFolder, String chassisSerial, int number, Clock clock) {
        this.dataFolder = dataFolder;
        this.folder = dataFolder.resolve("identity");
        this.prepared = dataFolder.resolve("identity.new");
        this.chassisSerial = chassisSerial;
        this.number = number;
        this.clock = clock;
    }

    boolean exist() {
        return TlsIdentity.existsIn(folder) && CertificateAuthority.existsIn(folder) && TokenKey.existsIn(folder);
    }

    /** Opens what is on disk. */
    Held open() throws IOException {
        return new Held(
                TlsIdentity.load(folder), CertificateAuthority.open(folder, chassisSerial, clock), TokenKey.open(folder));
    }

    /** Makes what a new chassis needs, aside: it counts for nothing yet. */
    void prepare() throws IOException {
        discard();
        Files.createDirectories(prepared);
        CertificateAuthority authority = CertificateAuthority.create(prepared, chassisSerial, clock);
        TokenKey.create(prepared);
        issue(authority, Party.CONTROLLER).store(prepared);
    }

    boolean arePrepared() {
        return Files.exists(prepared);
    }

    /** This controller founds the chassis: what was prepared is its identity from now on. Once in a chassis' life. */
    Held adopt() throws IOException {
        delete(folder);
        Files.move(prepared, folder, StandardCopyOption.ATOMIC_MOVE);
        DurableFile.syncFolder(dataFolder);
        return open();
    }

    /** The other controller founds the chassis. */
    void discard() throws IOException {
        delete(prepared);
    }

    private static void delete(Path flat) throws IOException {
        if (Files.exists(flat)) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(flat)) {
                for (Path file : files) {
                    Files.delete(file);
                }
            }
            Files.delete(flat);
        }
    }

    /** Asks the active controller for a share in the CA. */
    CompletableFuture<Held> enrol(EventLoopGroup loops, InetSocketAddress active, Enrolment left) {
        Applicant applicant = new Applicant(Party.CONTROLLER, number, serialNumber());
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            return CompletableFuture.failedFuture(e);
        }
        return new EnrolmentClient(loops, folder)
                .enrol(active, null, applicant, left.getToken().toByteArray(), left.getCaFingerprint().toByteArray())
                .thenApply(enrolled -> {
                    try {
                        byte[] caKey = enrolled.caPrivateKey().orElseThrow(IOException::new).toByteArray();
                        byte[] tokenKey = enrolled.tokenPrivateKey().orElseThrow(IOException::new).toByteArray();
                        return new Held(
                                enrolled.identity(),
                                CertificateAuthority.adopt(
                                        folder, TlsIdentity.privateKey(caKey), enrolled.identity().ca(), chassisSerial,
                                        clock),
                                TokenKey.adopt(folder, tokenKey));
                    } catch (IOException | GeneralSecurityException e) {
                        throw new CompletionException(e);
                    }
                });
    }

    /** The SNMP agent beside this controller can't enrol: its certificate is put where it looks. */
    void issueSnmp(Held held, Path snmpFolder) throws IOException {
        if (!TlsIdentity.existsIn(snmpFolder)) {
            Files.createDirectories(snmpFolder);
            issue(held.authority(), Party.SNMP_AGENT).store(snmpFolder);
        }
    }

    /** The certificate of this chassis' CA, for head-ends of other chassis that are to trust its boards. */
    void publishAuthority(Held held) throws IOException {
        try {
            String pem = Pem.encode(Pem.CERTIFICATE, held.own().ca().getEncoded());
            DurableFile.write(dataFolder.resolve(AUTHORITY_FILE), pem.getBytes(StandardCharsets.US_ASCII));
        } catch (CertificateEncodingException e) {
            throw new IOException("the certificate of the chassis' CA can't be written: " + e.getMessage(), e);
        }
    }

    private TlsIdentity issue(CertificateAuthority authority, Party party) throws IOException {
        try {
            return authority.issueOwn(new PeerName(chassisSerial, party, number, serialNumber()));
        } catch (GeneralSecurityException e) {
            throw new IOException("no certificate can be made: " + e.getMessage(), e);
        }
    }

    String serialNumber() {
        return chassisSerial + "-C" + number;
    }
}
