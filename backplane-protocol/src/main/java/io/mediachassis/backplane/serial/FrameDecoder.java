package io.mediachassis.backplane.serial;

import java.util.function.Consumer;

/**
 * Takes a line's bytes as they come and gives the frames in them; counts what it drops. Never throws and never holds
 * more than one frame's bytes, whatever it is fed. Owned by one thread.
 */
public final class FrameDecoder {
    private final Cobs.Decoder cobs;
    private final Consumer<SerialFrame> frames;
    private final Consumer<SerialCounter> counts;

    /**
     * @param frames gets each frame whose check holds
     * @param counts gets {@link SerialCounter#FRAMES_RECEIVED} or the reason for each frame dropped
     */
    public FrameDecoder(Consumer<SerialFrame> frames, Consumer<SerialCounter> counts) {
        this.frames = frames;
        this.counts = counts;
        this.cobs = new Cobs.Decoder(SerialFrame.MAX_PACKET_BYTES, this::packet, counts);
    }

    /** Feeds what was read. */
    public void feed(byte[] bytes, int offset, int count) {
        cobs.feed(bytes, offset, count);
    }

    /** Whether someone's frame has begun and not ended yet. */
    public boolean isMidFrame() {
        return cobs.isMidPacket();
    }

    /** Forgets a frame that had begun: the line was opened anew. */
    public void reset() {
        cobs.reset();
    }

    private void packet(byte[] packet) {
        SerialFrame.Decoded decoded = SerialFrame.decode(packet);
        if (decoded instanceof SerialFrame.Decoded.Good good) {
            counts.accept(SerialCounter.FRAMES_RECEIVED);
            frames.accept(good.frame());
        } else if (decoded instanceof SerialFrame.Decoded.Bad bad) {
            counts.accept(bad.reason());
        }
    }
}
