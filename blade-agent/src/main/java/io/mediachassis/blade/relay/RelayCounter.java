package io.mediachassis.blade.relay;

import io.mediachassis.backplane.counter.Counter;
import io.mediachassis.backplane.counter.Declaration;

/** What is counted of streams that other engines send to connections of this blade: name, unit and sentence. */
public enum RelayCounter implements Counter {
    STREAMS("relay_streams_total", "streams",
            "Streams that another engine sent to a console's connection of this blade."),
    PACKETS("relay_packets_total", "packets", "Packets passed on to such connections."),
    SKIPPED("relay_packets_skipped_total", "packets",
            "Packets left out up to the next random access point, since the console did not keep up."),
    UNREAD("relay_unread_total", "streams", "Streams ended since the console read nothing of them."),
    STRANGE("relay_packets_strange_total", "packets",
            "Packets of no such stream, or that did not come from the station address.");

    private final Declaration declaration;

    RelayCounter(String metric, String unit, String sentence) {
        this.declaration = new Declaration(metric, unit, sentence);
    }

    @Override
    public Declaration declaration() {
        return declaration;
    }
}
