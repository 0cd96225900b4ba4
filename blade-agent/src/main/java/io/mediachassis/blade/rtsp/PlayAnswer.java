package io.mediachassis.blade.rtsp;

/**
 * What PLAY started, or where PAUSE stopped.
 *
 * @param fromMs position in the program that plays next, milliseconds
 * @param toMs where it will stop, milliseconds; to the end of the program, its announced duration
 * @param sequence RTP sequence number of the next packet, low 16 bits
 * @param timestamp RTP time of {@code fromMs}, unsigned 32 bit
 */
public record PlayAnswer(long fromMs, long toMs, int sequence, int timestamp) {}
