package io.mediachassis.blade.os;

/** What a {@link SendBatch} counts, added up in place. One thread. */
final class SendTally {
    long messages;
    long datagrams;
    long bytes;
    long calls;
    long partial;
    long waits;
    long dropped;
    long failed;
    long refused;
    int lastError;

    /** The kernel took a message. */
    void took(int itsDatagrams, int itsBytes) {
        messages++;
        datagrams += itsDatagrams;
        bytes += itsBytes;
    }

    /** A call failed for good: for want of room, or for another reason. */
    void lost(int itsDatagrams, int error) {
        if (Errno.noRoom(error)) {
            dropped += itsDatagrams;
        } else {
            failed += itsDatagrams;
        }
        lastError = error;
    }

    SendCounters counters() {
        return new SendCounters(messages, datagrams, bytes, calls, partial, waits, dropped, failed, refused, lastError);
    }
}
