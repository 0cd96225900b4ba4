package io.mediachassis.controller.syslog;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/** A way to a receiver that is open. Blocks; one thread. */
interface SyslogLine extends AutoCloseable {
    int CONNECT_MS = 5000;

    /** Hands a message to the network. */
    void send(byte[] message) throws IOException;

    /** False where the receiver has ended the connection: what is sent now would be lost without a word. */
    boolean open();

    @Override
    void close() throws IOException;

    /**
     * Opens one.
     *
     * @param ca file with certificates to trust; empty: Java's own
     */
    static SyslogLine open(SyslogTarget target, String ca) throws IOException {
        return switch (target.protocol()) {
            case UDP -> new Datagrams(new DatagramSocket(), new InetSocketAddress(
                    InetAddress.getByName(target.host()), target.port()));
            case TCP -> new Stream(connected(new Socket(), target));
            case TLS -> new Stream(tls(connected(new Socket(), target), target, ca));
        };
    }

    private static Socket connected(Socket socket, SyslogTarget target) throws IOException {
        try {
            socket.connect(new InetSocketAddress(InetAddress.getByName(target.host()), target.port()), CONNECT_MS);
            socket.setTcpNoDelay(true);
            socket.setKeepAlive(true);
            socket.setSoTimeout(CONNECT_MS);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private static Socket tls(Socket plain, SyslogTarget target, String ca) throws IOException {
        try {
            SSLSocket socket = (SSLSocket) trusting(ca).getSocketFactory()
                    .createSocket(plain, target.host(), target.port(), true);
            SSLParameters parameters = socket.getSSLParameters();
            // The name in the certificate is the one that was asked for.
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            parameters.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            // From here on nothing is read but to see whether the connection still is.
            socket.setSoTimeout(1);
            return socket;
        } catch (IOException e) {
            plain.close();
            throw e;
        }
    }

    private static SSLContext trusting(String ca) throws IOException {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            if (ca.isEmpty()) {
                context.init(null, null, null);
                return context;
            }
            KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, null);
            try (InputStream in = Files.newInputStream(Path.of(ca))) {
                int number = 0;
                for (Certificate each : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                    trusted.setCertificateEntry("ca" + ++number, each);
                }
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(trusted);
            context.init(null, factory.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException("the certificates in " + ca + " can't be used: " + e.getMessage(), e);
        }
    }

    /** RFC 5426: one message, one datagram. */
    record Datagrams(DatagramSocket socket, InetSocketAddress to) implements SyslogLine {
        @Override
        public void send(byte[] message) throws IOException {
            socket.send(new DatagramPacket(message, message.length, to));
        }

        @Override
        public boolean open() {
            return true;
        }

        @Override
        public void close() {
            socket.close();
        }
    }

    /** RFC 6587, 3.4.1, and RFC 5425: the length in octets goes before each message. */
    record Stream(Socket socket) implements SyslogLine {
        @Override
        public void send(byte[] message) throws IOException {
            ByteArrayOutputStream framed = new ByteArrayOutputStream(message.length + 6);
            framed.writeBytes((message.length + " ").getBytes(StandardCharsets.US_ASCII));
            framed.writeBytes(message);
            socket.getOutputStream().write(framed.toByteArray());
            socket.getOutputStream().flush();
        }

        /** A receiver never says anything: what can be read is the end. */
        @Override
        public boolean open() {
            try {
                socket.setSoTimeout(1);
                return socket.getInputStream().read() >= 0;
            } catch (SocketTimeoutException e) {
                return true;
            } catch (IOException e) {
                return false;
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
