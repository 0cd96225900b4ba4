package io.mediachassis.blade.announce;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * Extended M3U of the streams, for players that open {@code udp://} and {@code rtp://} but no session descriptions, as
 * Debian's VLC. A source-specific group is {@code udp://source@group:port}, the form that VLC and TiviMate-like players
 * read. Pure; any thread.
 */
public final class M3uWriter {
    /** What playlists are served as. */
    public static final String MEDIA_TYPE = "audio/x-mpegurl; charset=utf-8";

    private static final int MAX_TITLE = 256;

    private M3uWriter() {}

    /** All streams of all sets, in order. */
    public static String write(Collection<AnnouncedSet> sets) {
        StringBuilder text = new StringBuilder(256).append("#EXTM3U\n");
        for (AnnouncedSet set : sets) {
            String title = set.cleanTitle(MAX_TITLE);
            for (AnnouncedStream stream : set.streams()) {
                // -1 is what players take for a broadcast; a length would make them show a position.
                text.append("#EXTINF:-1 tvg-id=\"").append(quoted(set.id())).append('.').append(stream.index())
                        .append("\" group-title=\"").append(quoted(title)).append("\",").append(title).append(" (")
                        .append(stream.index() + 1).append('/').append(set.streams().size()).append(")\n");
                text.append(uri(stream)).append('\n');
            }
        }
        return text.toString();
    }

    /** Where a player finds the stream. */
    public static String uri(AnnouncedStream stream) {
        String scheme = stream.carriage() instanceof Carriage.Rtp ? "rtp://" : "udp://";
        return scheme + source(stream.source()) + "@" + host(stream.group()) + ":" + stream.port();
    }

    private static String source(@Nullable InetAddress source) {
        return source == null ? "" : host(source);
    }

    private static String host(InetAddress address) {
        String plain = address.getHostAddress().replaceFirst("%.*", "");
        return address instanceof Inet6Address ? "[" + plain + "]" : plain;
    }

    /** Players know no escape inside quotes. */
    private static String quoted(String text) {
        return text.replace('"', '\'');
    }
}
