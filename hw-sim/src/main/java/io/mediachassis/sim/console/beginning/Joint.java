package io.mediachassis.sim.console.beginning;

import io.mediachassis.blade.ts.TsPacket;
import java.io.IOException;
import java.util.Arrays;

/**
 * Finds, in a program's transport packets, those with which a stream of the same program begins, by comparing them
 * (Knuth, Morris and Pratt): streams say neither where in the program they are nor how many bytes that is. What comes
 * before is passed on, what the stream brings is not. Pure; one thread.
 */
public final class Joint {
    private final byte[] wanted;
    private final int packets;
    /** By number of packets matched less one: how many of them may match again behind the first. */
    private final int[] fallback;
    private int matched;

    /** Takes what comes before. */
    public interface Before {
        void packet(byte[] memory, int offset) throws IOException;
    }

    /** @param wanted what the stream begins with, one or more whole packets; few are taken for one another if they are many */
    public Joint(byte[] wanted) {
        if (wanted.length == 0 || wanted.length % TsPacket.SIZE != 0) {
            throw new IllegalArgumentException("whole transport packets, not " + wanted.length + " bytes");
        }
        this.wanted = wanted.clone();
        packets = wanted.length / TsPacket.SIZE;
        fallback = new int[packets];
        for (int i = 1, known = 0; i < packets; i++) {
            while (known > 0 && !matches(wanted, i * TsPacket.SIZE, known)) {
                known = fallback[known - 1];
            }
            if (matches(wanted, i * TsPacket.SIZE, known)) {
                known++;
            }
            fallback[i] = known;
        }
    }

    /** Takes the program's next packet; true once the stream's first packets have come, and nothing more is before them. */
    public boolean packet(byte[] memory, int offset, Before to) throws IOException {
        while (matched > 0 && !matches(memory, offset, matched)) {
            int kept = fallback[matched - 1];
            for (int i = 0; i < matched - kept; i++) {
                to.packet(wanted, i * TsPacket.SIZE);
            }
            matched = kept;
        }
        if (matches(memory, offset, matched)) {
            matched++;
        } else {
            to.packet(memory, offset);
        }
        return matched == packets;
    }

    /** It is sought no longer: passes on what was taken for its beginning. */
    public void giveUp(Before to) throws IOException {
        for (int i = 0; i < matched && matched < packets; i++) {
            to.packet(wanted, i * TsPacket.SIZE);
        }
        matched = 0;
    }

    private boolean matches(byte[] memory, int offset, int packet) {
        int at = packet * TsPacket.SIZE;
        return Arrays.equals(memory, offset, offset + TsPacket.SIZE, wanted, at, at + TsPacket.SIZE);
    }
}
