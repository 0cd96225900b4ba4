package io.mediachassis.sim.console.rtsp;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An answer.
 *
 * @param headers by name in lower case
 */
public record RtspAnswer(int status, Map<String, String> headers, String body) {
    private static final Pattern NPT = Pattern.compile("npt *= *([0-9]{1,9}(?:\\.[0-9]{1,9})?)");

    public RtspAnswer {
        headers = Map.copyOf(headers);
    }

    public String header(String name) {
        return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
    }

    /** A parameter of the Transport header, as {@code server_port}. */
    public Optional<String> transport(String name) {
        return Optional.ofNullable(parameters(header("transport")).get(name));
    }

    /** Number of the first packet (RTP-Info); empty when it isn't told. */
    public Optional<Integer> firstSequence() {
        String sequence = parameters(header("rtp-info").split(",", 2)[0]).getOrDefault("seq", "");
        return sequence.matches("[0-9]{1,5}") && Integer.parseInt(sequence) < 0x10000
                ? Optional.of(Integer.parseInt(sequence)) : Optional.empty();
    }

    /** When what was asked for begins, as RFC 2326 section 3.7 writes it; empty: at once. */
    public Optional<String> startsAt() {
        return Optional.ofNullable(parameters(header("range")).get("time"));
    }

    /** Where in the program what was asked for begins, milliseconds (RFC 2326 section 3.6); empty when it isn't told. */
    public OptionalLong fromMs() {
        Matcher npt = NPT.matcher(header("range"));
        return npt.lookingAt() ? OptionalLong.of(Math.round(1000 * Double.parseDouble(npt.group(1)))) : OptionalLong.empty();
    }

    /** At which scale it is played (RFC 2326 section 12.34); 1 when it isn't told. */
    public double scale() {
        String scale = header("scale");
        return scale.matches("-?[0-9]{1,4}(\\.[0-9]{1,9})?") ? Double.parseDouble(scale) : 1;
    }

    private static Map<String, String> parameters(String text) {
        Map<String, String> parameters = new HashMap<>();
        for (String parameter : text.split(";", -1)) {
            int equals = parameter.indexOf('=');
            String name = equals < 0 ? parameter : parameter.substring(0, equals);
            String value = equals < 0 ? "" : parameter.substring(equals + 1).strip();
            parameters.put(name.strip().toLowerCase(Locale.ROOT), value);
        }
        return parameters;
    }
}
