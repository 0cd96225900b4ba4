package io.mediachassis.sim.election;

import io.mediachassis.controller.election.ControllerRole.ArbiterReport;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/** The arbiter of {@link ElectionWorld} as one controller reaches it; presence pins come with each answer. */
final class ElectionArbiter implements ArbiterPath {
    private final ElectionWorld world;
    private final ControllerNode controller;

    ElectionArbiter(ElectionWorld world, ControllerNode controller) {
        this.world = world;
        this.controller = controller;
    }

    @Override
    public void status(Consumer<ArbiterReport> answer) {
        world.arbiterLines.ask(controller, () -> {
            ArbiterReport report = world.arbiter.status(controller.number);
            int present = world.presentMask();
            return () -> {
                controller.presence(present);
                answer.accept(report);
            };
        }, () -> { });
    }

    @Override
    public void claim(long expectedEpoch, LongConsumer answer, Runnable unanswered) {
        world.arbiterLines.ask(controller, () -> {
            long won = world.arbiter.claim(controller.number, expectedEpoch);
            return () -> answer.accept(won);
        }, unanswered);
    }

    @Override
    public void release(long epoch) {
        world.arbiterLines.ask(controller, () -> {
            world.arbiter.release(controller.number, epoch);
            return () -> { };
        }, () -> { });
    }

    @Override
    public void refresh(long epoch, Consumer<Boolean> answer) {
        world.arbiterLines.ask(controller, () -> {
            boolean confirmed = world.arbiter.refresh(controller.number, epoch);
            int present = world.presentMask();
            return () -> {
                controller.presence(present);
                answer.accept(confirmed);
            };
        }, () -> { });
    }
}
