package io.mediachassis.controller.headend.metadata.reach;

import io.mediachassis.controller.headend.metadata.ServerAddress;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * A connection that ends after a time whatever the other side does, and from which no more than some kilobytes are read.
 * Blocks; one thread.
 */
final class BoundedConnection implements AutoCloseable {
    private static final int MOST_BYTES = 32 * 1024;
    private static final int CONNECT_MS = 3000;
    private static final ScheduledThreadPoolExecutor ENDS = ends();

    private final Socket plain = new Socket();
    private final Socket socket;
    private final ScheduledFuture<?> end;
    private int read;

    /**
     * Connects.
     *
     * @param address the server's, found and judged; its name counts for the certificate
     * @param most after which it is closed, to the second
     */
    BoundedConnection(ServerAddress server, InetAddress address, Duration most) throws IOException {
        end = ENDS.schedule(this::closeQuietly, most.toMillis(), TimeUnit.MILLISECONDS);
        try {
            plain.connect(new InetSocketAddress(address, server.port()), CONNECT_MS);
            plain.setSoTimeout((int) most.toMillis());
            socket = server.scheme() == ServerAddress.Scheme.HTTPS ? secured(server) : plain;
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    private static ScheduledThreadPoolExecutor ends() {
        ScheduledThreadPoolExecutor ends = new ScheduledThreadPoolExecutor(1, task -> {
            Thread made = new Thread(task, "reach-ends");
            made.setDaemon(true);
            return made;
        });
        ends.setRemoveOnCancelPolicy(true);
        return ends;
    }

    private Socket secured(ServerAddress server) throws IOException {
        SSLSocket secured = (SSLSocket) ((SSLSocketFactory) SSLSocketFactory.getDefault())
                .createSocket(plain, server.host(), server.port(), true);
        SSLParameters parameters = secured.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        if (!server.host().matches("[0-9.]+|\\[.*")) {
            parameters.setServerNames(java.util.List.of(new SNIHostName(server.host())));
        }
        secured.setSSLParameters(parameters);
        secured.startHandshake();
        return secured;
    }

    void send(String text) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    /** A line without its end; fails when the other side ended before. */
    String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        InputStream in = socket.getInputStream();
        for (int b = next(in); b != '\n'; b = next(in)) {
            if (b < 0) {
                throw new IOException("it ended the connection");
            }
            line.write(b);
        }
        String text = line.toString(StandardCharsets.ISO_8859_1);
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }

    /** As many bytes as there are, at most. */
    String text(int most) throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        InputStream in = socket.getInputStream();
        for (int b = 0; text.size() < most && (b = next(in)) >= 0; ) {
            text.write(b);
        }
        return text.toString(StandardCharsets.ISO_8859_1);
    }

    private int next(InputStream in) throws IOException {
        if (++read > MOST_BYTES) {
            throw new IOException("its answer has no end");
        }
        return in.read();
    }

    private void closeQuietly() {
        try {
            plain.close();
        } catch (IOException e) {
            // It is gone in any case.
        }
    }

    @Override
    public void close() {
        end.cancel(false);
        closeQuietly();
    }
}
