package io.mediachassis.blade.playout;

import io.mediachassis.blade.trick.PictureIndex;
import io.mediachassis.blade.ts.SegmentIndex;

/**
 * The pictures of a program around one place of it: the unbroken run of segments that are on this blade, of which the
 * last may still arrive. The run grows as segments come, and never shrinks. One thread.
 */
final class ProgramPictures implements PictureIndex {
    private final PlayoutSource program;
    private int first;
    private int end;

    /**
     * The run at a place.
     *
     * @param forward whether it is left that way; where the place is the border between a segment that is here and one
     *     that isn't, either can be meant
     */
    ProgramPictures(PlayoutSource program, long fromTicks, boolean forward) {
        this.program = program;
        int at = program.segmentAt(fromTicks);
        if (!isHere(at)) {
            int other = forward ? at + 1 : at - 1;
            at = other >= 0 && other < program.segments() && isHere(other) ? other : at;
        }
        first = at;
        end = at + 1;
    }

    private boolean isHere(int segment) {
        return bytes(segment) > 0 && program.segment(segment).timeLine() instanceof IndexTimeLine;
    }

    private boolean isWhole(int segment) {
        return isHere(segment) && bytes(segment) >= program.segment(segment).length();
    }

    private long bytes(int segment) {
        return program.segment(segment).available().bytes();
    }

    @Override
    public int first() {
        while (first > 0 && isWhole(first - 1)) {
            first--;
        }
        return first;
    }

    @Override
    public int segments() {
        while (end < program.segments() && isWhole(end - 1) && isHere(end)) {
            end++;
        }
        return end;
    }

    @Override
    public SegmentIndex segment(int number) {
        PlayoutSegment segment = program.segment(number);
        return isHere(number) && segment.timeLine() instanceof IndexTimeLine line
                ? line.index()
                : SegmentIndex.empty(segment.timeLine().startTicks(), segment.timeLine().endTicks());
    }

    /** Where it still arrives, a picture is here once the one behind it starts to come. */
    @Override
    public int pictures(int number) {
        SegmentIndex index = segment(number);
        int points = index.randomAccessPoints();
        long here = bytes(number);
        if (here >= index.bytes()) {
            return points;
        }
        int low = 0;
        int high = points - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (index.randomAccessOffset(middle) <= here) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return Math.max(0, low);
    }

    @Override
    public long available(int number) {
        return Math.min(bytes(number), segment(number).bytes());
    }

    @Override
    public boolean complete() {
        return program.complete() && segments() == program.segments() && isWhole(end - 1);
    }

    @Override
    public boolean goesOnElsewhere(boolean forward) {
        return forward ? segments() < program.segments() && isWhole(end - 1) : first() > 0;
    }

    @Override
    public long endTicks() {
        int last = segments() - 1;
        SegmentIndex index = segment(last);
        return isWhole(last) || index.bytes() == 0 ? index.endTicks() : index.timeAt(available(last));
    }
}
