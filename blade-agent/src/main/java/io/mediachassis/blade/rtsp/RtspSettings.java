package io.mediachassis.blade.rtsp;

import java.time.Duration;
import java.util.List;

/**
 * Limits and times of the RTSP server.
 *
 * @param maxHeadBytes request line and headers together, 1024 to 65536
 * @param maxBodyBytes of a request, 0 to 65536
 * @param maxConnections all together; beyond it those without a session that are silent for longest are closed
 * @param maxConnectionsPerAddress of one console address, the same
 * @param maxSessions all together
 * @param maxSessionsPerAddress of one console address
 * @param maxSessionsPerConnection set up by one connection
 * @param maxPipelined requests waiting on one connection; more close it
 * @param interleavedBufferBytes queued for one interleaved stream before its sink refuses
 * @param sessionTimeout without a sign of life, announced in the Session header; whole seconds
 * @param lossGrace how long a UDP session outlives its closed connection
 * @param idle how long a connection without a session may be silent
 * @param unasked the same, for one that never asked anything
 * @param deskTimeout for the desk's answer
 * @param destinations where media may go beside the console's own address
 */
public record RtspSettings(
        int maxHeadBytes,
        int maxBodyBytes,
        int maxConnections,
        int maxConnectionsPerAddress,
        int maxSessions,
        int maxSessionsPerAddress,
        int maxSessionsPerConnection,
        int maxPipelined,
        int interleavedBufferBytes,
        Duration sessionTimeout,
        Duration lossGrace,
        Duration idle,
        Duration unasked,
        Duration deskTimeout,
        Destinations destinations) {

    public RtspSettings {
        if (maxHeadBytes < 1024 || maxHeadBytes > 65536 || maxBodyBytes < 0 || maxBodyBytes > 65536) {
            throw new IllegalArgumentException("RTSP message limits out of range: head " + maxHeadBytes
                    + " (1024 to 65536), body " + maxBodyBytes + " (0 to 65536)");
        }
        if (maxConnections < 1 || maxConnectionsPerAddress < 1 || maxSessions < 1
                || maxSessionsPerAddress < 1 || maxSessionsPerConnection < 1 || maxPipelined < 1 || interleavedBufferBytes < 65536) {
            throw new IllegalArgumentException("RTSP limits must be at least 1, the interleaved buffer 65536 bytes");
        }
        if (sessionTimeout.toSeconds() < 1 || idle.isNegative() || idle.isZero() || unasked.isNegative()
                || unasked.isZero() || lossGrace.isNegative()
                || deskTimeout.isNegative() || deskTimeout.isZero()) {
            throw new IllegalArgumentException("RTSP times must be positive, the session timeout at least 1 s");
        }
    }

    public static RtspSettings defaults() {
        return new RtspSettings(
                8192,
                8192,
                4096,
                3072,
                4096,
                2500,
                8,
                32,
                1 << 20,
                Duration.ofSeconds(60),
                Duration.ofSeconds(5),
                Duration.ofSeconds(30),
                Duration.ofSeconds(10),
                Duration.ofSeconds(5),
                new Destinations(List.of()));
    }

    /** The same, for so many connections and sessions of one address. */
    public RtspSettings perAddress(int connections, int sessions) {
        return new RtspSettings(
                maxHeadBytes, maxBodyBytes, maxConnections, connections, maxSessions, sessions,
                maxSessionsPerConnection, maxPipelined, interleavedBufferBytes, sessionTimeout, lossGrace, idle,
                unasked, deskTimeout, destinations);
    }

    /** The same, with media going there too. */
    public RtspSettings allowing(Destinations allowed) {
        return new RtspSettings(
                maxHeadBytes, maxBodyBytes, maxConnections, maxConnectionsPerAddress, maxSessions,
                maxSessionsPerAddress, maxSessionsPerConnection, maxPipelined, interleavedBufferBytes, sessionTimeout,
                lossGrace, idle, unasked, deskTimeout, allowed);
    }
}
