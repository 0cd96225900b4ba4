package io.mediachassis.blade.trick;

import org.jspecify.annotations.Nullable;

/**
 * Says which I-picture (random access point) comes next, and when: one of program time p is due at |p - start| / |scale|
 * of output time, so that the pictures that are shown keep their distances. Those are left out that would come sooner
 * than the one before them allows, which is how rate and number of pictures are bounded. Pure; one thread.
 *
 * <p>Over a program that still arrives the plan is held at the last picture there is ({@link #held()}) and goes on from
 * there: the newest picture is shown as it comes, and the time line starts anew at it. Where the program goes on
 * elsewhere the plan is held too, at the border of what is here; if that moves, time has stood still meanwhile.
 */
public final class PicturePlan {
    private final PictureIndex index;
    private final double scale;
    private final long toTicks;
    private long startTicks;
    private long startOutput;
    private int segment;
    private int point;
    private boolean started;
    private boolean held;
    private boolean atBorder;
    private boolean ended;

    /**
     * A picture and its instant.
     *
     * @param segment its segment's number
     * @param point number of the random access point in it
     * @param programTicks program time of the point
     * @param outputTicks when it is due, 27 MHz from the start of the plan
     */
    public record Picture(int segment, int point, long programTicks, long outputTicks) {}

    /**
     * A plan.
     *
     * @param scale not 0; the sign is the direction
     * @param fromTicks program time at which it starts; the picture at or before it is the first
     * @param toTicks program time behind which (in the direction of play) no picture is shown
     */
    public PicturePlan(PictureIndex index, double scale, long fromTicks, long toTicks) {
        this.index = index;
        this.scale = scale;
        this.toTicks = toTicks;
        this.startTicks = Math.max(0, Math.min(fromTicks, index.endTicks()));
        segment = index.segmentAt(startTicks);
        point = index.segment(segment).randomAccessAtOrBefore(startTicks);
    }

    /** The picture at the start was shown already: forward, the first is the one behind it. */
    public void continueBehind() {
        if (scale > 0) {
            started = true;
            if (here() && index.segment(segment).randomAccessTicks(point) <= startTicks) {
                step();
            }
        }
    }

    /** Another engine has shown all that lies before the start, in the direction of play. */
    public void goOn() {
        started = true;
        while (here() && isBehind(index.segment(segment).randomAccessTicks(point))) {
            step();
        }
    }

    private boolean isBehind(long ticks) {
        return scale > 0 ? ticks < startTicks : ticks >= startTicks;
    }

    /** Where the plan starts, program time. */
    public long startTicks() {
        return startTicks;
    }

    /** Whether the next picture is not here, or not yet. */
    public boolean held() {
        return held;
    }

    /** Whether no picture follows. */
    public boolean ended() {
        return ended;
    }

    /** Program time that is shown at an instant of output time. */
    public long programTicks(long outputTicks) {
        long ticks = startTicks + (long) ((outputTicks - startOutput) * scale);
        return Math.max(index.startTicks(), Math.min(index.endTicks(), ticks));
    }

    /**
     * The next picture that is due at this instant or later; null when the plan is held or has ended.
     *
     * @param earliest output time
     */
    public @Nullable Picture next(long earliest) {
        return next(earliest, earliest);
    }

    /** @param now output time that has come, not after {@code earliest} */
    @Nullable Picture next(long earliest, long now) {
        if (ended) {
            return null;
        }
        Picture newest = null;
        while (here()) {
            long ticks = index.segment(segment).randomAccessTicks(point);
            if (started && (scale > 0 ? ticks > toTicks : ticks < toTicks)) {
                return end(newest, earliest);
            }
            // The first one may lie behind the start, and is shown at once.
            long due = !started ? earliest : startOutput + (long) ((ticks - startTicks) / scale);
            if (atBorder) {
                atBorder = false;
                startOutput += Math.max(0, now - due);
                due = Math.max(due, now);
            }
            newest = new Picture(segment, point, ticks, due);
            step();
            if (due >= earliest) {
                return show(newest);
            }
        }
        if (index.goesOnElsewhere(scale > 0)) {
            held = true;
            atBorder = true;
            return null;
        }
        if (scale > 0 && !index.complete()) {
            held = true;
            if (newest != null) {
                startTicks = newest.programTicks();
                startOutput = earliest;
                return show(new Picture(newest.segment(), newest.point(), newest.programTicks(), earliest));
            }
            return null;
        }
        return end(newest, earliest);
    }

    /** The outermost picture is shown even where it comes a little late. */
    private @Nullable Picture end(@Nullable Picture outermost, long earliest) {
        ended = true;
        return outermost == null
                ? null
                : show(new Picture(outermost.segment(), outermost.point(), outermost.programTicks(), earliest));
    }

    private Picture show(Picture picture) {
        started = true;
        return picture;
    }

    /** Whether there is a picture at the place; goes over segments without one. */
    private boolean here() {
        while (segment >= index.first() && segment < index.segments()) {
            if (point >= 0 && point < index.pictures(segment)) {
                held = false;
                return true;
            }
            if (scale > 0) {
                if (segment + 1 >= index.segments()) {
                    // The segment may grow.
                    return false;
                }
                segment++;
                point = 0;
            } else if (segment == index.first()) {
                // The run may grow.
                point = -1;
                return false;
            } else {
                segment--;
                point = index.pictures(segment) - 1;
            }
        }
        return false;
    }

    private void step() {
        point += scale > 0 ? 1 : -1;
    }
}
