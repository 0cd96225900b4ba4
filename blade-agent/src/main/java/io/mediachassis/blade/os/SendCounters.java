package io.mediachassis.blade.os;

/**
 * What a {@link SendBatch} did, as of the call that made this.
 *
 * @param messages messages the kernel took (a message is one or more datagrams to one place)
 * @param datagrams datagrams in them
 * @param bytes their payload bytes, RTP headers included
 * @param calls sendmmsg calls
 * @param partial calls that took fewer messages than they were given
 * @param waits times that the send buffer was full and had to be waited for
 * @param dropped datagrams given up because the send buffer stayed full
 * @param failed datagrams the kernel refused for another reason
 * @param segmentationRefused messages that had to be split here because the kernel would not
 * @param lastError errno of the last refusal, 0 when none
 */
public record SendCounters(
        long messages,
        long datagrams,
        long bytes,
        long calls,
        long partial,
        long waits,
        long dropped,
        long failed,
        long segmentationRefused,
        int lastError) {
    /** Of two batches together. */
    public SendCounters plus(SendCounters other) {
        return new SendCounters(
                messages + other.messages,
                datagrams + other.datagrams,
                bytes + other.bytes,
                calls + other.calls,
                partial + other.partial,
                waits + other.waits,
                dropped + other.dropped,
                failed + other.failed,
                segmentationRefused + other.segmentationRefused,
                other.lastError != 0 ? other.lastError : lastError);
    }
}
