package io.mediachassis.blade.rtsp;

/**
 * A console's SETUP.
 *
 * @param programId which program
 * @param clientAddress numeric address that the media goes to: the peer of the console's RTSP connection, or one that it
 *     names where {@link Destinations} allow that
 * @param delivery where the packets go
 * @param userAgent as the console says, empty when it doesn't
 * @param localAddress numeric address that the console connected to
 */
public record StreamRequest(
        String programId, String clientAddress, Delivery delivery, String userAgent, String localAddress) {
    /** The same of another program. */
    public StreamRequest of(String program) {
        return new StreamRequest(program, clientAddress, delivery, userAgent, localAddress);
    }
}
