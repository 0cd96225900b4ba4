package io.mediachassis.controller.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mediachassis.controller.client.ChassisException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a content goes to the other stations of the head-end, as options of a command. */
final class DistributionOptions {
    private static final long KILO = 1000;

    @Option(names = "--stations", split = ",", paramLabel = "NAME",
            description = "To these other stations before anybody asks for it there, or all.")
    private @Nullable List<String> stations;

    @Option(names = "--program-by-program",
            description = "Whole programs one after the other, and not the beginnings of all before the ends of any.")
    private boolean programByProgram;

    @Option(names = "--rate", paramLabel = "BPS",
            description = "At most so much to each of them, bit/s: 500k, 100M, 1G (default: as fast as it goes).")
    private @Nullable String rate;

    @Option(names = "--window", paramLabel = "HOURS",
            description = "Copies are begun in these hours alone: \"22:00-06:00 Europe/Berlin\" (default: always).")
    private @Nullable String window;

    // Set by picocli before a method runs.
    @SuppressWarnings("NullAway.Init")
    DistributionOptions() {}

    boolean given() {
        return stations != null || programByProgram || rate != null || window != null;
    }

    /** As the API takes it; what is not given is without bounds, and to no station. */
    ObjectNode json() throws ChassisException {
        ObjectNode how = JsonNodeFactory.instance.objectNode();
        ArrayNode names = how.putArray("stations");
        if (stations != null) {
            stations.stream().map(String::strip).filter(name -> !name.isEmpty() && !name.equals("none")).forEach(names::add);
        }
        how.put("order", programByProgram ? "program-by-program" : "beginnings-first");
        if (rate != null) {
            how.put("rate_bps", bitsPerSecond(rate));
        }
        if (window != null) {
            how.put("window", window);
        }
        return how;
    }

    private static long bitsPerSecond(String text) throws ChassisException {
        String plain = text.strip().toUpperCase(Locale.ROOT);
        int power = plain.isEmpty() ? -1 : "KMG".indexOf(plain.charAt(plain.length() - 1));
        String digits = power < 0 ? plain : plain.substring(0, plain.length() - 1);
        if (!digits.matches("\\d{1,12}")) {
            throw new ChassisException("'" + text + "' is no rate", "write bits per second: 500k, 100M or 1G", 0);
        }
        long rate = Long.parseLong(digits);
        for (int n = 0; n <= power; n++) {
            rate *= KILO;
        }
        return rate;
    }
}
