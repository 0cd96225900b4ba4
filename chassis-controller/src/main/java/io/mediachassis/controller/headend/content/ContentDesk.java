package io.mediachassis.controller.headend.content;

import io.mediachassis.backplane.proto.ContentDistribution;
import io.mediachassis.backplane.proto.ContentRow;
import io.mediachassis.controller.headend.distribution.StationCopy;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * The content manager, as the management API asks it. Any thread, and nothing blocks; results come on any. What can't be done
 * fails with {@link ContentRefusal}; what was done is on this controller's disk.
 */
public interface ContentDesk {
    /**
     * A content, as it stands.
     *
     * @param bytes of its source that were read so far, while it is transferred
     * @param total that there are; -1: not known
     * @param rate bytes per second
     * @param leastCopies copies that there are of each segment at least; 0: the station lacks some of it
     * @param elsewhere what the stations beside the home have, of those that are to have it or have some of it, by name
     */
    record View(
            ContentRow content, long bytes, long total, double rate, int leastCopies, List<StationCopy> elsewhere) {}

    CompletionStage<List<View>> contents();

    CompletionStage<View> content(String id);

    /**
     * A new one.
     *
     * @param wish id (empty: made from the title), title, source, metadata, times, copies (0: as configured)
     * @param start at once; otherwise it stays a draft
     */
    CompletionStage<View> add(ContentRow wish, boolean start);

    /** A draft is transferred from now on; one that failed is tried again. */
    CompletionStage<View> start(String id);

    /**
     * When it is to be published, in milliseconds since 1970; empty: as soon as it is ready.
     *
     * @param expires when it is to be withdrawn; 0: never; empty: as before
     */
    CompletionStage<View> publish(String id, Optional<Long> at, Optional<Long> expires);

    /** To which other stations it goes before anybody asks, and how. */
    CompletionStage<View> distribute(String id, ContentDistribution how);

    /** It is refused from now on, and removed everywhere. */
    CompletionStage<View> withdraw(String id);

    /** What is no draft of anything any more leaves the list; its id may be used again. */
    CompletionStage<Void> forget(String id);
}
