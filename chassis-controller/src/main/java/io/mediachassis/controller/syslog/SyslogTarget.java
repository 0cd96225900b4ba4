package io.mediachassis.controller.syslog;

import java.net.URI;
import java.util.Locale;

/**
 * A receiver, written as udp://HOST:PORT, tcp://HOST:PORT or tls://HOST:PORT; without a port 514, 601 or 6514.
 *
 * @param port 1 to 65535
 */
public record SyslogTarget(Protocol protocol, String host, int port) {
    /** How messages travel: RFC 5426, RFC 6587 with octet counting, RFC 5425. */
    public enum Protocol {
        UDP(514),
        TCP(601),
        TLS(6514);

        private final int port;

        Protocol(int port) {
            this.port = port;
        }
    }

    /**
     * Reads one.
     *
     * @throws IllegalArgumentException says what is wrong with it, and what is right
     */
    public static SyslogTarget parse(String text) {
        try {
            URI uri = URI.create(text);
            String host = uri.getHost();
            Protocol protocol = Protocol.valueOf(String.valueOf(uri.getScheme()).toUpperCase(Locale.ROOT));
            int port = uri.getPort() < 0 ? protocol.port : uri.getPort();
            if (host == null || port < 1 || port > 65_535 || !String.valueOf(uri.getPath()).isEmpty()) {
                throw new IllegalArgumentException("no host, no port, or more than that");
            }
            return new SyslogTarget(protocol, host.startsWith("[") ? host.substring(1, host.length() - 1) : host, port);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("syslog target '" + text + "' is not udp://HOST:PORT, tcp://HOST:PORT or"
                    + " tls://HOST:PORT", e);
        }
    }

    @Override
    public String toString() {
        return protocol.name().toLowerCase(Locale.ROOT) + "://" + host + ":" + port;
    }
}
