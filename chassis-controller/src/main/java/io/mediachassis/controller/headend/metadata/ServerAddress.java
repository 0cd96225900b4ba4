package io.mediachassis.controller.headend.metadata;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file server's network address. Only one text is taken for each numeric address, so that none has two owners by two
 * spellings. Pure.
 *
 * @param host in small letters: a name, an IPv4 address in four decimals, or an IPv6 address in brackets
 * @param port 1 to 65535
 */
public record ServerAddress(Scheme scheme, String host, int port) {
    private static final Pattern TEXT = Pattern.compile(
            "([a-z]{3,5})://([A-Za-z0-9][A-Za-z0-9.-]{0,252}|\\[[0-9A-Fa-f:.]{2,45}])(?::([0-9]{1,5}))?");
    private static final Pattern NAME = Pattern.compile("(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\\.)*[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?");
    private static final Pattern IPV4 = Pattern.compile(
            "(?:(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])(?:\\.(?!$)|$)){4}");

    /** How files are fetched. */
    public enum Scheme {
        HTTP(80), HTTPS(443), FTP(21),
        /** A streaming server. */
        RTSP(554),
        /** A multicast group, transport stream in UDP. */
        UDP(0),
        /** The same in RTP. */
        RTP(0);

        private final int usualPort;

        Scheme(int usualPort) {
            this.usualPort = usualPort;
        }

        /** Whether files come from it byte by byte, and from any byte on. */
        public boolean hasFiles() {
            return this == HTTP || this == HTTPS || this == FTP;
        }

        public boolean isMulticast() {
            return this == UDP || this == RTP;
        }
    }

    /** What a text names; empty when it is no address: {@code scheme://host[:port]}, and nothing behind it. */
    public static Optional<ServerAddress> parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (text.length() > 300 || !matcher.matches()) {
            return Optional.empty();
        }
        Optional<Scheme> scheme = Arrays.stream(Scheme.values())
                .filter(one -> one.name().toLowerCase(Locale.ROOT).equals(matcher.group(1)))
                .findFirst();
        String host = matcher.group(2).toLowerCase(Locale.ROOT);
        boolean numeric = IPV4.matcher(host).matches();
        if (scheme.isEmpty() || (!host.startsWith("[") && !numeric && !NAME.matcher(host).matches())
                || (scheme.get().isMulticast() && !(numeric && isGroup(host)))) {
            return Optional.empty();
        }
        int port = matcher.group(3) == null ? scheme.get().usualPort : Integer.parseInt(matcher.group(3));
        return port < 1 || port > 65_535 ? Optional.empty() : Optional.of(new ServerAddress(scheme.get(), host, port));
    }

    /** 224.0.0.0/24 belongs to routing protocols. */
    private static boolean isGroup(String ipv4) {
        int first = Integer.parseInt(ipv4.substring(0, ipv4.indexOf('.')));
        return first >= 224 && first <= 239 && !ipv4.startsWith("224.0.0.");
    }

    /** The one text of it, with its port. */
    public String text() {
        return scheme.name().toLowerCase(Locale.ROOT) + "://" + host + ":" + port;
    }

    /** Host and port: whose these are, his are all schemes on them. */
    public String place() {
        return host + ":" + port;
    }
}
