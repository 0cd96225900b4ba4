package io.mediachassis.blade.rtsp;

import io.mediachassis.blade.rtsp.RtspMessage.Request;
import io.mediachassis.blade.trick.Scales;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/** What PLAY's headers ask for, and the headers that tell what can be asked. */
final class PlayHeaders {
    /** Feature tags of RFC 7826 section 11.1, which says best what older consoles may use as well. */
    static final String FEATURES = "play.basic, play.scale, play.speed";

    private static final List<String> SUPPORTED = List.of(FEATURES.split(", ", -1));
    private static final Pattern NUMBER = Pattern.compile("[+-]?(?:[0-9]{1,6}(?:\\.[0-9]{0,9})?|\\.[0-9]{1,9})");

    private static final DateTimeFormatter UTC_TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private PlayHeaders() {}

    /**
     * What a PLAY asks; fails with 400, 457 or 501. A time format that isn't understood is 501, a value that the program
     * doesn't have is 457 (RFC 2326 sections 12.29 and 11.3.8): a stored program has no time of day.
     */
    static PlayRequest parse(Request request) throws MediaException {
        double scale = number(request, "Scale");
        double speed = number(request, "Speed");
        Optional<NptRange> range = request.headers().get("Range")
                .map(header -> NptRange.parse(header, scale < 0))
                .orElse(Optional.of(NptRange.GO_ON));
        if (range.isEmpty()) {
            String unit = request.header("Range").strip().toLowerCase(Locale.ROOT).replaceFirst("\\s*=.*", "");
            throw switch (unit) {
                case "npt" -> new MediaException(457, "not a range of normal play time: npt=FROM-[TO], FROM before TO");
                case "clock" -> new MediaException(457, "this program has no time of day; ask by npt=FROM-[TO]");
                default -> new MediaException(501, "only normal play time is understood: npt=FROM-[TO]");
            };
        }
        return new PlayRequest(range.get().fromMs(), range.get().toMs(), scale, speed);
    }

    /**
     * The point at which a PAUSE shall stop (RFC 2326 section 10.6), ms of normal play time; empty: at once. Fails with 457
     * for a range, 501 for a format that isn't understood.
     */
    static OptionalLong pausePoint(Request request) throws MediaException {
        Optional<String> header = request.headers().get("Range");
        if (header.isEmpty()) {
            return OptionalLong.empty();
        }
        String text = header.get().strip();
        Optional<NptRange> range = NptRange.parse(text.matches("(?i)npt\\s*=[^-]+") ? text + "-" : text);
        if (range.isEmpty() || range.get().toMs().isPresent()) {
            throw text.toLowerCase(Locale.ROOT).startsWith("npt") || text.toLowerCase(Locale.ROOT).startsWith("clock")
                    ? new MediaException(457, "a pause point is one normal play time: npt=WHEN")
                    : new MediaException(501, "only normal play time is understood: npt=WHEN");
        }
        return range.get().fromMs();
    }

    /**
     * What may be done with a program (RFC 7826 section 18.29).
     *
     * @param growing more of it comes
     */
    static String mediaProperties(boolean growing) {
        return "Random-Access, Unlimited, " + (growing ? "Time-Progressing" : "Immutable") + ", Scales=\"" + Scales.LIST
                + "\"";
    }

    private static double number(Request request, String name) throws MediaException {
        String text = request.headers().get(name).orElse("1").strip();
        if (!NUMBER.matcher(text).matches()) {
            throw new MediaException(400, name + " is a decimal number, such as 2 or -0.5");
        }
        return Double.parseDouble(text);
    }

    /** Scale and Speed, where they were asked for or are not 1, and which there are. */
    static void answer(RtspResponse response, Request request, PlayAnswer playing) {
        response.with("Media-Properties", mediaProperties(playing.toMs() == PlayAnswer.NOT_KNOWN_MS));
        if (request.headers().get("Scale").isPresent() || playing.scale() != Scales.NORMAL) {
            response.with("Scale", text(playing.scale()));
        }
        if (request.headers().get("Speed").isPresent() || playing.speed() != Scales.NORMAL) {
            response.with("Speed", text(playing.speed()));
        }
    }

    /** {@code 2}, {@code -0.5}. */
    private static String text(double value) {
        return String.format(Locale.ROOT, "%.3f", value).replaceFirst("\\.?0+$", "");
    }

    /** When a range begins to be sent (RFC 2326 section 12.29), as the end of a Range header. */
    static String time(Instant at) {
        return ";time=" + UTC_TIME.format(at);
    }

    /** Of the features that a Require header names, those that are not offered; empty when all are. */
    static String unsupported(String required) {
        return String.join(", ", Arrays.stream(required.split(",", -1)).map(String::strip)
                .filter(tag -> !tag.isEmpty() && !SUPPORTED.contains(tag.toLowerCase(Locale.ROOT))).toList());
    }
}
