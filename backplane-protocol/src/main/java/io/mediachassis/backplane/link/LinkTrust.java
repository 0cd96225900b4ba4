package io.mediachassis.backplane.link;

import io.mediachassis.backplane.identity.OtherChassis;
import io.mediachassis.backplane.identity.PeerName;
import io.mediachassis.backplane.identity.TlsIdentity;
import io.netty.handler.ssl.SslContext;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** With whom links are made, and by which certificates: boards of this chassis alone, or of named others alone. */
public final class LinkTrust {
    private final SslContext server;
    private final SslContext client;
    private final Set<String> chassis;
    private final Names names;

    /** Reads who a peer is from the certificate that TLS has verified. */
    private interface Names {
        PeerName of(X509Certificate certificate) throws GeneralSecurityException;
    }

    private LinkTrust(SslContext server, SslContext client, Set<String> chassis, Names names) {
        this.server = server;
        this.client = client;
        this.chassis = chassis;
        this.names = names;
    }

    /** Boards of the chassis that this one is of. */
    public static LinkTrust ownChassis(TlsIdentity own) {
        return new LinkTrust(own.server(), own.client(), Set.of(), PeerName::of);
    }

    /** Boards of these chassis. */
    public static LinkTrust others(OtherChassis others) {
        return new LinkTrust(others.server(), others.client(), others.serials(), others::nameOf);
    }

    SslContext server() {
        return server;
    }

    SslContext client() {
        return client;
    }

    PeerName name(X509Certificate certificate) throws GeneralSecurityException {
        return names.of(certificate);
    }

    /** @param expected whom a dialer means to reach; null on a server */
    HelloCheck check(HelloCheck.@Nullable Expected expected) {
        return new HelloCheck(expected, chassis);
    }
}
