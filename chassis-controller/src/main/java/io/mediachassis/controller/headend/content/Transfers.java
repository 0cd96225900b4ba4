package io.mediachassis.controller.headend.content;

import io.mediachassis.backplane.proto.ContentRow;
import java.util.Optional;
import java.util.Set;

/** Contents on their way from their providers into the home station. The content manager's thread. */
interface Transfers {
    /**
     * How one stands.
     *
     * @param done bytes of the source that were read
     * @param total that there are; -1: not known
     * @param rate bytes per second
     * @param unanswered all of it was sent a minute ago, and the engine has not said what it thinks of it
     */
    record Progress(long done, long total, double rate, boolean unanswered) {}

    /** Who hears how a transfer ended; on any thread. */
    interface Outcome {
        /** All of it was put into the station. */
        void done(String id);

        /**
         * An attempt ended without it.
         *
         * @param hopeless whether another one is of no use
         */
        void failed(String id, String why, boolean hopeless);
    }

    /** What addresses may begin with. */
    Set<String> schemes();

    /** Whether one more may begin. */
    boolean hasRoom(ContentRow content);

    boolean runs(String id);

    /** Begins; what runs already is left alone. */
    void begin(ContentRow content, Outcome outcome);

    /** Ends one without a word; nothing where it does not run. */
    void stop(String id);

    /** Each second: what is how fast, and what stands still. */
    void tick();

    /** How it stands, while it runs. */
    Optional<Progress> progress(String id);
}
