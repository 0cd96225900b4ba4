package io.mediachassis.blade.distribution;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.counter.Counts;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;

/** Makes what receives, by its address. Any thread. */
final class Inputs {
    private static final Duration CONNECT = Duration.ofSeconds(5);

    private final Distributions.Place place;
    private final HttpClient http;
    private final Clock clock;
    private final Counts<DistributionCounter> counts;

    /** @param threads for connections */
    Inputs(Distributions.Place place, Executor threads, Clock clock, Counts<DistributionCounter> counts) {
        this.place = place;
        this.clock = clock;
        this.counts = counts;
        this.http = HttpClient.newBuilder()
                .executor(threads)
                .connectTimeout(CONNECT)
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build();
    }

    /**
     * What receives; empty where a content server delivers.
     *
     * @param stored bytes of the input that are on the disk
     */
    Optional<Input> of(InputAddress address, long stored, InputSink sink) {
        if (address instanceof InputAddress.Datagrams datagrams) {
            return Optional.of(new DatagramInput(
                    datagrams, place.ownAddress(), place.interfaceIndex(), sink, clock, counts));
        } else if (address instanceof InputAddress.Http pulled) {
            return Optional.of(pull(pulled.uri(), new HttpPull(pulled.uri(), stored, http, sink, clock, counts), sink));
        } else if (address instanceof InputAddress.Rtsp pulled) {
            return Optional.of(pull(pulled.uri(), new RtspPull(pulled.uri(), sink, clock, counts), sink));
        }
        return Optional.empty();
    }

    private Input pull(URI uri, Reconnecting.Pull by, InputSink sink) {
        return new Reconnecting(uri, by, sink, clock, counts);
    }
}
