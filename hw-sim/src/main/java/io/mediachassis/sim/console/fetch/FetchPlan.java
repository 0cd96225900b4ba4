package io.mediachassis.sim.console.fetch;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * From which server a file is fetched next, and from which byte on (seed 004, blocks 210 to 224): the primary, then each
 * alternate in turn, each going on where the one before it broke off; round after round, as long as a round brings
 * something. What comes to another hash than it should is thrown away, and the servers are tried one by one, so that it
 * shows which of them sends wrong bytes. Pure; one thread.
 */
public final class FetchPlan {
    /** A round that brings less is the last one. */
    static final long LEAST_OF_ROUND = 64 * 1024;

    private final List<Place> places;
    private final long bytes;
    private final boolean hashed;
    private final Set<Integer> excluded = new HashSet<>();
    private final Set<Integer> gave = new HashSet<>();
    private final List<PlaceError> errors = new ArrayList<>();
    private int place = -1;
    private long held;
    private long roundBegan;
    /** Each by itself, since together they came to a wrong hash. */
    private boolean alone;

    /** What to do. */
    public sealed interface Step {
        /** Fetch from there; what is held above that byte counts no more. */
        record Fetch(Place place, long from) implements Step {}

        /** See whether the whole has the right hash. */
        record Check() implements Step {}

        /** It is here. */
        record Done() implements Step {}

        /** Nobody has it. */
        record GiveUp() implements Step {}
    }

    /**
     * Begins.
     *
     * @param places in the order in which to try them
     * @param bytes of the file; 0: nobody knows
     * @param hashed whether it can be checked
     * @param held bytes that are here from an earlier time; where they came from nobody knows, and without a hash nobody
     *     would see if the file became another meanwhile: then they don't count
     */
    public FetchPlan(List<Place> places, long bytes, boolean hashed, long held) {
        this.places = List.copyOf(places);
        this.bytes = bytes;
        this.hashed = hashed;
        this.held = hashed && bytes > 0 && held <= bytes ? held : 0;
        this.roundBegan = this.held;
        if (this.held > 0) {
            gave.add(-1);
        }
    }

    public Step begin() {
        return bytes > 0 && held == bytes ? whole() : next();
    }

    /** The server ended in order; so much is held now. */
    public Step ended(long now) {
        if (isStream()) {
            // What a stream brings is not byte by byte what the file is; it is as whole as the server made it.
            return new Step.Done();
        }
        took(now);
        if (bytes > 0 && now < bytes) {
            return failed("it ended after " + now + " of " + bytes + " bytes");
        }
        return whole();
    }

    /** It broke off, or stood still; so much is held now. */
    public Step broke(long now, String error) {
        took(now);
        return bytes > 0 && now == bytes && !isStream() ? whole() : failed(error);
    }

    /** It has not got the file, or not this one; nothing of it was taken. */
    public Step refused(String error) {
        excluded.add(place);
        return failed(error);
    }

    /** It went on behind the file's end. Up to there it may still be right. */
    public Step overran() {
        errors.add(new PlaceError(places.get(place), "it sends more than the file's " + bytes + " bytes"));
        excluded.add(place);
        took(bytes);
        return whole();
    }

    /** The hash of the whole is right, or not. */
    public Step checked(boolean right) {
        if (right) {
            return new Step.Done();
        }
        if (gave.size() == 1 && !gave.contains(-1)) {
            int liar = gave.iterator().next();
            excluded.add(liar);
            errors.add(new PlaceError(places.get(liar), "it sends other bytes than the file's"));
        } else {
            alone = true;
        }
        place = -1;
        forget();
        return next();
    }

    /** What went wrong, in order. */
    public List<PlaceError> errors() {
        return List.copyOf(errors);
    }

    private boolean isStream() {
        return place >= 0 && places.get(place).isStream();
    }

    private void took(long now) {
        if (now > held && !isStream()) {
            gave.add(place);
            held = now;
        }
    }

    private Step whole() {
        return hashed ? new Step.Check() : new Step.Done();
    }

    private Step failed(String error) {
        errors.add(new PlaceError(places.get(place), error));
        if (alone && !excluded.contains(place) && held - roundBegan >= LEAST_OF_ROUND) {
            // The same again, for the rest.
            roundBegan = held;
            return new Step.Fetch(places.get(place), held);
        }
        if (alone) {
            excluded.add(place);
            forget();
        }
        return next();
    }

    private void forget() {
        held = 0;
        roundBegan = 0;
        gave.clear();
    }

    private Step next() {
        while (true) {
            while (++place < places.size()) {
                if (!excluded.contains(place)) {
                    return new Step.Fetch(places.get(place), places.get(place).isStream() ? 0 : held);
                }
            }
            if (alone || held - roundBegan < LEAST_OF_ROUND) {
                return new Step.GiveUp();
            }
            roundBegan = held;
            place = -1;
        }
    }
}
