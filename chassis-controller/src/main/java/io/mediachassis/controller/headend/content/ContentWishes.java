package io.mediachassis.controller.headend.content;

import io.mediachassis.backplane.program.ProgramNaming;
import io.mediachassis.backplane.proto.ContentRow;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Instant;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;

/** Checks what is asked for a new content, and fills in what was left out. Pure. */
final class ContentWishes {
    static final int MAX_COPIES = 16;
    private static final int MAX_TITLE = 200;
    private static final int MAX_SOURCE = 2000;
    private static final int MAX_METADATA = 64;
    private static final int MAX_KEY = 64;
    private static final int MAX_VALUE = 4000;
    /** Of all of them: a row has to pass a link. */
    private static final int MAX_ALL = 32_000;

    private ContentWishes() {}

    /**
     * The row that it becomes, without state.
     *
     * @param schemes that a source may begin with
     * @param taken ids
     * @param copies where none are asked for
     * @throws ContentRefusal says what is wrong with it
     */
    static ContentRow.Builder row(
            ContentRow wish, Set<String> schemes, Predicate<String> taken, int copies, Instant now) {
        String title = wish.getTitle().strip();
        refuseUnless(!title.isEmpty() && title.length() <= MAX_TITLE && title.chars().noneMatch(c -> c < ' '),
                "a title has 1 to " + MAX_TITLE + " characters", "give it a title");
        refuseUnless(wish.getCopies() <= MAX_COPIES, "there are " + MAX_COPIES + " copies at most", "ask for fewer");
        checkSource(wish.getSource(), schemes, wish.getRecordS());
        refuseUnless(wish.getMetadataCount() <= MAX_METADATA && wish.getMetadataMap().entrySet().stream().allMatch(
                        entry -> !entry.getKey().isBlank() && entry.getKey().length() <= MAX_KEY
                                && entry.getValue().length() <= MAX_VALUE)
                        && wish.getMetadataMap().entrySet().stream()
                                .mapToInt(entry -> entry.getKey().length() + entry.getValue().length()).sum() <= MAX_ALL,
                "metadata are " + MAX_METADATA + " at most, names of " + MAX_KEY + " and values of " + MAX_VALUE
                        + " characters, " + MAX_ALL + " in all", "leave some out");
        checkTimes(wish.getPublishEpochMs(), wish.getExpiresEpochMs(), now);
        String id = wish.getId();
        if (id.isEmpty()) {
            id = ProgramNaming.of(title, taken);
        }
        refuseUnless(ProgramNaming.isId(id), "'" + id + "' can't be an id",
                "lower-case letters, digits, and hyphens behind the first, 64 at most");
        if (taken.test(id)) {
            throw new ContentRefusal(409, "there is a content or a program " + id,
                    "choose another id, or withdraw that one and forget it first");
        }
        return wish.toBuilder()
                .setId(id)
                .setTitle(title)
                .setCopies(wish.getCopies() == 0 ? copies : wish.getCopies())
                .setMadeEpochMs(now.toEpochMilli())
                .setChangedEpochMs(now.toEpochMilli());
    }

    /** Whether these times can be. */
    static void checkTimes(long publishMs, long expiresMs, Instant now) {
        refuseUnless(expiresMs == 0 || (expiresMs > now.toEpochMilli() && expiresMs > publishMs),
                "it would expire before it is published, or has expired already", "name a later time");
    }

    private static void checkSource(String source, Set<String> schemes, int recordS) {
        refuseUnless(source.length() <= MAX_SOURCE, "a source has " + MAX_SOURCE + " characters at most", "shorten it");
        try {
            URI uri = new URI(source);
            String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
            boolean live = Recording.records(uri);
            refuseUnless(schemes.contains(scheme)
                            && (live || (uri.getPath() != null && uri.getPath().length() > 1))
                            && (scheme.equals("file") || uri.getHost() != null)
                            && (!live || scheme.equals("rtsp") || uri.getPort() > 0),
                    "'" + source + "' is no address of a file at a provider, or of a live stream",
                    "for example http://provider/film.ts, ftp://user:password@provider/film.ts, file:/media/film.ts,"
                            + " udp://@239.1.1.1:5000");
            refuseUnless(live == recordS > 0,
                    live ? "nobody has said for how long " + source + " is recorded" : "only live streams are recorded for a time",
                    live ? "say so: chassisctl content add --for 2h, or record_s" : "leave --for (record_s) out");
        } catch (URISyntaxException e) {
            throw new ContentRefusal(400, "the source can't be read: " + e.getMessage(),
                    "write it as a URL, with what is no letter or digit escaped");
        }
    }

    private static void refuseUnless(boolean good, String text, String hint) {
        if (!good) {
            throw new ContentRefusal(400, text, hint);
        }
    }
}
