package io.mediachassis.blade.announce;

import io.mediachassis.blade.access.PlaybackGate;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Session descriptions (RFC 8866) of one stream or of a whole set. Sources by RFC 4570, retransmission by RFC 4588,
 * where feedback goes by RFC 3605 and RFC 5760. Some attributes are our own, and players ignore them:
 *
 * <ul>
 * <li>{@code a=mediachassis-nvod:start=2026-11-21T20:00:00.500Z;period=7200.000;plays=0}: the first start, seconds from
 *     one start to the next, number of plays (0 for ever). The standard's {@code t=} and {@code r=} say the same in
 *     whole seconds.
 * <li>{@code a=mediachassis-interleave:window=160;burst=20;spacing=4;reorder=159}: packets leave in random order within
 *     windows of so many, so that a burst of loss becomes losses {@code spacing} apart; a receiver that gives a missing
 *     packet up before {@code reorder} later ones came loses it.
 * <li>{@code a=mediachassis-program:/interactive/film.ts}: the program itself, by HTTP at who describes the set, for what a
 *     console missed of a play's beginning.
 * <li>{@code a=mediachassis-unicast:rtsp://192.0.2.1:8554/interactive/film}: the same by RTSP, for a console that seeks,
 *     winds, or plays at another scale.
 * </ul>
 *
 * <p>Pure; any thread.
 */
public final class SdpWriter {
    /** Of a title, in UTF-8: leaves room for the rest in an announcement of 1 KB. */
    static final int MAX_TITLE = 160;

    private static final long NTP_EPOCH_OFFSET = 2_208_988_800L;
    private static final String LINE = "\r\n";

    private final InetAddress origin;
    private final String rtspBase;

    /** Of a station whose programs can't be had by RTSP. */
    public SdpWriter(InetAddress origin) {
        this(origin, "");
    }

    /**
     * @param origin unicast address of who describes; with the session's number it makes the description unique
     * @param rtspBase where the station's programs are had by RTSP, {@code rtsp://HOST:PORT/}; empty: nowhere
     */
    public SdpWriter(InetAddress origin, String rtspBase) {
        this.origin = origin;
        this.rtspBase = rtspBase;
    }

    /** One stream. What differs from an earlier description of it has a higher version, by the set's revision. */
    public String stream(AnnouncedSet set, AnnouncedStream stream) {
        StringBuilder sdp = origin(set, set.id() + "/" + stream.index());
        // Of the whole session, though it is a medium's: ffmpeg leaves it unread behind the m= of a transport stream.
        connection(sdp, stream);
        times(sdp, set, List.of(stream));
        attributes(sdp, List.of(stream));
        sourceFilter(sdp, stream);
        media(sdp, set, stream, true);
        return sdp.toString();
    }

    /** All streams of a set, a medium each: for consoles that choose by {@code a=mediachassis-nvod}. */
    public String set(AnnouncedSet set) {
        StringBuilder sdp = origin(set, set.id());
        times(sdp, set, set.streams());
        attributes(sdp, set.streams());
        String interactive = PlaybackGate.INTERACTIVE_PREFIX + set.programId();
        sdp.append("a=mediachassis-program:/").append(interactive).append(".ts").append(LINE);
        if (!rtspBase.isEmpty()) {
            sdp.append("a=mediachassis-unicast:").append(rtspBase).append(interactive).append(LINE);
        }
        for (AnnouncedStream stream : set.streams()) {
            media(sdp, set, stream, false);
        }
        return sdp.toString();
    }

    /** The origin line of a description, without its end: what takes an announcement back (RFC 2974 section 6). */
    public static String originLine(String description) {
        int from = description.startsWith("o=") ? 0 : description.indexOf("\no=") + 1;
        int end = description.indexOf(LINE, from);
        if (!description.startsWith("o=", from) || end < 0) {
            throw new IllegalArgumentException("a session description has an origin line");
        }
        return description.substring(from, end);
    }

    private StringBuilder origin(AnnouncedSet set, String name) {
        StringBuilder sdp = new StringBuilder(640);
        sdp.append("v=0").append(LINE);
        sdp.append("o=- ").append(sessionNumber(name)).append(' ').append(set.revision()).append(' ')
                .append(address(origin)).append(LINE);
        return sdp.append("s=").append(set.cleanTitle(MAX_TITLE)).append(LINE);
    }

    private static void attributes(StringBuilder sdp, List<AnnouncedStream> streams) {
        sdp.append("a=tool:Mediachassis").append(LINE);
        sdp.append("a=recvonly").append(LINE);
        for (AnnouncedStream stream : streams) {
            if (stream.carriage() instanceof Carriage.Rtp rtp && ownSession(rtp.repair())) {
                sdp.append("a=group:FID ").append(mediumOf(stream)).append(' ').append(mediumOf(stream) + 1)
                        .append(LINE);
            }
        }
    }

    /** Identification of a stream's medium; that of its retransmissions is the next one. */
    private static int mediumOf(AnnouncedStream stream) {
        return 2 * stream.index() + 1;
    }

    private static void connection(StringBuilder sdp, AnnouncedStream stream) {
        sdp.append("c=").append(address(stream.group()));
        // IPv6 has scopes in its addresses and no TTL here (RFC 8866 section 5.7).
        sdp.append(stream.group() instanceof Inet6Address ? "" : "/" + stream.ttl()).append(LINE);
    }

    private static void sourceFilter(StringBuilder sdp, AnnouncedStream stream) {
        if (stream.source() != null) {
            sdp.append("a=source-filter: incl ").append(address(stream.group())).append(' ')
                    .append(plain(stream.source())).append(LINE);
        }
    }

    /** From the first start to the last end, and how it repeats in between. */
    private static void times(StringBuilder sdp, AnnouncedSet set, List<AnnouncedStream> streams) {
        AnnouncedStream first = streams.get(0);
        @Nullable Instant end = Instant.MIN;
        StringBuilder offsets = new StringBuilder();
        for (AnnouncedStream stream : streams) {
            Instant last = stream.lastEnd(set);
            end = end == null || last == null ? null : last.isAfter(end) ? last : end;
            offsets.append(' ').append(seconds(stream.firstStart()) - seconds(first.firstStart()));
        }
        sdp.append("t=").append(seconds(first.firstStart()) + NTP_EPOCH_OFFSET).append(' ')
                .append(end == null ? 0 : seconds(end.plusMillis(999)) + NTP_EPOCH_OFFSET).append(LINE);
        if (first.plays() != 1) {
            sdp.append("r=").append((set.periodMs() + 500) / 1000).append(' ').append((set.durationMs() + 999) / 1000)
                    .append(offsets).append(LINE);
        }
    }

    private static void media(StringBuilder sdp, AnnouncedSet set, AnnouncedStream stream, boolean alone) {
        Carriage.Rtp rtp = stream.carriage() instanceof Carriage.Rtp carried ? carried : null;
        Carriage.Repair repair = rtp == null ? null : rtp.repair();
        sdp.append("m=video ").append(stream.port());
        if (rtp == null) {
            // Plain transport packets have no registered form; this is the one that ffmpeg and live555 read.
            sdp.append(" udp ").append(Carriage.MP2T).append(LINE);
        } else {
            sdp.append(repair == null ? " RTP/AVP " : " RTP/AVPF ").append(Carriage.MP2T);
            sdp.append(repair != null && !ownSession(repair) ? " " + repair.payloadType() : "").append(LINE);
        }
        sdp.append("i=Start ").append(stream.index() + 1).append(" of ").append(set.streams().size())
                .append(LINE);
        if (!alone) {
            connection(sdp, stream);
        }
        if (set.bitRate() > 0) {
            sdp.append("b=AS:").append((set.bitRate() + 999) / 1000).append(LINE);
        }
        if (!alone) {
            sourceFilter(sdp, stream);
        }
        sdp.append("a=rtpmap:").append(Carriage.MP2T).append(" MP2T/90000").append(LINE);
        if (rtp != null) {
            rtp(sdp, stream, rtp, repair);
        }
        sdp.append("a=mediachassis-nvod:start=").append(stream.firstStart().truncatedTo(ChronoUnit.MILLIS))
                .append(";period=").append(millis(set.periodMs()))
                .append(";plays=").append(stream.plays()).append(LINE);
        if (repair != null && ownSession(repair)) {
            retransmissionSession(sdp, stream, repair);
        }
    }

    private static void rtp(StringBuilder sdp, AnnouncedStream stream, Carriage.Rtp rtp,
            Carriage.@Nullable Repair repair) {
        sdp.append("a=ssrc:").append(Integer.toUnsignedString(rtp.ssrc())).append(" cname:")
                .append(stream.group().getHostAddress()).append(LINE);
        if (repair != null) {
            sdp.append("a=rtcp:").append(repair.feedbackPort()).append(' ').append(address(repair.feedback()))
                    .append(LINE);
            sdp.append("a=rtcp-unicast:rsi").append(LINE);
            sdp.append("a=rtcp-fb:").append(Carriage.MP2T).append(" nack").append(LINE);
            if (ownSession(repair)) {
                sdp.append("a=mid:").append(mediumOf(stream)).append(LINE);
            } else {
                rtxFormat(sdp, repair);
            }
        }
        Carriage.Interleave interleave = rtp.interleave();
        if (interleave != null) {
            sdp.append("a=mediachassis-interleave:window=").append(interleave.window()).append(";burst=")
                    .append(interleave.burst()).append(";spacing=").append(interleave.spacing()).append(";reorder=")
                    .append(interleave.reorder()).append(LINE);
        }
    }

    private static void retransmissionSession(StringBuilder sdp, AnnouncedStream stream, Carriage.Repair repair) {
        sdp.append("m=video ").append(repair.port()).append(" RTP/AVPF ").append(repair.payloadType()).append(LINE);
        sdp.append("i=Retransmissions").append(LINE);
        sdp.append("c=").append(address(repair.feedback())).append(LINE);
        rtxFormat(sdp, repair);
        sdp.append("a=rtcp-mux").append(LINE);
        sdp.append("a=mid:").append(mediumOf(stream) + 1).append(LINE);
    }

    private static void rtxFormat(StringBuilder sdp, Carriage.Repair repair) {
        sdp.append("a=rtpmap:").append(repair.payloadType()).append(" rtx/90000").append(LINE);
        sdp.append("a=fmtp:").append(repair.payloadType()).append(" apt=").append(Carriage.MP2T).append(";rtx-time=")
                .append(repair.timeMs()).append(LINE);
    }

    private static boolean ownSession(Carriage.@Nullable Repair repair) {
        return repair != null && repair.port() != 0;
    }

    private static String address(InetAddress address) {
        return (address instanceof Inet6Address ? "IN IP6 " : "IN IP4 ") + plain(address);
    }

    /** Without the zone that Java adds to addresses of links: it says nothing to others. */
    private static String plain(InetAddress address) {
        return address.getHostAddress().replaceFirst("%.*", "");
    }

    private static long seconds(Instant instant) {
        return instant.getEpochSecond();
    }

    private static String millis(long ms) {
        return ms / 1000 + "." + String.valueOf(1000 + ms % 1000).substring(1);
    }

    /** The same name gives the same number at every blade: FNV-1a, 63 bits. */
    private static long sessionNumber(String name) {
        long hash = 0xcbf29ce484222325L;
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (b & 0xff)) * 0x100000001b3L;
        }
        return hash & Long.MAX_VALUE;
    }
}
