package io.mediachassis.blade.agent;

import io.mediachassis.blade.announce.AnnouncedSet;
import io.mediachassis.blade.announce.AnnouncedStream;
import io.mediachassis.blade.announce.M3uWriter;
import io.mediachassis.blade.announce.SdpWriter;
import io.mediachassis.blade.announce.SetAnnouncements;
import io.mediachassis.blade.http.HttpDesk.Announcement;
import io.mediachassis.blade.nvod.PlannedSets;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Session descriptions and playlists of the staggered sets, by HTTP's paths:
 *
 * <pre>
 *   /nvod.m3u         all streams of all sets
 *   /nvod/SET.m3u     all streams of a set
 *   /nvod/SET.sdp     the same as one description, a medium each: for consoles that choose one
 *   /nvod/SET/K.sdp   stream K: for players
 * </pre>
 *
 * <p>Any thread reads; the control loop puts.
 */
final class SetShelf {
    static final String SDP = "application/sdp";

    private static final Pattern SET = Pattern.compile("/nvod/([0-9.]{7,15})\\.(sdp|m3u)");
    private static final Pattern STREAM = Pattern.compile("/nvod/([0-9.]{7,15})/([0-9]{1,4})\\.sdp");

    private final SetAnnouncements announcements;
    private final SdpWriter writer;
    private final String httpBase;
    private volatile List<AnnouncedSet> sets = List.of();

    /**
     * @param station address, the origin of all descriptions
     * @param rtspBase where the station's programs are, {@code rtsp://HOST:PORT/}
     * @param httpBase where these paths are, {@code http://HOST:PORT}
     */
    SetShelf(SetAnnouncements announcements, InetAddress station, String rtspBase, String httpBase) {
        this.announcements = announcements;
        this.writer = new SdpWriter(station, rtspBase);
        this.httpBase = httpBase;
    }

    /** Where a set as a whole is described. */
    String url(String id) {
        return httpBase + "/nvod/" + id + ".sdp";
    }

    /** Where its groups are named, for players. */
    String playlist(String id) {
        return httpBase + "/nvod/" + id + ".m3u";
    }

    /** There are others now. */
    void put(PlannedSets now) {
        sets = announcements.of(now);
    }

    List<AnnouncedSet> all() {
        return sets;
    }

    SdpWriter writer() {
        return writer;
    }

    Optional<AnnouncedSet> find(String id) {
        return sets.stream().filter(set -> set.id().equals(id)).findFirst();
    }

    /** The set that sends to a group, IPv4, big-endian; empty when none does. */
    Optional<AnnouncedSet> ofGroup(int group) {
        return sets.stream()
                .filter(set -> set.streams().stream()
                        .anyMatch(stream -> GroupSender.address(stream.group().getAddress()) == group))
                .findFirst();
    }

    /** One stream's description; empty when there is none of that number. */
    Optional<String> stream(String id, int index) {
        return find(id).filter(set -> index < set.streams().size()).map(set -> {
            AnnouncedStream stream = set.streams().get(index);
            return writer.stream(set, stream);
        });
    }

    /** What is at a path. */
    Optional<Announcement> at(String path) {
        if (path.equals("/nvod.m3u")) {
            return Optional.of(new Announcement(M3uWriter.MEDIA_TYPE, M3uWriter.write(sets)));
        }
        Matcher set = SET.matcher(path);
        if (set.matches()) {
            return find(set.group(1)).map(found -> set.group(2).equals("sdp")
                    ? new Announcement(SDP, writer.set(found))
                    : new Announcement(M3uWriter.MEDIA_TYPE, M3uWriter.write(List.of(found))));
        }
        Matcher stream = STREAM.matcher(path);
        return stream.matches()
                ? stream(stream.group(1), Integer.parseInt(stream.group(2))).map(sdp -> new Announcement(SDP, sdp))
                : Optional.empty();
    }
}
