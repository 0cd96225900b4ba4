package io.mediachassis.blade.rtsp;

import java.time.Duration;

/**
 * Limits and times of the RTSP server.
 *
 * @param maxHeadBytes request line and headers together, 1024 to 65536
 * @param maxBodyBytes of a request, 0 to 65536
 * @param maxConnections all together
 * @param maxConnectionsPerAddress of one console address
 * @param maxSessions all together
 * @param maxSessionsPerConnection set up by one connection
 * @param maxPipelined requests waiting on one connection; more close it
 * @param interleavedBufferBytes queued for one interleaved stream before its sink refuses
 * @param sessionTimeout without a sign of life, announced in the Session header; whole seconds
 * @param lossGrace how long a UDP session outlives its closed connection
 * @param idle how long a connection without a session may be silent
 * @param deskTimeout for the desk's answer
 */
public record RtspSettings(
        int maxHeadBytes,
        int maxBodyBytes,
        int maxConnections,
        int maxConnectionsPerAddress,
        int maxSessions,
        int maxSessionsPerConnection,
        int maxPipelined,
        int interleavedBufferBytes,
        Duration sessionTimeout,
        Duration lossGrace,
        Duration idle,
        Duration deskTimeout) {

    public RtspSettings {
        if (maxHeadBytes < 1024 || maxHeadBytes > 65536 || maxBodyBytes < 0 || maxBodyBytes > 65536) {
            throw new IllegalArgumentException("RTSP message limits out of range: head " + maxHeadBytes
                    + " (1024 to 65536), body " + maxBodyBytes + " (0 to 65536)");
        }
        if (maxConnections < 1 || maxConnectionsPerAddress < 1 || maxSessions < 1 || maxSessionsPerConnection < 1
                || maxPipelined < 1 || interleavedBufferBytes < 65536) {
            throw new IllegalArgumentException("RTSP limits must be at least 1, the interleaved buffer 65536 bytes");
        }
        if (sessionTimeout.toSeconds() < 1 || idle.isNegative() || idle.isZero() || lossGrace.isNegative()
                || deskTimeout.isNegative() || deskTimeout.isZero()) {
            throw new IllegalArgumentException("RTSP times must be positive, the session timeout at least 1 s");
        }
    }

    public static RtspSettings defaults() {
        return new RtspSettings(
                8192,
                8192,
                4096,
                512,
                4096,
                8,
                32,
                1 << 20,
                Duration.ofSeconds(60),
                Duration.ofSeconds(5),
                Duration.ofSeconds(30),
                Duration.ofSeconds(5));
    }
}
