package io.mediachassis.controller.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Figures as people read them. Pure. */
final class Words {
    private Words() {}

    /** "1 stream", "2 streams". */
    static String count(int number, String thing) {
        return number + " " + thing + (number == 1 ? "" : "s");
    }

    /** "1.5 GB"; decimal prefixes, as disks are sold. */
    static String bytes(double bytes) {
        return scaled(bytes, "B");
    }

    /** "4.0 Mbit/s". */
    static String bitRate(double bitsPerSecond) {
        return scaled(bitsPerSecond, "bit/s");
    }

    private static String scaled(double value, String unit) {
        if (value < 1000) {
            return String.format(Locale.ROOT, "%.0f %s", value, unit);
        }
        String prefixes = "kMGTP";
        int prefix = -1;
        double scaled = value;
        while (scaled >= 999.95 && prefix < prefixes.length() - 1) {
            scaled /= 1000;
            prefix++;
        }
        return String.format(Locale.ROOT, "%.1f %c%s", scaled, prefixes.charAt(prefix), unit);
    }

    /** "1:02:03" or "2:03". */
    static String duration(double seconds) {
        long whole = Math.max(0, Math.round(seconds));
        long hours = whole / 3600;
        return hours > 0
                ? String.format(Locale.ROOT, "%d:%02d:%02d", hours, whole / 60 % 60, whole % 60)
                : String.format(Locale.ROOT, "%d:%02d", whole / 60, whole % 60);
    }

    /** "1, 3" or "-". */
    static String list(JsonNode numbers) {
        StringBuilder text = new StringBuilder();
        numbers.forEach(n -> text.append(text.length() == 0 ? "" : ", ").append(n.asText()));
        return text.length() == 0 ? "-" : text.toString();
    }

    /** The text, or "-". */
    static String orDash(JsonNode value) {
        String text = value.asText("");
        return text.isEmpty() ? "-" : text;
    }

    /** As a part of a URL's path. */
    static String inPath(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** An ISO time without its fraction of a second. */
    static String time(JsonNode iso) {
        return iso.asText("-").replaceFirst("\\.\\d+Z$", "Z");
    }
}
