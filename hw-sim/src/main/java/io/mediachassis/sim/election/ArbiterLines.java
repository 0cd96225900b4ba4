package io.mediachassis.sim.election;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Each controller's own serial line to the arbiter. A frame can be lost on its way there or back, and a line can be cut
 * for a time.
 */
final class ArbiterLines {
    private static final long MS = 1_000_000L;
    private static final int TRIES = 3;
    private static final long TRY_NS = 50 * MS;

    private final ElectionWorld world;
    private final long[] cutUntil = new long[2];

    ArbiterLines(ElectionWorld world) {
        this.world = world;
    }

    /** One request, which is done once however often it arrives. */
    private static final class Asked {
        final ControllerNode controller;
        final int life;
        final Supplier<Runnable> request;
        @Nullable Runnable answer;
        boolean answered;

        Asked(ControllerNode controller, Supplier<Runnable> request) {
            this.controller = controller;
            this.life = controller.life();
            this.request = request;
        }
    }

    /**
     * Asks the arbiter, three times if need be.
     *
     * @param request done at the arbiter, gives what is done with the answer
     * @param unanswered done when no answer came
     */
    void ask(ControllerNode controller, Supplier<Runnable> request, Runnable unanswered) {
        Asked asked = new Asked(controller, request);
        tryOnce(asked, 1);
        controller.after(TRIES * TRY_NS, () -> {
            if (!asked.answered) {
                asked.answered = true;
                unanswered.run();
            }
        });
    }

    private void tryOnce(Asked asked, int attempt) {
        ControllerNode controller = asked.controller;
        boolean there = !isCut(controller) && !world.frameLost();
        boolean back = !world.frameLost();
        if (there) {
            world.at(world.now + world.frameDelay(), () -> {
                Runnable known = asked.answer;
                Runnable reply = known == null ? asked.request.get() : known;
                asked.answer = reply;
                if (back && !isCut(controller)) {
                    world.at(world.now + (1 + world.random.nextInt(4)) * MS, () -> controller.run(asked.life, () -> {
                        if (!asked.answered) {
                            asked.answered = true;
                            reply.run();
                        }
                    }));
                }
            });
        }
        if (attempt < TRIES && !(there && back)) {
            controller.after(TRY_NS, () -> tryOnce(asked, attempt + 1));
        }
    }

    private boolean isCut(ControllerNode controller) {
        return world.now < cutUntil[controller.index];
    }

    /** Nothing passes a controller's line until then. */
    void cut(ControllerNode controller, long untilNs) {
        cutUntil[controller.index] = Math.max(cutUntil[controller.index], untilNs);
    }

    void heal() {
        cutUntil[0] = world.now;
        cutUntil[1] = world.now;
    }
}
