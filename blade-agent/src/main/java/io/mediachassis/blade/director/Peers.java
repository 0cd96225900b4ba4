package io.mediachassis.blade.director;

import io.mediachassis.backplane.link.Link;
import java.util.Optional;

/** The links to the other blades. Any thread. */
public interface Peers {
    /** The link to the agent in a slot, while it is up. */
    Optional<Link> link(int slot);
}
