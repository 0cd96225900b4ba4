package io.mediachassis.controller.ca;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.durable.DurableFile;
import io.mediachassis.backplane.identity.EnrolmentProof;
import io.mediachassis.backplane.identity.Pem;
import io.mediachassis.backplane.identity.PeerName;
import io.mediachassis.backplane.identity.TlsIdentity;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * The CA of one chassis: made at its first start, kept in one file that the owner alone may read, and held by both
 * controllers. Certificates follow RFC 5280, P-256 and SHA-256. Any thread; opening and making block for the disk.
 */
public final class CertificateAuthority {
    /** Key and certificate of the CA. */
    public static final String FILE_NAME = "ca.pem";

    /** Boards are not exchanged for less; a chassis that gets older makes new certificates. */
    public static final Duration VALIDITY = Duration.ofDays(3653);

    /** A board whose date is behind by less than this accepts a certificate just made. */
    public static final Duration CLOCK_SKEW = Duration.ofDays(2);

    private static final String ALGORITHM = "SHA256withECDSA";
    private static final int SERIAL_BITS = 127;

    private final PrivateKey key;
    private final X509Certificate certificate;
    private final String chassisSerial;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    private CertificateAuthority(PrivateKey key, X509Certificate certificate, String chassisSerial, Clock clock) {
        this.key = key;
        this.certificate = certificate;
        this.chassisSerial = chassisSerial;
        this.clock = clock;
    }

    /** Whether a folder holds a CA. */
    public static boolean existsIn(Path folder) {
        return Files.exists(folder.resolve(FILE_NAME));
    }

    /**
     * Opens the CA in a folder.
     *
     * @throws IOException it is damaged, or of another chassis; the message says what to do
     */
    public static CertificateAuthority open(Path folder, String chassisSerial, Clock clock) throws IOException {
        Path file = folder.resolve(FILE_NAME);
        PrivateKey key = null;
        X509Certificate certificate = null;
        try {
            for (Pem.Block block : Pem.decode(Files.readAllBytes(file))) {
                if (block.label().equals(Pem.PRIVATE_KEY)) {
                    key = TlsIdentity.privateKey(block.der());
                } else if (block.label().equals(Pem.CERTIFICATE)) {
                    certificate = TlsIdentity.certificate(block.der());
                }
            }
            if (key == null || certificate == null) {
                throw new GeneralSecurityException("the key or the certificate is not in it");
            }
            return checked(key, certificate, chassisSerial, clock);
        } catch (GeneralSecurityException e) {
            throw new IOException(
                    file + " holds no usable CA (" + e.getMessage() + "); restore it from the other controller, or"
                            + " remove it and enrol every board of the chassis again",
                    e);
        }
    }

    /**
     * Makes the CA of a chassis at its first start; durable when it returns.
     *
     * @throws IOException if it can't be made or kept
     */
    public static CertificateAuthority create(Path folder, String chassisSerial, Clock clock) throws IOException {
        try {
            KeyPair keys = EnrolmentProof.newKey();
            X500Name name = new X500NameBuilder(BCStyle.INSTANCE)
                    .addRDN(BCStyle.O, chassisSerial)
                    .addRDN(BCStyle.CN, "Chassis CA")
                    .build();
            Instant now = clock.now();
            X509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                            name,
                            new BigInteger(SERIAL_BITS, new SecureRandom()).setBit(0),
                            Date.from(now.minus(CLOCK_SKEW)),
                            // Outlives every certificate of its first ten years.
                            Date.from(now.plus(VALIDITY.multipliedBy(2))),
                            name,
                            keys.getPublic())
                    .addExtension(Extension.basicConstraints, true, new BasicConstraints(0))
                    .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign))
                    .addExtension(
                            Extension.subjectKeyIdentifier,
                            false,
                            new JcaX509ExtensionUtils().createSubjectKeyIdentifier(keys.getPublic()));
            return adopt(folder, keys.getPrivate(), sign(builder, keys.getPrivate()), chassisSerial, clock);
        } catch (GeneralSecurityException | CertIOException e) {
            throw new IOException("no CA can be made for chassis " + chassisSerial + ": " + e.getMessage(), e);
        }
    }

    /**
     * Keeps the CA that the other controller made; durable when it returns.
     *
     * @throws IOException if it is none of this chassis, or can't be kept
     */
    public static CertificateAuthority adopt(
            Path folder, PrivateKey key, X509Certificate certificate, String chassisSerial, Clock clock)
            throws IOException {
        try {
            CertificateAuthority authority = checked(key, certificate, chassisSerial, clock);
            String pem = Pem.encode(Pem.PRIVATE_KEY, key.getEncoded())
                    + Pem.encode(Pem.CERTIFICATE, certificate.getEncoded());
            DurableFile.write(
                    folder.resolve(FILE_NAME), pem.getBytes(StandardCharsets.US_ASCII), DurableFile.OWNER_ONLY);
            return authority;
        } catch (GeneralSecurityException e) {
            throw new IOException("what was handed over is no usable CA of chassis " + chassisSerial + ": "
                    + e.getMessage() + "; is the other controller of this chassis?", e);
        }
    }

    private static CertificateAuthority checked(
            PrivateKey key, X509Certificate certificate, String chassisSerial, Clock clock)
            throws GeneralSecurityException {
        byte[] probe = {1};
        byte[] proof = EnrolmentProof.sign(key, probe, probe);
        if (!EnrolmentProof.verify(certificate.getPublicKey(), probe, probe, proof)) {
            throw new GeneralSecurityException("the key is not that of the certificate");
        }
        String organisation = X500Name.getInstance(
                        certificate.getSubjectX500Principal().getEncoded())
                .getRDNs(BCStyle.O)[0]
                .getFirst()
                .getValue()
                .toString();
        if (!organisation.equals(chassisSerial)) {
            throw new GeneralSecurityException(
                    "it is the CA of chassis " + organisation + ", this is chassis " + chassisSerial);
        }
        return new CertificateAuthority(key, certificate, chassisSerial, clock);
    }

    /** Issues a board's certificate for its key; good for both sides of a link. */
    public X509Certificate issue(PeerName name, PublicKey publicKey) throws GeneralSecurityException {
        if (!name.chassisSerial().equals(chassisSerial)) {
            throw new GeneralSecurityException(name + " is not of this chassis, " + chassisSerial);
        }
        X500Name subject = new X500NameBuilder(BCStyle.INSTANCE)
                .addRDN(BCStyle.O, name.chassisSerial())
                .addRDN(BCStyle.SERIALNUMBER, name.serialNumber())
                .addRDN(BCStyle.CN, name.commonName())
                .build();
        Instant now = clock.now();
        try {
            JcaX509ExtensionUtils extensions = new JcaX509ExtensionUtils();
            X509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                            X500Name.getInstance(
                                    certificate.getSubjectX500Principal().getEncoded()),
                            new BigInteger(SERIAL_BITS, random).setBit(0),
                            Date.from(now.minus(CLOCK_SKEW)),
                            Date.from(now.plus(VALIDITY)),
                            subject,
                            publicKey)
                    .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
                    .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
                    .addExtension(
                            Extension.extendedKeyUsage,
                            false,
                            new ExtendedKeyUsage(
                                    new KeyPurposeId[] {KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth}))
                    .addExtension(
                            Extension.authorityKeyIdentifier,
                            false,
                            extensions.createAuthorityKeyIdentifier(certificate.getPublicKey()))
                    .addExtension(
                            Extension.subjectKeyIdentifier,
                            false,
                            extensions.createSubjectKeyIdentifier(publicKey));
            return sign(builder, key);
        } catch (CertIOException e) {
            throw new GeneralSecurityException("no certificate for " + name, e);
        }
    }

    /** A new key with its certificate: this controller's own identity. The caller stores it. */
    public TlsIdentity issueOwn(PeerName name) throws GeneralSecurityException {
        KeyPair keys = EnrolmentProof.newKey();
        return new TlsIdentity(keys.getPrivate(), List.of(issue(name, keys.getPublic()), certificate));
    }

    private static X509Certificate sign(X509v3CertificateBuilder builder, PrivateKey key)
            throws GeneralSecurityException {
        try {
            return new JcaX509CertificateConverter()
                    .getCertificate(builder.build(new JcaContentSignerBuilder(ALGORITHM).build(key)));
        } catch (OperatorCreationException e) {
            throw new GeneralSecurityException("the CA's key does not sign", e);
        }
    }

    /** Its own certificate, which boards trust. */
    public X509Certificate certificate() {
        return certificate;
    }

    /** Serial number of the one chassis that it signs for. */
    public String chassisSerial() {
        return chassisSerial;
    }

    /** SHA-256 of the certificate's DER: what a new board is told through its CBC. */
    public byte[] fingerprint() throws GeneralSecurityException {
        return TlsIdentity.fingerprint(certificate);
    }

    /** PKCS #8; for the other controller alone. */
    byte[] privateKey() {
        return key.getEncoded();
    }
}
