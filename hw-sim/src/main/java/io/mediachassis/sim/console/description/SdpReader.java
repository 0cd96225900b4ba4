package io.mediachassis.sim.console.description;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads session descriptions (RFC 8866) of MPEG transport streams from anywhere: by RTP (RFC 3551 payload type 33) or
 * plainly by UDP, of any source or one (RFC 4570), with retransmissions (RFC 4588) in the stream's session or one of
 * their own (RFC 5888 groups), and the attributes of staggered sets. What it doesn't know it leaves out; text of more
 * than {@link #MAX_CHARACTERS} or {@link #MAX_MEDIA} it refuses. Pure; any thread.
 */
public final class SdpReader {
    public static final int MAX_CHARACTERS = 1 << 20;
    public static final int MAX_MEDIA = 2048;

    private static final int RTX_LEAST_TYPE = 96;
    /** Beyond any session, and within what instants reckon. */
    private static final Instant LAST = Instant.parse("9999-12-31T00:00:00Z");

    private SdpReader() {}

    /**
     * Reads a description.
     *
     * @throws DescriptionException where it has no transport stream that can be received, or is malformed
     */
    public static SessionDescription read(String text) throws DescriptionException {
        if (text.length() > MAX_CHARACTERS) {
            throw new DescriptionException("a description of " + text.length() + " characters is too long");
        }
        List<SdpSection> sections = sections(text);
        SdpSection session = sections.get(0);
        Map<String, SdpSection> byMid = new HashMap<>();
        for (SdpSection section : sections) {
            section.attribute("mid").ifPresent(mid -> byMid.put(mid, section));
        }
        Map<String, SdpSection> retransmissions = new HashMap<>();
        for (String group : session.attributes("group")) {
            String[] words = group.split(" ", -1);
            if (words.length == 3 && words[0].equals("FID") && byMid.containsKey(words[2])) {
                retransmissions.put(words[1], byMid.get(words[2]));
            }
        }
        List<MediaDescription> media = new ArrayList<>();
        for (SdpSection section : sections.subList(1, sections.size())) {
            SdpSection own = section.attribute("mid").map(retransmissions::get).orElse(null);
            MediaDescription described = media(session, section, own);
            if (described != null) {
                media.add(described);
            }
        }
        if (media.isEmpty()) {
            throw new DescriptionException("it describes no MPEG transport stream by RTP or UDP over IPv4");
        }
        return new SessionDescription(session.value('s').orElse(""),
                session.attribute("mediachassis-program").orElse(""),
                session.attribute("mediachassis-unicast").orElse(""),
                sections.stream().flatMap(section -> section.attribute("mediachassis-set").stream()).findFirst().orElse(""),
                media);
    }

    private static List<SdpSection> sections(String text) throws DescriptionException {
        if (!text.startsWith("v=0")) {
            throw new DescriptionException("a session description begins with v=0");
        }
        List<SdpSection> sections = new ArrayList<>();
        SdpSection current = new SdpSection();
        sections.add(current);
        for (String line : (Iterable<String>) text.lines()::iterator) {
            if (line.startsWith("m=")) {
                current = new SdpSection();
                sections.add(current);
                if (sections.size() > MAX_MEDIA) {
                    throw new DescriptionException("a description has at most " + MAX_MEDIA + " media");
                }
            }
            current.line(line);
        }
        return sections;
    }

    /** Null for a medium of another kind, as retransmissions or sound alone. */
    private static @Nullable MediaDescription media(SdpSection session, SdpSection section, @Nullable SdpSection own)
            throws DescriptionException {
        String[] words = section.value('m').orElse("").split(" ", -1);
        if (words.length < 4) {
            return null;
        }
        boolean rtp = words[2].startsWith("RTP/");
        int payloadType = payloadType(section, words);
        boolean plain = words[2].equalsIgnoreCase("udp") || words[2].equalsIgnoreCase("MP2T/H2221/UDP");
        if (rtp ? payloadType < 0 : !plain) {
            return null;
        }
        int port = SdpSection.number(words[1].split("/", 2)[0], 0, 65_535, "a port");
        String connection = section.value('c').or(() -> session.value('c')).orElse("IN IP4 0.0.0.0");
        if (!connection.startsWith("IN IP4 ")) {
            return null;
        }
        int address = Ipv4Text.parse(connection.substring("IN IP4 ".length()).split("[/ ]", 2)[0]);
        Map<String, String> interleave = SdpSection.parameters(section.attribute("mediachassis-interleave").orElse(""));
        String reorder = interleave.getOrDefault("reorder", "0");
        return new MediaDescription(address, port, rtp, Math.max(0, payloadType), source(session, section, address),
                ssrc(section), bitRate(section), SdpSection.number(reorder, 0, 0x4000, "a reorder depth"),
                section.attribute("control").orElse(""), repair(section, own, payloadType), starts(session, section));
    }

    /** The transport stream's; -1 when there is none. */
    private static int payloadType(SdpSection section, String[] words) throws DescriptionException {
        for (int i = 3; i < words.length; i++) {
            boolean mapped = section.attribute("rtpmap", words[i]).orElse("").startsWith("MP2T/");
            if (mapped || words[i].equals(Integer.toString(MediaDescription.MP2T))) {
                return SdpSection.number(words[i], 0, 127, "a payload type");
            }
        }
        return -1;
    }

    private static int source(SdpSection session, SdpSection section, int address) throws DescriptionException {
        List<String> filters = new ArrayList<>(section.attributes("source-filter"));
        filters.addAll(session.attributes("source-filter"));
        for (String filter : filters) {
            String[] words = filter.strip().split(" +", -1);
            if (words.length >= 5 && words[0].equals("incl") && words[2].equals("IP4")
                    && (words[3].equals("*") || Ipv4Text.parse(words[3]) == address)) {
                return Ipv4Text.parse(words[4]);
            }
        }
        return 0;
    }

    private static long ssrc(SdpSection section) throws DescriptionException {
        List<String> sources = section.attributes("ssrc");
        if (sources.isEmpty() || sources.stream().map(s -> s.split(" ", 2)[0]).distinct().count() > 1) {
            return -1;
        }
        return SdpSection.longNumber(sources.get(0).split(" ", 2)[0], 0, 0xffffffffL, "an SSRC");
    }

    private static long bitRate(SdpSection section) throws DescriptionException {
        String bandwidth = section.value('b').orElse("");
        return bandwidth.startsWith("AS:")
                ? 1000 * SdpSection.longNumber(bandwidth.substring(3), 0, 100_000_000, "a bandwidth") : 0;
    }

    private static MediaDescription.@Nullable Repair repair(SdpSection section, @Nullable SdpSection own, int payloadType)
            throws DescriptionException {
        String feedback = section.attribute("rtcp-fb", Integer.toString(payloadType))
                .or(() -> section.attribute("rtcp-fb", "*")).orElse("");
        if (!feedback.strip().equals("nack")) {
            return null;
        }
        int rtx = rtxType(own == null ? section : own, payloadType);
        String[] rtcp = section.attribute("rtcp").orElse("0").split(" ", -1);
        int port = SdpSection.number(rtcp[0], 0, 65_535, "an RTCP port");
        boolean addressed = rtcp.length == 4 && rtcp[2].equals("IP4");
        return new MediaDescription.Repair(rtx, addressed ? Ipv4Text.parse(rtcp[3]) : 0, port);
    }

    private static int rtxType(SdpSection section, int payloadType) throws DescriptionException {
        for (int type = RTX_LEAST_TYPE; type < 128; type++) {
            String name = Integer.toString(type);
            if (section.attribute("rtpmap", name).orElse("").startsWith("rtx/")
                    && SdpSection.parameters(section.attribute("fmtp", name).orElse("")).getOrDefault("apt", "")
                            .equals(Integer.toString(payloadType))) {
                return type;
            }
        }
        return -1;
    }

    private static MediaDescription.@Nullable Starts starts(SdpSection session, SdpSection section)
            throws DescriptionException {
        String text = section.attribute("mediachassis-nvod").orElse("");
        if (text.isEmpty()) {
            return null;
        }
        Map<String, String> parameters = SdpSection.parameters(text);
        String[] repeats = session.value('r').orElse("").split(" ", -1);
        try {
            Duration period = Duration.ofMillis(
                    Math.round(1000 * Double.parseDouble(parameters.getOrDefault("period", ""))));
            if (period.isNegative() || period.isZero() || period.toDays() > 365) {
                throw new DescriptionException("a period of " + period + " can't be");
            }
            long seconds = repeats.length > 1 && repeats[1].matches("[0-9]{1,9}") ? Long.parseLong(repeats[1]) : 0;
            Instant first = Instant.parse(parameters.getOrDefault("start", ""));
            if (first.isBefore(Instant.EPOCH) || first.isAfter(LAST)) {
                throw new DescriptionException("a start at " + first + " can't be");
            }
            return new MediaDescription.Starts(first, period,
                    SdpSection.longNumber(parameters.getOrDefault("plays", "0"), 0, Long.MAX_VALUE, "plays"),
                    Duration.ofSeconds(seconds));
        } catch (DateTimeException | NumberFormatException e) {
            throw new DescriptionException("the starts '" + text + "' can't be read", e);
        }
    }
}
