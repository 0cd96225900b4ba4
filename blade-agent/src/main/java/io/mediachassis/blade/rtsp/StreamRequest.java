package io.mediachassis.blade.rtsp;

/**
 * A console's SETUP.
 *
 * @param programId which program
 * @param clientAddress numeric address of the console, always the peer of its RTSP connection
 * @param delivery where the packets go
 * @param userAgent as the console says, empty when it doesn't
 * @param localAddress numeric address that the console connected to
 */
public record StreamRequest(
        String programId, String clientAddress, Delivery delivery, String userAgent, String localAddress) {}
