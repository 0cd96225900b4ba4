package io.mediachassis.sim.unit;

import io.mediachassis.blade.ts.TsPacket;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** What a console wrote that went to other places of its program: packets without payload announce each break. */
final class BrokenOutput {
    private final byte[] first;
    private final byte[] last;

    private BrokenOutput(byte[] first, byte[] last) {
        this.first = first;
        this.last = last;
    }

    /** What comes before any break. */
    byte[] first() {
        return first;
    }

    /** What comes behind the last announcement. */
    byte[] last() {
        return last;
    }

    static BrokenOutput of(Path file) throws IOException {
        byte[] all = Files.readAllBytes(file);
        int end = all.length;
        int from = 0;
        for (int at = 0; at + TsPacket.SIZE <= all.length; at += TsPacket.SIZE) {
            if (TsPacket.discontinuity(all, at) && !TsPacket.hasPayload(all, at)) {
                end = Math.min(end, at);
                from = at + TsPacket.SIZE;
            }
        }
        return new BrokenOutput(Arrays.copyOf(all, end), Arrays.copyOfRange(all, from, all.length));
    }

    /** Where whole packets are in a program, byte for byte; -1 when they are no part of it. */
    static int placeIn(byte[] program, byte[] part) {
        for (int at = 0; at + part.length <= program.length; at += TsPacket.SIZE) {
            if (Arrays.equals(program, at, at + part.length, part, 0, part.length)) {
                return at;
            }
        }
        return -1;
    }
}
