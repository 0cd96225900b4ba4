package io.mediachassis.backplane.identity;

import io.mediachassis.backplane.durable.DurableFile;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLException;

/**
 * A board's key, its certificate and the CA of its chassis, and the TLS contexts made of them: TLS 1.3 only (RFC 8446),
 * both sides show a certificate, and the chassis' CA alone is trusted. Host names play no part: who a peer is stands in
 * its certificate ({@link PeerName}). Immutable, any thread.
 */
public final class TlsIdentity {
    /** One file with key, chain and CA, so that they are replaced together or not at all. */
    public static final String FILE_NAME = "identity.pem";

    private static final List<String> CIPHERS = List.of("TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384");
    private static final long MAX_FILE_BYTES = 64 << 10;

    private final PrivateKey key;
    private final List<X509Certificate> chain;
    private final PeerName name;
    private final SslContext server;
    private final SslContext client;

    /**
     * @param key P-256
     * @param chain the board's own certificate first, the chassis' CA last; each signed by the next
     * @throws GeneralSecurityException the key is not the certificate's, the chain does not hold, or the subject names
     *     no board
     */
    public TlsIdentity(PrivateKey key, List<X509Certificate> chain) throws GeneralSecurityException {
        if (chain.size() < 2) {
            throw new GeneralSecurityException("chain of " + chain.size() + " certificates, at least 2 are needed");
        }
        this.key = key;
        this.chain = List.copyOf(chain);
        this.name = PeerName.of(chain.get(0));
        checkKey();
        for (int i = 0; i + 1 < chain.size(); i++) {
            chain.get(i).verify(chain.get(i + 1).getPublicKey());
        }
        server = server(List.of(ca()));
        client = client(List.of(ca()));
    }

    /** Takes links of boards for which one of these CAs has signed. */
    SslContext server(List<X509Certificate> trusted) throws GeneralSecurityException {
        try {
            return restrict(SslContextBuilder.forServer(key, chain))
                    .trustManager(trusted)
                    .clientAuth(ClientAuth.REQUIRE)
                    .build();
        } catch (SSLException e) {
            throw new GeneralSecurityException("no TLS context for " + name, e);
        }
    }

    /** Dials boards for which one of these CAs has signed. */
    SslContext client(List<X509Certificate> trusted) throws GeneralSecurityException {
        try {
            return restrict(SslContextBuilder.forClient())
                    .keyManager(key, chain)
                    .trustManager(trusted)
                    .endpointIdentificationAlgorithm(null)
                    .build();
        } catch (SSLException e) {
            throw new GeneralSecurityException("no TLS context for " + name, e);
        }
    }

    /**
     * In C where there is a library for this machine; else the JDK does the same, slower. The key passes through a key
     * store in memory on its way there: one of the type JKS, since PKCS #12 would stretch a password 10 000 times, which
     * costs each start a quarter of a second.
     */
    static SslContextBuilder restrict(SslContextBuilder builder) {
        return builder.sslProvider(OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK)
                .keyStoreType("JKS")
                .protocols("TLSv1.3")
                .ciphers(CIPHERS);
    }

    private void checkKey() throws GeneralSecurityException {
        byte[] probe = {1, 2, 3};
        Signature signer = Signature.getInstance("SHA256withECDSA");
        signer.initSign(key);
        signer.update(probe);
        byte[] signature = signer.sign();
        signer.initVerify(chain.get(0).getPublicKey());
        signer.update(probe);
        if (!signer.verify(signature)) {
            throw new GeneralSecurityException("the private key is not that of the certificate of " + name);
        }
    }

    public PeerName name() {
        return name;
    }

    /** The board's own certificate first, the CA last. */
    public List<X509Certificate> chain() {
        return chain;
    }

    /** The only certificate trusted. */
    public X509Certificate ca() {
        return chain.get(chain.size() - 1);
    }

    /** Accepts links. */
    public SslContext server() {
        return server;
    }

    /** Dials links. */
    public SslContext client() {
        return client;
    }

    /** Accepts boards that have no certificate yet; made anew, since few have any use for it. */
    public SslContext enrolmentServer() {
        try {
            return restrict(SslContextBuilder.forServer(key, chain)).trustManager(ca()).build();
        } catch (SSLException e) {
            throw new IllegalStateException("the key and chain that links use are no good to enrol boards", e);
        }
    }

    /** SHA-256 of a certificate's DER, 32 bytes. */
    public static byte[] fingerprint(X509Certificate certificate) throws GeneralSecurityException {
        return MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
    }

    /** Whether a folder holds an identity. */
    public static boolean existsIn(Path folder) {
        return Files.exists(folder.resolve(FILE_NAME));
    }

    /** Durable when it returns; readable by the owner alone. Blocks for the disk. */
    public void store(Path folder) throws IOException {
        StringBuilder pem = new StringBuilder(Pem.encode(Pem.PRIVATE_KEY, key.getEncoded()));
        try {
            for (X509Certificate certificate : chain) {
                pem.append(Pem.encode(Pem.CERTIFICATE, certificate.getEncoded()));
            }
        } catch (GeneralSecurityException e) {
            throw new IOException("certificate of " + name + " cannot be encoded", e);
        }
        DurableFile.write(
                folder.resolve(FILE_NAME),
                pem.toString().getBytes(StandardCharsets.US_ASCII),
                DurableFile.OWNER_ONLY);
    }

    /**
     * Reads what {@link #store} wrote.
     *
     * @throws IOException the file is missing or damaged; the message says which and what to do
     */
    public static TlsIdentity load(Path folder) throws IOException {
        Path file = folder.resolve(FILE_NAME);
        if (Files.size(file) > MAX_FILE_BYTES) {
            throw new IOException(file + " is over " + MAX_FILE_BYTES
                    + " bytes: not an identity; remove it to enrol this board again");
        }
        try {
            PrivateKey key = null;
            List<X509Certificate> chain = new ArrayList<>();
            for (Pem.Block block : Pem.decode(Files.readAllBytes(file))) {
                if (block.label().equals(Pem.PRIVATE_KEY)) {
                    key = privateKey(block.der());
                } else if (block.label().equals(Pem.CERTIFICATE)) {
                    chain.add(certificate(block.der()));
                }
            }
            if (key == null) {
                throw new GeneralSecurityException("no private key in it");
            }
            return new TlsIdentity(key, chain);
        } catch (GeneralSecurityException e) {
            throw new IOException(
                    file + " holds no usable identity (" + e.getMessage() + "); remove it to enrol this board again",
                    e);
        }
    }

    /** A certificate from its DER. */
    public static X509Certificate certificate(byte[] der) throws GeneralSecurityException {
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
    }

    /** An EC key from its PKCS #8 form. */
    public static PrivateKey privateKey(byte[] pkcs8) throws GeneralSecurityException {
        return KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
    }
}
