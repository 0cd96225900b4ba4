package io.mediachassis.blade.locate;

import io.mediachassis.backplane.proto.BladeDatagram;
import io.mediachassis.backplane.proto.LoadAnswer;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Which polls are open, and whether an answer belongs to one: each engine is asked one thing at a time, and an answer
 * counts once. Pure; one thread.
 */
final class LoadPolls {
    private static final int SLOTS = 17;

    private final RandomGenerator nonces;
    private final long[] nonce = new long[SLOTS];
    private final boolean[] open = new boolean[SLOTS];

    /** @param nonces cryptographically strong, so that nobody can answer in another's name */
    LoadPolls(RandomGenerator nonces) {
        this.nonces = nonces;
    }

    /** The next poll of an engine. */
    long ask(int slot) {
        nonce[slot] = nonces.nextLong();
        open[slot] = true;
        return nonce[slot];
    }

    /** Whether the last poll of that engine is still without an answer. */
    boolean isOpen(int slot) {
        return open[slot];
    }

    /** Nobody is asked any more. */
    void forget() {
        Arrays.fill(open, false);
    }

    /** Whether that engine was asked just this; if so it isn't any more. */
    boolean accept(BladeDatagram datagram) {
        if (!datagram.hasLoadAnswer()) {
            return false;
        }
        LoadAnswer answer = datagram.getLoadAnswer();
        int slot = answer.getSlot();
        if (slot < 1 || slot >= SLOTS || !open[slot] || nonce[slot] != answer.getNonce()) {
            return false;
        }
        open[slot] = false;
        return true;
    }
}
