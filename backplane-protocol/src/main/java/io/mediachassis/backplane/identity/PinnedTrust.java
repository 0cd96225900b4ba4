package io.mediachassis.backplane.identity;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/**
 * Trusts a server whose chain leads to the certificate with a known fingerprint: all that a new board knows of its
 * chassis' CA. The pinned certificate is made the only anchor, and the chain is then checked as ever. Any thread.
 */
final class PinnedTrust implements X509TrustManager {
    private final byte[] fingerprint;

    /** @param fingerprint SHA-256 of the CA certificate's DER */
    PinnedTrust(byte[] fingerprint) {
        this.fingerprint = fingerprint.clone();
    }

    /** The pinned certificate within a chain. */
    X509Certificate pinnedIn(X509Certificate[] chain) throws CertificateException {
        try {
            for (X509Certificate certificate : chain) {
                if (MessageDigest.isEqual(fingerprint, TlsIdentity.fingerprint(certificate))) {
                    return certificate;
                }
            }
        } catch (GeneralSecurityException e) {
            throw new CertificateException("the server's certificate cannot be read", e);
        }
        throw new CertificateException("the server's chain does not hold the CA that this board was told to trust;"
                + " is this the controller of this chassis?");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        X509Certificate anchor = pinnedIn(chain);
        if (anchor.getBasicConstraints() < 0) {
            throw new CertificateException("the pinned certificate is not a CA's");
        }
        try {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            store.setCertificateEntry("ca", anchor);
            TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
            factory.init(store);
            for (TrustManager manager : factory.getTrustManagers()) {
                if (manager instanceof X509TrustManager trust) {
                    trust.checkServerTrusted(chain, authType);
                    return;
                }
            }
        } catch (CertificateException e) {
            throw e;
        } catch (GeneralSecurityException | IOException e) {
            throw new CertificateException("the server's chain cannot be checked", e);
        }
        throw new CertificateException("this Java has no PKIX trust manager");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw new CertificateException("a board that enrols takes no clients");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
