package io.mediachassis.blade.http;

import java.time.Duration;

/**
 * Limits and times of the media HTTP server.
 *
 * @param rtspPort that the playlist names for RTSP
 * @param maxLineBytes of a request line
 * @param maxHeaderBytes of all headers of a request
 * @param maxConnections all together; beyond it those without a request that are silent for longest are closed
 * @param maxConnectionsPerAddress of one client address, the same
 * @param idle a connection without a request, or one that delivers nothing
 * @param head from the first byte of a request's head to its last, however steadily it trickles in; also how long a
 *     connection may be silent that never asked anything
 * @param stalled a client that reads next to nothing of its response
 * @param silent an engine that sends nothing of what is fetched for a client, before another one is asked
 */
public record HttpSettings(
        int rtspPort, int maxLineBytes, int maxHeaderBytes, int maxConnections, int maxConnectionsPerAddress,
        Duration idle, Duration head, Duration stalled, Duration silent) {
    public HttpSettings {
        if (rtspPort < 1 || rtspPort > 65535 || maxLineBytes < 256 || maxHeaderBytes < 1024 || maxConnections < 1
                || maxConnectionsPerAddress < 1) {
            throw new IllegalArgumentException("HTTP limits out of range: RTSP port " + rtspPort
                    + " (1 to 65535), line " + maxLineBytes + " (at least 256), headers " + maxHeaderBytes
                    + " (at least 1024), connections " + maxConnections + ", of one address "
                    + maxConnectionsPerAddress + " (at least 1)");
        }
        if (idle.toMillis() < 1 || head.toMillis() < 1 || stalled.toMillis() < 1 || silent.toMillis() < 1) {
            throw new IllegalArgumentException("HTTP times must be at least 1 ms");
        }
    }

    public static HttpSettings defaults(int rtspPort) {
        return new HttpSettings(
                rtspPort, 4096, 16384, 4096, 3072, Duration.ofSeconds(30), Duration.ofSeconds(10),
                Duration.ofSeconds(30), Duration.ofSeconds(3));
    }

    /** The same, for so many connections of one address. */
    public HttpSettings perAddress(int connections) {
        return new HttpSettings(
                rtspPort, maxLineBytes, maxHeaderBytes, maxConnections, connections, idle, head, stalled, silent);
    }
}
