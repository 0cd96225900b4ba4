package io.mediachassis.sim.console.load;

import io.mediachassis.sim.console.description.MediaDescription;
import java.time.Duration;

/**
 * Consoles for load.
 *
 * @param media the stream that all of them are in
 * @param consoles 1 to 100 000
 * @param ownSockets whether each joins for itself, so that the kernel copies every packet for it; else a thread's consoles
 *     share a socket, and each is shown every packet
 * @param repair whether they ask for what they miss
 * @param latency that they would play with: what is missing for longer is given up
 * @param loss part of the packets that each console is made to lose by itself, 0 to 1
 * @param burst packets that it is made to lose in a row, now and then
 * @param interfaceIndex on which groups are joined; 0: by the routing table
 * @param duration of the run; for another latency nothing more is lost, so that what is missing can still come
 * @param seed of the losses
 */
public record LoadSettings(MediaDescription media, int consoles, boolean ownSockets, boolean repair, Duration latency,
        double loss, int burst, int interfaceIndex, Duration duration, long seed) {
    public LoadSettings {
        if (consoles < 1 || consoles > 100_000) {
            throw new IllegalArgumentException("consoles for load are 1 to 100000, not " + consoles);
        }
        if (!media.rtp()) {
            throw new IllegalArgumentException("load takes an RTP stream: plain UDP has nothing to count losses by");
        }
    }
}
