package io.mediachassis.blade.distribution;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Onward streams as content servers name them (seed 001 claim 3): in HTTP fields {@code Onward-Stream}, of which there may
 * be several, each with several values between commas, and in lines {@code a=onward-stream:} of a session description,
 * each with one:
 *
 * <pre>
 *   udp://192.0.2.7:5000;offset=30;loops=2
 *   rtp://239.1.1.1:5004; offset=0.5; loops=forever
 * </pre>
 *
 * <p>{@code offset} is in seconds with up to three decimals, {@code loops} counts the plays after the first; either may be
 * left out and is 0 then. Pure; any thread.
 */
public final class OnwardText {
    /** The field's name. */
    public static final String FIELD = "Onward-Stream";
    /** The attribute's. */
    public static final String ATTRIBUTE = "onward-stream";

    static final int MOST_STREAMS = 64;
    private static final int MOST_CHARS = 200;
    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,6}(\\.[0-9]{1,3})?");
    private static final Pattern COUNT = Pattern.compile("[0-9]{1,7}");
    private static final String HINT = "write udp://192.0.2.7:5000;offset=30;loops=2, offset in seconds, loops a number or "
            + "forever";

    private OnwardText() {}

    /** Reads the values of all fields of that name, in their order. */
    public static List<Onward> fields(List<String> values) throws DistributionRefused {
        List<Onward> all = new ArrayList<>();
        for (String value : values) {
            if (value.length() > MOST_STREAMS * MOST_CHARS) {
                throw new DistributionRefused(400, FIELD + " is too long", HINT);
            }
            for (String one : value.split(",", -1)) {
                all.add(one(one.strip()));
                if (all.size() > MOST_STREAMS) {
                    throw new DistributionRefused(400, "more than " + MOST_STREAMS + " onward streams are named",
                            "name fewer");
                }
            }
        }
        return all;
    }

    /** Reads one. */
    public static Onward one(String text) throws DistributionRefused {
        if (text.isEmpty() || text.length() > MOST_CHARS) {
            throw refused(text, "it is " + (text.isEmpty() ? "empty" : "too long"));
        }
        String[] parts = text.split(";", -1);
        OnwardTarget target = OnwardTarget.parse(parts[0].strip());
        long offsetMs = -1;
        int loops = Integer.MIN_VALUE;
        for (int i = 1; i < parts.length; i++) {
            String part = parts[i].strip();
            int equals = part.indexOf('=');
            String name = equals < 0 ? part : part.substring(0, equals);
            String value = part.substring(equals + 1);
            if (name.equals("offset") && offsetMs < 0 && SECONDS.matcher(value).matches()) {
                offsetMs = new BigDecimal(value).movePointRight(3).longValueExact();
            } else if (name.equals("loops") && loops == Integer.MIN_VALUE
                    && (value.equals("forever") || COUNT.matcher(value).matches())) {
                loops = value.equals("forever") ? Onward.FOREVER : Integer.parseInt(value);
            } else {
                throw refused(text, "\"" + Texts.shortened(part) + "\" is no offset or loops, or comes twice");
            }
        }
        if (offsetMs > Onward.MOST_OFFSET_MS || loops > Onward.MOST_LOOPS) {
            throw refused(text, "its offset or loops are too large");
        }
        return new Onward(target, Math.max(0, offsetMs), loops == Integer.MIN_VALUE ? 0 : loops);
    }

    private static DistributionRefused refused(String text, String why) {
        return new DistributionRefused(400, "onward stream \"" + Texts.shortened(text) + "\": " + why, HINT);
    }
}
