package io.mediachassis.blade.playout;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Where one stream's packets go, by the kind of its destination. The playout thread's. */
interface PacketOutput {
    /**
     * Takes one packet: the RTP header's three words (nothing of them where the destination takes plain transport
     * packets), then {@code length} bytes of {@code first} from {@code at} and
     * {@code rest} bytes from the start of {@code second}.
     *
     * @return false when it can't be taken now
     */
    boolean packet(int word0, int timestamp, int ssrc, MediaChunk first, int at, int length,
            @Nullable MediaChunk second, int rest);

    /** No more packets in this tick. */
    void endOfTick();

    void report(ByteBuffer rtcp);

    /** Whether nothing but this program bounds how fast packets leave, so that catching up has to be gentle. */
    boolean unbounded();

    static PacketOutput of(Destination destination, MediaSender sender) {
        if (destination instanceof Destination.Udp udp) {
            return new UdpOutput(udp, sender);
        }
        return new InterleavedOutput(((Destination.Interleaved) destination).sink());
    }
}
