package io.mediachassis.sim.console;

import io.mediachassis.sim.console.description.MediaDescription;
import io.mediachassis.sim.console.description.StreamChoice;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How a console that has a program by unicast, at normal speed, comes back to its set: it joins the stream that is least
 * ahead of it, keeps what that brings, and has what lies between by unicast, which lasts for as long as the stream is ahead.
 * With a buffer as long as the set's interval there is always one, but near the program's end, and unless all plays are over.
 *
 * <pre>
 * LOOKING --a stream within reach--> joined ahead --what lies between has come--> back
 *    '--none: looks again a second later   '--nothing comes of it, or they don't meet--> LOOKING, for another play
 * </pre>
 *
 * <p>Pure; one thread.
 */
final class Returning {
    /** Less ahead, and unicast would have passed the place before the stream's first packets are here. */
    static final Duration LEAST = Duration.ofSeconds(2);
    private static final Duration AGAIN = Duration.ofSeconds(1);
    /** Nothing comes of a stream that was joined. */
    private static final Duration SILENT = Duration.ofSeconds(3);
    /** Unicast is past where the stream began by so much, and they have not met: they are not the same. */
    private static final Duration PAST = Duration.ofSeconds(5);

    private final List<MediaDescription> set;
    private final Duration reach;
    private final Set<Instant> failed = new HashSet<>();
    private Instant lookAt = Instant.MIN;
    private Instant joinedAt = Instant.MAX;
    private boolean none;
    private boolean toldNone;

    /**
     * @param set of streams by RTP; may be empty
     * @param buffer what the console holds
     */
    Returning(List<MediaDescription> set, Duration buffer) {
        this.set = set.stream().allMatch(MediaDescription::rtp) ? set : List.of();
        // The buffer's bytes are reckoned with some room.
        reach = buffer.plus(LEAST);
    }

    /**
     * A stream to join now; empty when none is within reach, or it isn't time to look.
     *
     * @param position to which unicast has come
     */
    Optional<StreamChoice.Chosen> look(Duration position, Instant now) {
        if (now.isBefore(lookAt)) {
            return Optional.empty();
        }
        lookAt = now.plus(AGAIN);
        Optional<StreamChoice.Chosen> found = StreamChoice.ahead(set, position, LEAST, reach, now)
                .filter(chosen -> !failed.contains(chosen.start()));
        found.ifPresent(chosen -> joinedAt = now);
        none |= found.isEmpty();
        return found;
    }

    /** True once: a look found no stream within reach, which is to be told. */
    boolean none() {
        boolean first = none && !toldNone;
        toldNone |= none;
        return first;
    }

    /**
     * Whether what was joined is to be given up.
     *
     * @param came whether anything came of it
     * @param beganAt position with which it began, if it came
     * @param position to which unicast has come
     */
    boolean hopeless(boolean came, Duration beganAt, Duration position, Instant now) {
        return came ? position.compareTo(beganAt.plus(PAST)) > 0 : now.isAfter(joinedAt.plus(SILENT));
    }

    /** It was given up: this play is not tried again. */
    void failed(StreamChoice.Chosen chosen) {
        failed.add(chosen.start());
    }
}
