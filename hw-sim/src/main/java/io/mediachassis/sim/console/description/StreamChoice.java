package io.mediachassis.sim.console.description;

import io.mediachassis.sim.console.description.MediaDescription.Starts;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Which stream of a staggered set a console joins. Pure; any thread. */
public final class StreamChoice {
    private StreamChoice() {}

    /**
     * A stream, and the start from which it is received.
     *
     * @param index in the description
     * @param start of the play; may lie a little back
     */
    public record Chosen(int index, MediaDescription media, Instant start) {}

    /**
     * The one that begins next, for a play from the beginning; empty when none begins any more.
     *
     * @param join how far ahead a start is at least: joining takes time
     */
    public static Optional<Chosen> next(List<MediaDescription> media, Instant now, Duration join) {
        Chosen best = null;
        for (int i = 0; i < media.size(); i++) {
            Starts starts = media.get(i).starts();
            Optional<Instant> start = starts == null ? Optional.empty() : nextStart(starts, now.plus(join));
            if (start.isPresent() && (best == null || start.get().isBefore(best.start()))) {
                best = new Chosen(i, media.get(i), start.get());
            }
        }
        return Optional.ofNullable(best);
    }

    /**
     * The one to go on with from a position of the program, where what lies between that and the stream's own position
     * is held in a buffer, or fetched: the one that is least ahead of it.
     *
     * @param position in the program of the first media that is not held yet
     * @param buffer how far ahead a stream may be
     */
    public static Optional<Chosen> resume(List<MediaDescription> media, Duration position, Duration buffer, Instant now) {
        return ahead(media, position, Duration.ZERO, buffer, now);
    }

    /**
     * The same of streams that are ahead by so much at least: what lies between takes a while to be had.
     *
     * @param least how far ahead a stream is, at least
     * @param most the same, at most
     */
    public static Optional<Chosen> ahead(
            List<MediaDescription> media, Duration position, Duration least, Duration most, Instant now) {
        Chosen best = null;
        Duration nearest = most;
        for (int i = 0; i < media.size(); i++) {
            Starts starts = media.get(i).starts();
            Optional<Instant> start = starts == null ? Optional.empty() : lastStart(starts, now);
            if (starts == null || start.isEmpty() || over(starts, start.get(), now)) {
                continue;
            }
            Duration ahead = Duration.between(start.get(), now).minus(position);
            if (ahead.compareTo(least) >= 0 && ahead.compareTo(nearest) <= 0) {
                nearest = ahead;
                best = new Chosen(i, media.get(i), start.get());
            }
        }
        return Optional.ofNullable(best);
    }

    /** Whether a stream rests, or has ended: nothing of that play is sent any more. */
    private static boolean over(Starts starts, Instant start, Instant now) {
        Duration length = starts.duration().isZero() ? starts.period() : starts.duration();
        return Duration.between(start, now).compareTo(length) >= 0;
    }

    /**
     * A stream that comes to a position of the program.
     *
     * @param start of its play
     * @param at when it is there
     */
    public record Reached(int index, MediaDescription media, Instant start, Instant at) {}

    /**
     * The one that is next at a position, to go on behind what is held; empty when none comes there any more.
     *
     * @param position in the program of the first media that is not held
     */
    public static Optional<Reached> reaching(List<MediaDescription> media, Duration position, Instant from) {
        Reached best = null;
        for (int i = 0; i < media.size(); i++) {
            Starts starts = media.get(i).starts();
            Optional<Instant> start = starts == null || position.compareTo(starts.period()) >= 0
                    ? Optional.empty() : nextStart(starts, from.minus(position));
            Instant at = start.map(s -> s.plus(position)).orElse(Instant.MAX);
            if (start.isPresent() && (best == null || at.isBefore(best.at()))) {
                best = new Reached(i, media.get(i), start.get(), at);
            }
        }
        return Optional.ofNullable(best);
    }

    /**
     * How a set is staggered.
     *
     * @param interval from one stream's start to the next one's
     * @param length of a play; where nobody says, the time until it comes again
     */
    public record Pattern(Duration interval, Duration length) {}

    /** That of these streams; empty when they are no set of two or more. */
    public static Optional<Pattern> pattern(List<MediaDescription> media) {
        if (media.size() < 2 || media.stream().anyMatch(m -> m.starts() == null)) {
            return Optional.empty();
        }
        Starts first = Objects.requireNonNull(media.get(0).starts());
        Duration interval = Duration.between(first.first(), Objects.requireNonNull(media.get(1).starts()).first());
        return interval.isNegative() || interval.isZero() ? Optional.empty()
                : Optional.of(new Pattern(interval, first.duration().isZero() ? first.period() : first.duration()));
    }

    /** The first start that is not before an instant. */
    static Optional<Instant> nextStart(Starts starts, Instant from) {
        Duration since = Duration.between(starts.first(), from);
        boolean first = since.isNegative() || since.isZero();
        long play = first ? 0 : -Math.floorDiv(-since.toMillis(), starts.period().toMillis());
        return starts.plays() != 0 && play >= starts.plays() ? Optional.empty() : Optional.of(start(starts, play));
    }

    /** The start of the play that runs, or ran last. */
    static Optional<Instant> lastStart(Starts starts, Instant now) {
        Duration since = Duration.between(starts.first(), now);
        if (since.isNegative()) {
            return Optional.empty();
        }
        long play = since.toMillis() / starts.period().toMillis();
        return Optional.of(start(starts, starts.plays() == 0 ? play : Math.min(play, starts.plays() - 1)));
    }

    /** The start of the play that follows the one which began at {@code start}. */
    public static Optional<Instant> after(Starts starts, Instant start) {
        return nextStart(starts, start.plusMillis(starts.period().toMillis() / 2));
    }

    private static Instant start(Starts starts, long play) {
        return starts.first().plusMillis(play * starts.period().toMillis());
    }
}
