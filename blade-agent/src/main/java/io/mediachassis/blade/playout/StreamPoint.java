package io.mediachassis.blade.playout;

/**
 * Where a stream is: what RTP-Info and a hand-over say.
 *
 * @param positionTicks program time of the next packet, 27 MHz
 * @param sequence RTP sequence number of the next packet, 0 to 65535
 * @param timestamp its RTP timestamp (90 kHz, unsigned)
 */
public record StreamPoint(long positionTicks, int sequence, int timestamp) {}
