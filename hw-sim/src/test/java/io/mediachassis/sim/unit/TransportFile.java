package io.mediachassis.sim.unit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * A transport stream that a player kept.
 *
 * @param packets of 188 bytes
 * @param gaps where a continuity counter leaps without saying so: packets are missing (ISO/IEC 13818-1 section 2.4.3.3)
 */
record TransportFile(int packets, int gaps) {
    private static final int TS = 188;
    private static final int PIDS = 8192;
    private static final int NULL_PID = 8191;

    static TransportFile of(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        int[] counters = new int[PIDS];
        Arrays.fill(counters, -1);
        int gaps = 0;
        int packets = 0;
        for (int at = 0; at + TS <= bytes.length; at += TS) {
            packets++;
            int pid = (bytes[at + 1] & 0x1f) << 8 | (bytes[at + 2] & 0xff);
            boolean payload = (bytes[at + 3] & 0x10) != 0;
            boolean adaptation = (bytes[at + 3] & 0x20) != 0 && bytes[at + 4] != 0;
            boolean announced = adaptation && (bytes[at + 5] & 0x80) != 0;
            int counter = bytes[at + 3] & 15;
            if (pid == NULL_PID || !payload) {
                continue;
            }
            int before = counters[pid];
            gaps += before < 0 || announced || counter == before || counter == (before + 1 & 15) ? 0 : 1;
            counters[pid] = counter;
        }
        return new TransportFile(packets, gaps);
    }
}
