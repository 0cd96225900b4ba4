package io.mediachassis.blade.engine;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.util.function.Supplier;

/**
 * Asks engines by HTTP for what they hold, with a token. Java's old client, since it reads straight from the socket, as much
 * as there is: the new one hands each 16 KiB from thread to thread, and would be the slowest part of a copy. Blocks; any
 * thread.
 */
final class CopyRequests {
    private static final int CONNECT_MS = 3_000;
    private static final int SILENT_MS = 20_000;
    /** Of a manifest or an index. */
    private static final int MOST_BYTES = 64 << 20;

    private final Supplier<String> token;

    /** @param token the bearer token to show */
    CopyRequests(Supplier<String> token) {
        this.token = token;
    }

    /** All of a manifest or an index. */
    byte[] bytes(URI uri) throws IOException, InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("the copy was called off");
        }
        try (InputStream body = body(connect(uri))) {
            byte[] bytes = body.readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                throw new IOException(uri + " is over " + MOST_BYTES + " bytes: no manifest and no index is");
            }
            return bytes;
        }
    }

    /** Nothing is sent before the answer is asked for. */
    HttpURLConnection connect(URI uri) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection(Proxy.NO_PROXY);
        connection.setInstanceFollowRedirects(false);
        connection.setConnectTimeout(CONNECT_MS);
        connection.setReadTimeout(SILENT_MS);
        connection.setRequestProperty("Authorization", "Bearer " + token.get());
        return connection;
    }

    /** What is answered, once its head is here. */
    static InputStream body(HttpURLConnection connection) throws IOException {
        int status = connection.getResponseCode();
        if (status != 200 && status != 206) {
            connection.disconnect();
            throw new Refused(connection.getURL() + " answered " + status
                    + (status == 401 || status == 403 ? ": this engine's token was not accepted" : ""));
        }
        return connection.getInputStream();
    }

    /** The source answered, and not with the segment. */
    static final class Refused extends IOException {
        private static final long serialVersionUID = 1;

        Refused(String message) {
            super(message);
        }
    }
}
