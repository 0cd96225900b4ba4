package io.mediachassis.blade.agent;

import io.mediachassis.backplane.link.Link;
import io.mediachassis.backplane.link.LinkDown;
import io.mediachassis.backplane.link.LinkHandler;
import io.mediachassis.backplane.proto.Envelope;
import io.mediachassis.backplane.proto.Fault;
import io.mediachassis.backplane.proto.Hello;
import io.mediachassis.backplane.proto.Party;
import io.mediachassis.blade.director.Peers;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The links between the blades. Each pair has one, dialled by the lower slot, which halves the mesh. Events come on the
 * control loop; look-ups on any thread.
 */
final class PeerLinks implements LinkHandler, Peers {
    private final int slot;
    private final Map<Integer, Link> links = new ConcurrentHashMap<>();
    private @Nullable LinkMessages messages;

    PeerLinks(int slot) {
        this.slot = slot;
    }

    /** Who hears of them; before the first link. */
    void tell(LinkMessages listener) {
        messages = listener;
    }

    private LinkMessages messages() {
        return Objects.requireNonNull(messages, "links came before their listener");
    }

    @Override
    public Optional<Fault> admit(Hello hello) {
        if (hello.getParty() != Party.BLADE_AGENT) {
            return Optional.of(Fault.newBuilder()
                    .setCode(Fault.Code.REFUSED)
                    .setText("Blade " + slot + " takes links of other blades only, not of " + hello.getParty())
                    .build());
        }
        Link other = links.get(hello.getNumber());
        if (other != null && other.peer().getBootId() != hello.getBootId()
                && !other.peer().getSerialNumber().equals(hello.getSerialNumber())) {
            return Optional.of(Fault.newBuilder()
                    .setCode(Fault.Code.SLOT_TAKEN)
                    .setText("Slot " + hello.getNumber() + " is taken by board " + other.peer().getSerialNumber()
                            + "; check the slot that board " + hello.getSerialNumber() + " reads from its CBC")
                    .build());
        }
        return Optional.empty();
    }

    @Override
    public void onUp(Link link) {
        Link old = links.put(link.peer().getNumber(), link);
        if (old != null) {
            old.close();
        }
        messages().onPeerUp(link);
    }

    @Override
    public void onMessage(Link link, Envelope message) {
        messages().onPeerMessage(link, message);
    }

    @Override
    public void onDown(Link link, LinkDown why) {
        if (links.remove(link.peer().getNumber(), link)) {
            messages().onPeerDown(link.peer().getNumber());
        }
    }

    @Override
    public Optional<Link> link(int peer) {
        return Optional.ofNullable(links.get(peer));
    }

    /** All that are up. */
    Collection<Link> all() {
        return List.copyOf(links.values());
    }
}
