package io.mediachassis.blade.announce;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/** What is in a stream's datagrams. */
public sealed interface Carriage {
    /** Payload type of an MPEG transport stream (RFC 3551). */
    int MP2T = 33;

    /** Transport packets and nothing else. */
    record PlainUdp() implements Carriage {}

    /**
     * RTP (RFC 2250), payload type 33.
     *
     * @param ssrc of the stream, an unsigned number
     * @param interleave null when packets leave in order
     * @param repair null when nobody repairs losses
     */
    record Rtp(int ssrc, @Nullable Interleave interleave, @Nullable Repair repair) implements Carriage {}

    /**
     * Packets leave in a keyed random order within windows.
     *
     * @param window packets
     * @param burst so many packets lost in a row become losses {@code spacing} apart
     * @param spacing packets
     * @param reorder packets by which one can be behind a later one: what a receiver must hold
     */
    record Interleave(int window, int burst, int spacing, int reorder) {
        public Interleave {
            Checks.range("an interleaving window", window, 2, 0x4000);
            Checks.range("a burst", burst, 1, window);
            Checks.range("a spacing", spacing, 1, window);
            Checks.range("a reorder depth", reorder, 1, window);
        }
    }

    /**
     * Retransmission (RFC 4588) asked for by generic NACK (RFC 4585).
     *
     * @param payloadType of retransmissions, 96 to 127
     * @param port 0: retransmissions come in the stream's own session, with an SSRC of their own, as GStreamer takes
     *     them; else a session of their own at that port of the feedback address (RFC 6285, DVB's retransmission
     *     server); GStreamer stops when nothing comes there for a while
     * @param feedback who takes RTCP, unicast
     * @param feedbackPort its UDP port
     * @param timeMs how long packets are kept for it, milliseconds
     */
    record Repair(int payloadType, int port, InetAddress feedback, int feedbackPort, int timeMs) {
        public Repair {
            Checks.range("a retransmission's payload type", payloadType, 96, 127);
            Checks.range("a retransmission's port", port, 0, 0xffff);
            Checks.range("a feedback port", feedbackPort, 1, 0xffff);
            Checks.range("a retransmission time in ms", timeMs, 1, 600_000);
            if (feedback.isMulticastAddress()) {
                throw new IllegalArgumentException("feedback goes to one server, not to " + feedback.getHostAddress());
            }
        }
    }
}
