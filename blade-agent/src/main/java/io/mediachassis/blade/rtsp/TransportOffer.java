package io.mediachassis.blade.rtsp;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;

/**
 * One transport of a Transport header (RFC 2326 12.39).
 *
 * @param profile as sent, {@code RTP/AVP}, {@code RTP/AVP/UDP} or {@code RTP/AVP/TCP} when we can serve it, each with or without
 *     feedback ({@code RTP/AVPF})
 * @param multicast whether multicast is asked for; RFC 2326 makes it the default, players mean unicast when they give
 *     ports
 * @param clientPort first of {@code client_port}
 * @param clientPort2 second, the first plus one when not given
 * @param channel first of {@code interleaved}
 * @param channel2 second, the first plus one when not given
 * @param destination empty when not given
 * @param mode PLAY unless given, upper case
 */
record TransportOffer(
        String profile,
        boolean multicast,
        OptionalInt clientPort,
        OptionalInt clientPort2,
        OptionalInt channel,
        OptionalInt channel2,
        String destination,
        String mode) {
    /** More than any player offers. */
    static final int MAX_OFFERS = 16;

    private static final int MIN_PORT = 1024;

    /** The offers in the console's order of preference; those that can't be read are left out. */
    static List<TransportOffer> parse(String header) {
        List<TransportOffer> offers = new ArrayList<>();
        for (String one : header.split(",", MAX_OFFERS + 1)) {
            if (offers.size() == MAX_OFFERS) {
                break;
            }
            String[] parts = one.split(";", -1);
            String profile = parts[0].strip();
            if (profile.isEmpty()) {
                continue;
            }
            boolean multicast = false;
            OptionalInt[] ports = {OptionalInt.empty(), OptionalInt.empty()};
            OptionalInt[] channels = {OptionalInt.empty(), OptionalInt.empty()};
            String destination = "";
            String mode = "PLAY";
            for (int i = 1; i < parts.length; i++) {
                int equals = parts[i].indexOf('=');
                String name = (equals < 0 ? parts[i] : parts[i].substring(0, equals)).strip().toLowerCase(Locale.ROOT);
                String value = equals < 0 ? "" : unquote(parts[i].substring(equals + 1).strip());
                switch (name) {
                    case "multicast" -> multicast = true;
                    case "client_port" -> ports = pair(value, 65535);
                    case "interleaved" -> channels = pair(value, 255);
                    case "destination" -> destination = value;
                    case "mode" -> mode = value.toUpperCase(Locale.ROOT);
                    default -> {
                        // unicast is what we serve anyway; layers, ttl and append ask for what we don't
                    }
                }
            }
            offers.add(new TransportOffer(
                    profile, multicast, ports[0], ports[1], channels[0], channels[1], destination, mode));
        }
        return offers;
    }

    /**
     * Whether we can serve it by multicast: the group is ours to say, and the profile with feedback is as good (RFC 4585).
     */
    boolean acceptableByMulticast() {
        return multicast && mode.equals("PLAY") && destination.isEmpty()
                && profile.matches("(?i)RTP/AVPF?(/UDP)?");
    }

    boolean isInterleaved() {
        return profile.matches("(?i)RTP/AVPF?/TCP");
    }

    /** Whether the console reports losses at once (RFC 4585). */
    boolean feedback() {
        return profile.toUpperCase(Locale.ROOT).startsWith("RTP/AVPF");
    }

    /** Where the media would go for a console at that address. */
    String destinationFor(String clientAddress) {
        return destination.isEmpty() ? clientAddress : destination;
    }

    /** Whether we can serve it to a console at that address. */
    boolean acceptableFor(String clientAddress, Destinations destinations) {
        String to = destinationFor(clientAddress);
        boolean allowed = isInterleaved() ? to.equals(clientAddress) : destinations.allowed(clientAddress, to);
        if (multicast || !mode.equals("PLAY") || !allowed) {
            return false;
        }
        if (isInterleaved()) {
            return channel.isEmpty() == channel2.isEmpty()
                    && (channel.isEmpty() || channel.getAsInt() != channel2.getAsInt());
        }
        // Ports below 1024 are never a player's; refused, so that media can't be aimed at a host's services.
        return profile.matches("(?i)RTP/AVPF?(/UDP)?")
                && clientPort.isPresent()
                && clientPort2.isPresent()
                && clientPort.getAsInt() >= MIN_PORT
                && clientPort2.getAsInt() >= MIN_PORT;
    }

    private static OptionalInt[] pair(String value, int max) {
        int dash = value.indexOf('-');
        OptionalInt first = number(dash < 0 ? value : value.substring(0, dash), max);
        OptionalInt second = dash >= 0
                ? number(value.substring(dash + 1), max)
                : first.isPresent() && first.getAsInt() < max
                        ? OptionalInt.of(first.getAsInt() + 1)
                        : OptionalInt.empty();
        return new OptionalInt[] {first, second};
    }

    private static OptionalInt number(String text, int max) {
        String digits = text.strip();
        if (!digits.matches("[0-9]{1,5}") || Integer.parseInt(digits) > max) {
            return OptionalInt.empty();
        }
        return OptionalInt.of(Integer.parseInt(digits));
    }

    private static String unquote(String value) {
        boolean quoted = value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"");
        return quoted ? value.substring(1, value.length() - 1) : value;
    }
}
