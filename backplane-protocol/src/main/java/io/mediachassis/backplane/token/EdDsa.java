package io.mediachassis.backplane.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.jca.JCAContext;
import com.nimbusds.jose.util.Base64URL;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Set;

/** EdDSA for JWS (RFC 8037) with the JDK's Ed25519; the library's own needs one more library. Any thread. */
final class EdDsa {
    private static final Set<JWSAlgorithm> ALGORITHMS = Set.of(JWSAlgorithm.EdDSA);
    private static final String ED25519 = "Ed25519";
    private static final int SIGNATURE_BYTES = 64;

    private EdDsa() {}

    static final class Signer implements JWSSigner {
        private final PrivateKey key;
        private final JCAContext jca = new JCAContext();

        Signer(PrivateKey key) {
            this.key = key;
        }

        @Override
        public Base64URL sign(JWSHeader header, byte[] input) throws JOSEException {
            check(header);
            try {
                Signature signature = Signature.getInstance(ED25519);
                signature.initSign(key);
                signature.update(input);
                return Base64URL.encode(signature.sign());
            } catch (GeneralSecurityException e) {
                throw new JOSEException("cannot sign with Ed25519: " + e.getMessage(), e);
            }
        }

        @Override
        public Set<JWSAlgorithm> supportedJWSAlgorithms() {
            return ALGORITHMS;
        }

        @Override
        public JCAContext getJCAContext() {
            return jca;
        }
    }

    static final class Verifier implements JWSVerifier {
        private final PublicKey key;
        private final JCAContext jca = new JCAContext();

        Verifier(PublicKey key) {
            this.key = key;
        }

        @Override
        public boolean verify(JWSHeader header, byte[] input, Base64URL given) throws JOSEException {
            check(header);
            try {
                Signature signature = Signature.getInstance(ED25519);
                signature.initVerify(key);
                signature.update(input);
                byte[] bytes = given.decode();
                // A token has one form: the bits of the last sign that say nothing are 0, and nothing follows, which the JDK
                // would not look at.
                return bytes.length == SIGNATURE_BYTES && Base64URL.encode(bytes).equals(given)
                        && signature.verify(bytes);
            } catch (java.security.SignatureException e) {
                return false; // not even the form of a signature
            } catch (GeneralSecurityException e) {
                throw new JOSEException("cannot verify with Ed25519: " + e.getMessage(), e);
            }
        }

        @Override
        public Set<JWSAlgorithm> supportedJWSAlgorithms() {
            return ALGORITHMS;
        }

        @Override
        public JCAContext getJCAContext() {
            return jca;
        }
    }

    private static void check(JWSHeader header) throws JOSEException {
        if (!JWSAlgorithm.EdDSA.equals(header.getAlgorithm())) {
            throw new JOSEException("algorithm " + header.getAlgorithm() + ", only EdDSA is taken");
        }
    }
}
