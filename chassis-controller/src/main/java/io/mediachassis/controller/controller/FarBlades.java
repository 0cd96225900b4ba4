package io.mediachassis.controller.controller;

import io.mediachassis.backplane.link.Link;
import io.mediachassis.backplane.proto.Envelope;
import java.security.cert.X509Certificate;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;

/**
 * The blades of other stations that are linked to this head-end: each is told what blades of the home station are told of keys,
 * rules and stations, and gets a token of the head-end's. On the control loop, but for what says otherwise.
 */
final class FarBlades {
    private final Executor control;
    private final BiConsumer<String, Link> welcome;
    private final BiConsumer<String, Link> token;
    private final Map<Link, String> stations = new LinkedHashMap<>();
    private final Map<String, X509Certificate> authorities = new ConcurrentHashMap<>();

    /**
     * None yet.
     *
     * @param control the control loop
     * @param welcome tells one all that holds now; hears as whom it is known, and its link; nothing where this controller is on
     *     standby
     * @param token gives one a token of its own; likewise
     */
    FarBlades(Executor control, BiConsumer<String, Link> welcome, BiConsumer<String, Link> token) {
        this.control = control;
        this.welcome = welcome;
        this.token = token;
    }

    /** The certificate of a station's CA could be read. Any thread. */
    void known(String station, X509Certificate authority) {
        authorities.put(station, authority);
    }

    /** Of the stations that are known, by name. Any thread. */
    Map<String, X509Certificate> authorities() {
        return Map.copyOf(authorities);
    }

    /** A link came up. Any thread. */
    void came(String station, Link link) {
        control.execute(() -> {
            stations.put(link, station);
            welcome.accept(name(station, link), link);
        });
    }

    /** It went. Any thread. */
    void gone(Link link) {
        control.execute(() -> stations.remove(link));
    }

    /** A blade wants a new token. Any thread. */
    void tokenAsked(Link link) {
        control.execute(() -> {
            String station = stations.get(link);
            if (station != null) {
                token.accept(name(station, link), link);
            }
        });
    }

    /** This controller acts from now on, or keys changed: all are told all. */
    void welcomeAll() {
        stations.forEach((link, station) -> welcome.accept(name(station, link), link));
    }

    /** Each gets a new token, before the last one is over. */
    void renewTokens() {
        stations.forEach((link, station) -> token.accept(name(station, link), link));
    }

    void tell(Envelope.Builder word) {
        stations.keySet().forEach(link -> link.send(word));
    }

    private static String name(String station, Link link) {
        return station + "/" + BoardCredentials.engine(link.peer().getNumber());
    }
}
