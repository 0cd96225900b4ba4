package io.mediachassis.blade.distribution;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.counter.Counts;
import java.io.IOException;
import java.net.URI;

/** Pulls a stream by RTSP (RFC 2326), from where its server redirects to. The input's thread. */
final class RtspPull implements Reconnecting.Pull {
    private static final int REDIRECTS = 3;

    private final URI uri;
    private final InputSink sink;
    private final Clock clock;
    private final Counts<DistributionCounter> counts;
    private boolean came;
    private boolean cameEver;

    RtspPull(URI uri, InputSink sink, Clock clock, Counts<DistributionCounter> counts) {
        this.uri = uri;
        this.sink = sink;
        this.clock = clock;
        this.counts = counts;
    }

    @Override
    public void connect(Reconnecting by) throws IOException, DistributionRefused {
        cameEver |= came;
        came = false;
        URI at = uri;
        for (int i = 0; at != null && i <= REDIRECTS; i++) {
            RtspConversation conversation = new RtspConversation(at, cameEver, by, sink, clock, counts);
            try {
                at = conversation.play();
            } finally {
                came |= conversation.came();
            }
        }
        if (at != null) {
            throw new IOException("it redirects more than " + REDIRECTS + " times");
        }
    }

    @Override
    public boolean came() {
        return came;
    }
}
