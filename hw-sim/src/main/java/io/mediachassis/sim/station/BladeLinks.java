package io.mediachassis.sim.station;

import io.mediachassis.backplane.link.Link;
import io.mediachassis.backplane.proto.Envelope;
import io.mediachassis.blade.director.Peers;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The links to other blades that one life of a blade has. */
final class BladeLinks implements Peers {
    private final Map<Integer, Link> links = new TreeMap<>();

    @Override
    public Optional<Link> link(int slot) {
        return Optional.ofNullable(links.get(slot));
    }

    void tellAll(Envelope.Builder message) {
        List.copyOf(links.values()).forEach(link -> link.send(message.clone()));
    }

    void up(Link link, int peer) {
        Link old = links.put(peer, link);
        if (old != null) {
            old.close();
        }
    }

    /** Returns whether it was the link in use. */
    boolean down(Link link, int peer) {
        return links.remove(peer, link);
    }
}
