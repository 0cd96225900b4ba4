package io.mediachassis.sim.console.output;

import java.io.IOException;

/** One buffer's media, to its end, then another one's. */
public final class MediaChain implements MediaSource {
    private final MediaBuffer first;
    private final MediaBuffer second;
    private boolean firstOver;

    public MediaChain(MediaBuffer first, MediaBuffer second) {
        this.first = first;
        this.second = second;
    }

    @Override
    public int take(byte[] to, int most, long waitNs) throws IOException, InterruptedException {
        if (!firstOver) {
            int length = first.take(to, most, waitNs);
            if (length >= 0) {
                return length;
            }
            firstOver = true;
        }
        return second.take(to, most, waitNs);
    }

    /** Of the second one alone: the first one's end is none of the media's. */
    @Override
    public void pause(long ns) throws InterruptedException {
        second.pause(ns);
    }

    @Override
    public long held() {
        return first.held() + second.held();
    }
}
