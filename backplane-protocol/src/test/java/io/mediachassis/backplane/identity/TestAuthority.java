package io.mediachassis.backplane.identity;

import io.mediachassis.backplane.proto.Party;
import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A CA for tests; the product's own sits in the controller. */
public final class TestAuthority {
    private final X500Name name;
    private final KeyPair keys;
    private final X509Certificate certificate;

    public TestAuthority() throws Exception {
        this("MC-1");
    }

    /** The CA of a chassis. */
    public TestAuthority(String chassis) throws Exception {
        name = new X500Name("O=" + chassis + ",CN=Test CA");
        keys = EnrolmentProof.newKey();
        certificate = sign(name, keys.getPublic(), true);
    }

    public X509Certificate certificate() {
        return certificate;
    }

    public X509Certificate issue(String subject, PublicKey key) throws Exception {
        return sign(new X500Name(subject), key, false);
    }

    public TlsIdentity identity(String chassis, Party party, int number) throws Exception {
        KeyPair own = EnrolmentProof.newKey();
        return new TlsIdentity(own.getPrivate(), List.of(leaf(chassis, party, number, own), certificate));
    }

    /** What blocking sockets of the JDK dial with as such a board. */
    public SSLContext blocking(String chassis, Party party, int number) throws Exception {
        KeyPair own = EnrolmentProof.newKey();
        return ((JdkSslContext) SslContextBuilder.forClient()
                        .sslProvider(SslProvider.JDK)
                        .keyManager(own.getPrivate(), leaf(chassis, party, number, own), certificate)
                        .trustManager(certificate)
                        .build())
                .context();
    }

    private X509Certificate leaf(String chassis, Party party, int number, KeyPair own) throws Exception {
        PeerName peer = new PeerName(chassis, party, number, "S" + number);
        return issue("CN=" + peer.commonName() + ",O=" + chassis + ",SERIALNUMBER=S" + number, own.getPublic());
    }

    private X509Certificate sign(X500Name subject, PublicKey key, boolean ca) throws Exception {
        Instant now = Instant.now();
        X509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                        name,
                        BigInteger.valueOf(System.nanoTime()),
                        Date.from(now.minus(1, ChronoUnit.DAYS)),
                        Date.from(now.plus(1, ChronoUnit.DAYS)),
                        subject,
                        key)
                .addExtension(Extension.basicConstraints, true, new BasicConstraints(ca));
        return new JcaX509CertificateConverter()
                .getCertificate(
                        builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate())));
    }
}
