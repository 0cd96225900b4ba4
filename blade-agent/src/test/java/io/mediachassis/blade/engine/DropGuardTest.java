package io.mediachassis.blade.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DropGuardTest {
    private static final long SEED = 20261121;
    private static final String PROGRAM = "film";
    private static final int SEGMENT = 7;

    /** One engine that drops its copy as {@link SegmentDrops} does, a step at a time, its messages as slow as can be. */
    private static final class Engine {
        final DropGuard guard = new DropGuard();
        boolean held = true;
        int step;
        int keeper;
        boolean kept;

        void step(List<Engine> engines, Random random) {
            switch (step) {
                case 0 -> {
                    // Directors with old tables order anything at any time.
                    keeper = random.nextInt(engines.size());
                    boolean marked = held && engines.get(keeper) != this
                            && !guard.mark(PROGRAM, List.of(SEGMENT)).isEmpty();
                    step = marked ? 1 : 0;
                }
                case 1 -> {
                    Engine other = engines.get(keeper);
                    kept = !other.guard.kept(PROGRAM, List.of(SEGMENT), n -> other.held).isEmpty();
                    step = 2;
                }
                default -> {
                    held &= !kept;
                    guard.unmark(PROGRAM, List.of(SEGMENT));
                    step = 0;
                }
            }
        }
    }

    @Test
    void noOrderOfStepsDropsTheLastCopy() {
        Random random = new Random(SEED);
        int downToOne = 0;
        for (int run = 0; run < 20_000; run++) {
            List<Engine> engines = new ArrayList<>();
            for (int i = 2 + random.nextInt(3); i > 0; i--) {
                engines.add(new Engine());
            }
            for (int step = 0; step < 40; step++) {
                engines.get(random.nextInt(engines.size())).step(engines, random);
                assertTrue(engines.stream().anyMatch(e -> e.held), "no copy is left; seed " + SEED + " run " + run);
            }
            downToOne += engines.stream().filter(e -> e.held).count() == 1 ? 1 : 0;
        }
        assertTrue(downToOne > 1000, "and what may go does: " + downToOne);
    }

    @Test
    void whatIsBeingDroppedIsNotMarkedTwiceAndNotPromised() {
        DropGuard guard = new DropGuard();
        assertEquals(List.of(1, 2), guard.mark(PROGRAM, List.of(1, 2)));
        assertEquals(List.of(3), guard.mark(PROGRAM, List.of(2, 3)));
        assertEquals(List.of(4), guard.kept(PROGRAM, List.of(1, 3, 4, 5), n -> n != 5));
        assertEquals(List.of(1), guard.kept("other", List.of(1), n -> true));
        guard.unmark(PROGRAM, List.of(1));
        assertEquals(List.of(1), guard.kept(PROGRAM, List.of(1, 2), n -> true));
    }
}
