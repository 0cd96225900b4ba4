package io.mediachassis.backplane.identity;

import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

/**
 * Boards of other chassis that this board speaks with, by the certificates of their chassis' CAs. A CA is believed of the
 * boards of its own chassis, which its certificate names, and of no others: one cannot sign for another's boards, nor for
 * ours. Immutable; any thread.
 */
public final class OtherChassis {
    private static final long MAX_FILE_BYTES = 64 << 10;

    private final Map<String, X509Certificate> authorities;
    private final SslContext server;
    private final SslContext client;

    /**
     * Trusts these.
     *
     * @param own what this board shows
     * @param authorities certificates of CAs, at least one, each of another chassis
     * @throws GeneralSecurityException one names no chassis, or two name the same
     */
    public OtherChassis(TlsIdentity own, List<X509Certificate> authorities) throws GeneralSecurityException {
        Map<String, X509Certificate> byChassis = new HashMap<>();
        for (X509Certificate authority : authorities) {
            String chassis = chassisOf(authority);
            if (byChassis.put(chassis, authority) != null) {
                throw new GeneralSecurityException("there are two CAs of chassis " + chassis + "; only one can be right");
            }
        }
        this.authorities = Map.copyOf(byChassis);
        this.server = own.server(authorities);
        this.client = own.client(authorities);
    }

    /**
     * The certificate in a file, of a CA, as a controller leaves it in its data folder.
     *
     * @throws IOException it can't be read, or holds none; the message says which file
     */
    public static X509Certificate read(Path file) throws IOException {
        try {
            if (Files.size(file) > MAX_FILE_BYTES) {
                throw new GeneralSecurityException("it is over " + MAX_FILE_BYTES + " bytes");
            }
            for (Pem.Block block : Pem.decode(Files.readAllBytes(file))) {
                if (block.label().equals(Pem.CERTIFICATE)) {
                    X509Certificate certificate = TlsIdentity.certificate(block.der());
                    chassisOf(certificate);
                    return certificate;
                }
            }
            throw new GeneralSecurityException("no certificate is in it");
        } catch (IOException | GeneralSecurityException e) {
            throw new IOException("no CA of another chassis can be read from " + file + " (" + e.getMessage()
                    + "); copy chassis-ca.pem from the data folder of that chassis' controller", e);
        }
    }

    /** Of which chassis a CA is: what stands as its organisation. */
    public static String chassisOf(X509Certificate authority) throws GeneralSecurityException {
        try {
            for (Rdn part : new LdapName(authority.getSubjectX500Principal().getName()).getRdns()) {
                if (part.getType().equalsIgnoreCase("O")) {
                    return String.valueOf(part.getValue());
                }
            }
        } catch (InvalidNameException e) {
            throw new GeneralSecurityException("the CA's name can't be read", e);
        }
        throw new GeneralSecurityException("the CA names no chassis");
    }

    /** Serial numbers of the chassis. */
    public Set<String> serials() {
        return authorities.keySet();
    }

    /**
     * Who a peer is, by the certificate that it has shown.
     *
     * @throws GeneralSecurityException it names no board, or the CA of the chassis that it names has not signed it
     */
    public PeerName nameOf(X509Certificate board) throws GeneralSecurityException {
        PeerName name = PeerName.of(board);
        X509Certificate authority = authorities.get(name.chassisSerial());
        if (authority == null) {
            throw new GeneralSecurityException("no CA of chassis " + name.chassisSerial() + " is trusted here");
        }
        board.verify(authority.getPublicKey());
        return name;
    }

    /** Accepts links of these boards. */
    public SslContext server() {
        return server;
    }

    /** Dials these boards. */
    public SslContext client() {
        return client;
    }
}
