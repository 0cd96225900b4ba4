package io.mediachassis.controller.headend.metadata;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What one device has been given of one program since it last began from the start, in that order.
 *
 * @param atMs when it last changed, of the epoch
 */
public record History(String subscriber, String device, String program, List<Past> past, long atMs) implements Entry {
    /** How it went with a file. */
    public enum Outcome {
        /** The device has it, and has not said how it ended. */
        GIVEN,
        PLAYED,
        /** No server had it. */
        FAILED
    }

    /**
     * A file that was given.
     *
     * @param position in the program then, from 0
     * @param bytes that the device had of it when it last spoke
     */
    public record Past(String file, int position, Outcome outcome, long bytes) {}

    public History {
        past = List.copyOf(past);
    }

    @Override
    public String id() {
        return subscriber + " " + device + " " + program;
    }

    Optional<Past> last() {
        return past.isEmpty() ? Optional.empty() : Optional.of(past.get(past.size() - 1));
    }

    Optional<Past> of(String file) {
        return past.stream().filter(one -> one.file().equals(file)).findFirst();
    }

    /** With this at the end, instead of what was known of that file. */
    History with(Past now, long nowMs) {
        List<Past> all = new ArrayList<>(past);
        all.removeIf(one -> one.file().equals(now.file()));
        all.add(now);
        return new History(subscriber, device, program, all, nowMs);
    }

    /** Only of these files. */
    History only(Predicate<String> files) {
        return new History(subscriber, device, program, past.stream().filter(one -> files.test(one.file())).toList(), atMs);
    }

    History fromStart(long nowMs) {
        return new History(subscriber, device, program, List.of(), nowMs);
    }
}
