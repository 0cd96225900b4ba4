package io.mediachassis.sim.device;

import io.mediachassis.backplane.serial.SerialFrame;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Replies to the last requests by (line, nonce, sequence): a request that comes again, because its reply was lost, gets
 * the same reply and is not executed again. Entries live for a second, far longer than a master retries and far shorter
 * than its 16-bit sequence takes to come round.
 */
final class OnceCache {
    private static final int ENTRIES = 8;
    private static final long LIFE_NS = 1_000_000_000L;

    private record Entry(int line, int nonce, int sequence, SerialFrame reply, long atNs) {}

    private final Deque<Entry> entries = new ArrayDeque<>();

    @Nullable SerialFrame replyTo(int line, SerialFrame request, long nowNs) {
        entries.removeIf(e -> nowNs - e.atNs > LIFE_NS);
        for (Entry e : entries) {
            if (e.line == line && e.nonce == request.nonce() && e.sequence == request.sequence()) {
                return e.reply;
            }
        }
        return null;
    }

    void keep(int line, SerialFrame request, SerialFrame reply, long nowNs) {
        if (entries.size() == ENTRIES) {
            entries.removeFirst();
        }
        entries.add(new Entry(line, request.nonce(), request.sequence(), reply, nowNs));
    }
}
