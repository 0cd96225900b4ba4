package io.mediachassis.controller.api;

import io.mediachassis.backplane.proto.AgentStatus;
import io.mediachassis.backplane.proto.IngestStatus;
import io.mediachassis.backplane.proto.ProgramHolding;
import io.mediachassis.backplane.proto.SlotStatus;
import io.mediachassis.backplane.proto.UnitSnapshot;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The programs of the station: what each blade holds and takes in, merged by program. Pure; any thread. */
public final class ProgramList {
    /** More than a blade stores of one program. */
    private static final int MAX_SEGMENTS = 100_000;

    private ProgramList() {}

    /** Where a program is in its life. */
    public enum State {
        /** Blades hold all of it between them. */
        PUBLISHED,
        /** It is being taken in and can't be played yet. */
        INGESTING,
        /** Taking it in failed. */
        FAILED,
        /** Blades hold parts of it, and some part is on none. */
        INCOMPLETE
    }

    /**
     * One program.
     *
     * @param manifestHash which program it is, in hexadecimal; where blades hold several by this id, the one that was taken in
     *     last; empty: nothing is held
     * @param leastCopies copies that there are of each of its segments at least
     * @param copies slots that hold all of it
     * @param partial slots that hold some of it, or another program by this id
     * @param work what blades do with it now
     */
    public record Program(
            String id,
            String title,
            State state,
            long durationMs,
            long bytes,
            long bitRate,
            long publishedEpochMs,
            String manifestHash,
            int leastCopies,
            List<Integer> copies,
            List<Integer> partial,
            List<Work> work) {}

    /**
     * An ingest or a copy under way, or failed.
     *
     * @param percent 0 to 100
     */
    public record Work(int slot, String state, int percent, long bytesDone, long bytesTotal, String error) {}

    private static final class Merge {
        @Nullable ProgramHolding holding;
        String title = "";
        int[] holders = {};
        final List<Integer> copies = new ArrayList<>();
        final List<Integer> partial = new ArrayList<>();
        final List<Work> work = new ArrayList<>();
    }

    /** All programs, by id. */
    public static List<Program> of(UnitSnapshot unit) {
        SortedMap<String, Merge> programs = new TreeMap<>();
        for (SlotStatus slot : unit.getSlotsList()) {
            if (!slot.getPresent() || !slot.getLinkUp()) {
                continue;
            }
            AgentStatus agent = slot.getAgent();
            for (ProgramHolding holding : agent.getProgramsList()) {
                add(programs.computeIfAbsent(holding.getProgramId(), id -> new Merge()), slot.getSlot(), holding);
            }
            for (IngestStatus ingest : agent.getIngestsList()) {
                Merge merge = programs.computeIfAbsent(ingest.getProgramId(), id -> new Merge());
                merge.title = merge.title.isEmpty() ? ingest.getTitle() : merge.title;
                merge.work.add(work(slot.getSlot(), ingest));
            }
        }
        List<Program> list = new ArrayList<>();
        programs.forEach((id, merge) -> list.add(program(id, merge)));
        return list;
    }

    private static void add(Merge merge, int slot, ProgramHolding holding) {
        ProgramHolding before = merge.holding;
        boolean another = before != null && !before.getManifestHash().equals(holding.getManifestHash());
        boolean newer = before == null || !another || holding.getPublishedEpochMs() > before.getPublishedEpochMs();
        if (another && newer) {
            merge.partial.addAll(merge.copies);
            merge.copies.clear();
            merge.holders = new int[0];
        }
        if (newer) {
            merge.holding = holding;
            merge.title = holding.getTitle();
            count(merge, holding);
        }
        if (holding.getSegmentRangesCount() > 0) {
            (newer && whole(holding) ? merge.copies : merge.partial).add(slot);
        }
    }

    private static void count(Merge merge, ProgramHolding holding) {
        if (merge.holders.length != holding.getSegmentsTotal()) {
            merge.holders = new int[Math.min(holding.getSegmentsTotal(), MAX_SEGMENTS)];
        }
        for (int i = 0; i + 1 < holding.getSegmentRangesCount(); i += 2) {
            int last = Math.min(holding.getSegmentRanges(i + 1), merge.holders.length - 1);
            for (int n = holding.getSegmentRanges(i); n <= last; n++) {
                merge.holders[n]++;
            }
        }
    }

    private static int leastCopies(Merge merge) {
        return Arrays.stream(merge.holders).min().orElse(0);
    }

    private static Program program(String id, Merge merge) {
        // What goes on comes before what failed on another blade before.
        merge.work.sort(Comparator.comparing(work -> work.state().equals("failed")));
        ProgramHolding holding = merge.holding == null ? ProgramHolding.getDefaultInstance() : merge.holding;
        return new Program(
                id,
                merge.title,
                state(merge),
                holding.getDurationMs(),
                holding.getBytes(),
                holding.getBitRate(),
                holding.getPublishedEpochMs(),
                HexFormat.of().formatHex(holding.getManifestHash().toByteArray()),
                leastCopies(merge),
                List.copyOf(merge.copies),
                List.copyOf(merge.partial),
                List.copyOf(merge.work));
    }

    private static State state(Merge merge) {
        if (leastCopies(merge) > 0) {
            return State.PUBLISHED;
        }
        if (merge.work.isEmpty()) {
            return State.INCOMPLETE;
        }
        return merge.work.stream().allMatch(w -> w.state().equals("failed")) ? State.FAILED : State.INGESTING;
    }

    private static Work work(int slot, IngestStatus ingest) {
        long total = ingest.getBytesTotal();
        int percent = total <= 0 ? 0 : (int) Math.min(100, ingest.getBytesDone() * 100.0 / total);
        return new Work(slot, ingest.getState(), percent, ingest.getBytesDone(), total, ingest.getError());
    }

    private static boolean whole(ProgramHolding holding) {
        return holding.getSegmentsTotal() > 0
                && holding.getSegmentRangesCount() == 2
                && holding.getSegmentRanges(0) == 0
                && holding.getSegmentRanges(1) == holding.getSegmentsTotal() - 1;
    }
}
