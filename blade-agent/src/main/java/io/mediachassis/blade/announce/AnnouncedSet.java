package io.mediachassis.blade.announce;

import java.util.List;

/**
 * A program that is sent as several multicast streams, each one interval behind the one before.
 *
 * @param id plain identifier of the set, for names in playlists
 * @param number 0 to {@link #MAX_NUMBER}: what tells it from the sets announced beside it; DVB's identifiers follow
 *     from it, so it stays while the set lives and is not given to another soon after
 * @param programId of the program, as RTSP and HTTP know it
 * @param title for people, as the publisher wrote it: any text
 * @param language of the title by ISO 639-2, three lower-case letters; {@code und} when nobody knows
 * @param durationMs of one play, milliseconds, greater than 0
 * @param intervalMs between the starts of neighbours, milliseconds, greater than 0
 * @param periodMs from one start of a stream to its next, milliseconds, at least the duration
 * @param bitRate of the transport stream in bit/s; 0 when unknown
 * @param revision grows by one whenever anything announced of the set changes, and never falls
 * @param streams 1 to {@link #MAX_STREAMS}, in order of their starts
 */
public record AnnouncedSet(String id, int number, String programId, String title, String language, long durationMs,
        long intervalMs, long periodMs, long bitRate, long revision, List<AnnouncedStream> streams) {
    public static final int MAX_NUMBER = 119;
    public static final int MAX_STREAMS = 496;
    public static final String UNKNOWN_LANGUAGE = "und";

    public AnnouncedSet {
        Checks.text("a set's id", id);
        Checks.text("a program's id", programId);
        Checks.range("a set's number", number, 0, MAX_NUMBER);
        if (!language.matches("[a-z]{3}")) {
            throw new IllegalArgumentException("a language is three lower-case letters, not '" + language + "'");
        }
        Checks.range("a duration in ms", durationMs, 1, Long.MAX_VALUE);
        Checks.range("an interval in ms", intervalMs, 1, Long.MAX_VALUE);
        Checks.range("a period in ms", periodMs, durationMs, Long.MAX_VALUE);
        Checks.range("a bit rate", bitRate, 0, Long.MAX_VALUE);
        Checks.range("a revision", revision, 0, Long.MAX_VALUE);
        Checks.range("the streams of a set", streams.size(), 1, MAX_STREAMS);
        streams = List.copyOf(streams);
    }

    /** The title without control characters and line ends, cut to so many bytes of UTF-8; the program's id if none. */
    public String cleanTitle(int maxBytes) {
        String clean = TitleText.clean(title, maxBytes);
        return clean.isEmpty() ? TitleText.clean(programId, maxBytes) : clean;
    }
}
