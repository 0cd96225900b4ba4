package io.mediachassis.blade.announce;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Sets for tests. */
public final class Sets {
    /** 2026-11-21 20:00 UTC, an NTP time of 4004280000. */
    public static final Instant START = Instant.parse("2026-11-21T20:00:00Z");
    public static final InetAddress ORIGIN = address("192.0.2.10");

    private Sets() {}

    public static InetAddress address(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }

    public static AnnouncedStream stream(int index, Carriage carriage, long plays) {
        return stream(index, "239.255.7." + (index % 250 + 1), null, carriage, plays);
    }

    public static AnnouncedStream stream(int index, String group, @Nullable String source, Carriage carriage,
            long plays) {
        return new AnnouncedStream(index, address(group), 5000, source == null ? null : address(source), 16, carriage,
                START.plusSeconds(30L * index), plays);
    }

    /** A film of two hours with so many streams, 30 s apart. */
    public static AnnouncedSet film(String title, int streams, Carriage carriage) {
        List<AnnouncedStream> list = new ArrayList<>();
        for (int i = 0; i < streams; i++) {
            list.add(stream(i, carriage, 0));
        }
        return set(title, list);
    }

    public static AnnouncedSet set(String title, List<AnnouncedStream> streams) {
        return new AnnouncedSet("film-nvod", 3, "film", title, "und", 7_200_000, 30_000, 7_200_000, 4_000_000, 5,
                streams);
    }
}
