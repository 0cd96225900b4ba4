package io.mediachassis.controller.headend.content;

import com.google.protobuf.ByteString;
import io.mediachassis.backplane.proto.ContentRow;
import io.mediachassis.backplane.proto.ContentState;
import io.mediachassis.controller.headend.distribution.Reach;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;

/**
 * Where a content goes next, by what the station has of it and by the time (seed 002, claims 9 and 10).
 *
 * <pre>
 *   DRAFT --start--> TRANSFERRING --the station has all of it--> INACTIVE --a time to publish is named--> DISTRIBUTING
 *                      |      ^                                                                               |
 *              no more |      | retry                          as many copies of each segment as asked, here and
 *             attempts v      |                                 at the stations that are to have it           v
 *                      FAILED                            PUBLISHED <--the time is there, all boards know-- READY
 *                                                            |
 *                                   withdraw, or it expires  v
 *   (from any state but FAILED and DRAFT) ---------------> WITHDRAWN --forget--> gone
 * </pre>
 *
 * <p>Each step is on the disk before anything follows from it, and what is done in a state may be done again: so a
 * controller that takes over, or comes back, goes on from whatever state it finds. Pure.
 */
public final class ContentCourse {
    /** Publish as soon as it is ready. */
    static final long WHEN_READY = -1;

    /** For copies to be made, once it is time to publish. */
    static final Duration PATIENCE = Duration.ofMinutes(1);

    /** How far a blade's clock may be behind: what was stored before the content was made is another program. */
    private static final Duration CLOCKS = Duration.ofMinutes(2);

    private ContentCourse() {}

    /**
     * What the station has of a program.
     *
     * @param leastCopies copies that there are of each segment at least; 0: it lacks some of it
     * @param storedEpochMs when it was taken in, by the station's own word
     * @param manifest which program it is: its manifest's hash, in hexadecimal; empty: not known
     * @param held whether some blade has some of it
     * @param work whether some blade takes it in now
     * @param failure why taking it in failed; empty: it did not
     */
    public record AtStation(
            int leastCopies, long storedEpochMs, String manifest, boolean held, boolean work, String failure) {
        public static final AtStation NOTHING = new AtStation(0, 0, "", false, false, "");

        /** Whether it has all of a content, and no earlier one of that id, as a blade that was away may bring back. */
        boolean has(ContentRow content) {
            return leastCopies > 0 && storedEpochMs != content.getGoneStoredEpochMs()
                    && storedEpochMs >= content.getMadeEpochMs() - CLOCKS.toMillis();
        }

        private ByteString identity() {
            return ByteString.copyFrom(HexFormat.of().parseHex(manifest));
        }
    }

    /** The same row where nothing changes. One step at a time, so that each is stored. */
    static ContentRow next(ContentRow content, AtStation station, Reach others, Instant now) {
        boolean expired = content.getExpiresEpochMs() > 0 && now.toEpochMilli() >= content.getExpiresEpochMs();
        if (expired && isAlive(content.getState())) {
            return to(ContentState.WITHDRAWN, content, now).build();
        }
        // A controller before this one did not keep which program it is.
        boolean unknown = content.getManifestHash().isEmpty() && content.getStoredEpochMs() != 0;
        if (unknown && content.getStoredEpochMs() == station.storedEpochMs() && !station.manifest().isEmpty()) {
            return content.toBuilder().setManifestHash(station.identity()).build();
        }
        return switch (content.getState()) {
            case TRANSFERRING -> station.has(content)
                    ? to(ContentState.INACTIVE, content, now)
                            .setStoredEpochMs(station.storedEpochMs())
                            .setManifestHash(station.identity())
                            .clearError()
                            .clearAttempts()
                            .build()
                    : content;
            case INACTIVE -> content.getPublishEpochMs() != 0
                    ? to(ContentState.DISTRIBUTING, content, now).build()
                    : content;
            case DISTRIBUTING -> distributed(content, station, others, now);
            case READY -> due(content, now) ? to(ContentState.PUBLISHED, content, now).build() : content;
            case CONTENT_STATE_UNSPECIFIED, DRAFT, PUBLISHED, WITHDRAWN, FAILED, UNRECOGNIZED -> content;
        };
    }

    /**
     * Where its time has come and copies are still lacking, consoles are not let wait for these: those of other stations ask
     * for what is not there yet.
     */
    private static ContentRow distributed(ContentRow content, AtStation station, Reach others, Instant now) {
        boolean patient = now.toEpochMilli() - content.getChangedEpochMs() < PATIENCE.toMillis();
        boolean enough = station.leastCopies() >= content.getCopies();
        boolean here = enough || (station.leastCopies() > 0 && !patient && due(content, now));
        boolean elsewhere = (others.known() && others.lacking().isEmpty()) || others.stalled()
                || (content.getPublishEpochMs() > 0 && due(content, now));
        if (!here || !elsewhere) {
            return content;
        }
        String lacks = enough ? "" : "there are " + station.leastCopies() + " of " + content.getCopies()
                + " copies; blades may be full, or too few";
        String behind = others.text();
        return to(ContentState.READY, content, now)
                .setError(lacks + (lacks.isEmpty() || behind.isEmpty() ? "" : "; ") + behind)
                .build();
    }

    private static boolean due(ContentRow content, Instant now) {
        long at = content.getPublishEpochMs();
        return at == WHEN_READY || (at > 0 && now.toEpochMilli() >= at);
    }

    /** Whether it is on its way to consoles, or with them. */
    static boolean isAlive(ContentState state) {
        return switch (state) {
            case TRANSFERRING, INACTIVE, DISTRIBUTING, READY, PUBLISHED -> true;
            case CONTENT_STATE_UNSPECIFIED, DRAFT, WITHDRAWN, FAILED, UNRECOGNIZED -> false;
        };
    }

    /** It is in that state from now on. */
    static ContentRow.Builder to(ContentState state, ContentRow content, Instant now) {
        return content.toBuilder().setState(state).setChangedEpochMs(now.toEpochMilli());
    }
}
