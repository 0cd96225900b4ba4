package io.mediachassis.blade.rtsp;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/** Headers in order, names without regard to case (RFC 2326 4.2). Messages have one owner at a time. */
public final class RtspHeaders {
    /** More than any player sends; a message with more is malformed. */
    static final int MAX = 64;

    private final List<String> names = new ArrayList<>();
    private final List<String> values = new ArrayList<>();

    /** Adds one. CR and LF are taken out of the value, so that none can forge another header. */
    public RtspHeaders add(String name, String value) {
        names.add(name);
        values.add(value.indexOf('\r') < 0 && value.indexOf('\n') < 0 ? value : value.replaceAll("[\r\n]+", " "));
        return this;
    }

    /** The first of that name. */
    public Optional<String> get(String name) {
        for (int i = 0; i < names.size(); i++) {
            if (names.get(i).equalsIgnoreCase(name)) {
                return Optional.of(values.get(i));
            }
        }
        return Optional.empty();
    }

    public int size() {
        return names.size();
    }

    /** Continues the last header's value (folded line). */
    void fold(String more) {
        int last = values.size() - 1;
        values.set(last, values.get(last) + " " + more);
    }

    void forEach(BiConsumer<String, String> each) {
        for (int i = 0; i < names.size(); i++) {
            each.accept(names.get(i), values.get(i));
        }
    }

    /** For logs: without what lets somebody in. */
    @Override
    public String toString() {
        List<String> shown = new ArrayList<>(values);
        for (int i = 0; i < names.size(); i++) {
            if (names.get(i).equalsIgnoreCase("Authorization")) {
                shown.set(i, "...");
            }
        }
        return names + "=" + shown;
    }
}
