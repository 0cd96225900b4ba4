package io.mediachassis.blade.obtain;

import io.mediachassis.backplane.proto.PlanPage;
import io.mediachassis.backplane.proto.PlannedProgram;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What this station shall hold, by the head-end's word (seed 002 claim 11): read page by page when its number is another than
 * the one known. What was known counts until the new plan is here whole. Pure; the director's control loop owns it.
 */
public final class PlanBook {
    private static final long SECOND = 1_000_000_000L;
    static final long AGAIN_NS = 5 * SECOND;
    /** A head-end that knows no plans says so, and may be replaced by one that does. */
    static final long MOST_AGAIN_NS = 60 * SECOND;
    private static final int MOST = 100_000;

    private final Map<String, PlannedProgram> reading = new LinkedHashMap<>();
    private Map<String, PlannedProgram> programs = Map.of();
    private List<PlannedProgram> all = List.of();
    private long number;
    private long announced;
    private boolean asking;
    private boolean pausing;
    private long againNs;
    private int failures;
    private String after = "";

    /** The head-end's number of the plan, as it answers that the station is there; 0: it has none now, and the one before holds. */
    public void announced(long plan) {
        if (plan != announced && plan != 0) {
            announced = plan;
            restart();
            pausing = false;
        }
    }

    private void restart() {
        reading.clear();
        after = "";
    }

    /** The program after which to go on reading; empty: nothing is to be asked now. */
    public Optional<String> ask(long nowNs) {
        if (asking || announced == number || (pausing && againNs - nowNs > 0)) {
            return Optional.empty();
        }
        asking = true;
        return Optional.of(after);
    }

    /** A page. */
    public void onPage(PlanPage page, long nowNs) {
        asking = false;
        boolean ascending = page.getProgramsList().stream()
                .allMatch(program -> program.getProgramId().compareTo(after) > 0);
        if (page.getUnavailable() || !ascending || (page.getMore() && page.getProgramsCount() == 0)) {
            failed(nowNs);
            return;
        }
        if (page.getNumber() != announced) {
            // It changed while it was read: what is announced next is this one, or a later one.
            announced = page.getNumber();
            if (!after.isEmpty()) {
                restart();
                return;
            }
        }
        page.getProgramsList().forEach(program -> reading.put(program.getProgramId(), program));
        pausing = false;
        failures = 0;
        if (page.getMore() && reading.size() < MOST) {
            after = page.getPrograms(page.getProgramsCount() - 1).getProgramId();
        } else {
            programs = Map.copyOf(reading);
            all = List.copyOf(reading.values());
            number = announced;
            restart();
        }
    }

    /** There was no answer. */
    public void onFailed(long nowNs) {
        asking = false;
        failed(nowNs);
    }

    private void failed(long nowNs) {
        restart();
        pausing = true;
        failures = Math.min(8, failures + 1);
        againNs = nowNs + Math.min(MOST_AGAIN_NS, AGAIN_NS << (failures - 1));
    }

    /** Another director begins: nothing that was under way is answered to it. */
    public void begin() {
        asking = false;
        pausing = false;
        restart();
    }

    /** All that is planned, in the order of the ids. */
    public List<PlannedProgram> programs() {
        return all;
    }

    /** Their ids. */
    public Set<String> ids() {
        return programs.keySet();
    }

    /** Whether something of it may be begun now, by the wall clock. */
    static boolean isOpen(PlannedProgram program, long epochMs) {
        return (program.getNotBeforeEpochMs() == 0 || epochMs >= program.getNotBeforeEpochMs())
                && (program.getNotAfterEpochMs() == 0 || epochMs < program.getNotAfterEpochMs());
    }
}
