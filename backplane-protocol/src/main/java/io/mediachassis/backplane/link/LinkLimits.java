package io.mediachassis.backplane.link;

/**
 * How much a server or a link holds at most.
 *
 * @param connections inbound connections of a server, unfinished ones included
 * @param handshakes inbound connections that are not yet through TLS and hello
 * @param handshakesPerAddress of those, from one address
 * @param outstandingRequests requests of one link that wait for their reply
 * @param lowWaterBytes a link above the high-water mark takes messages again below this
 * @param highWaterBytes above so many queued bytes a link takes no message; at four times that, replies included, a
 *     peer that does not read is dropped
 */
public record LinkLimits(
        int connections, int handshakes, int handshakesPerAddress, int outstandingRequests, int lowWaterBytes,
        int highWaterBytes) {
    /** For one chassis of 16 slots with room for reconnects. */
    public static final LinkLimits DEFAULT = new LinkLimits(64, 32, 32, 1024, 512 << 10, 2 << 20);

    /** Of a head-end: the blades of 32 chassis, of which those of one may come from one address. */
    public static final LinkLimits HEAD_END = new LinkLimits(512, 64, 16, 1024, 512 << 10, 2 << 20);

    public LinkLimits {
        if (connections < 1 || handshakes < 1 || handshakesPerAddress < 1 || outstandingRequests < 1) {
            throw new IllegalArgumentException("a limit is under 1");
        }
        if (lowWaterBytes < 1 || highWaterBytes < lowWaterBytes || highWaterBytes > 64 << 20) {
            throw new IllegalArgumentException("water marks " + lowWaterBytes + ", " + highWaterBytes);
        }
    }
}
