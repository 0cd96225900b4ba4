package io.mediachassis.controller.controller;

import io.mediachassis.backplane.proto.AgentStatus;
import io.mediachassis.backplane.proto.PublishReply;
import io.mediachassis.backplane.proto.PublishRequest;
import io.mediachassis.backplane.proto.UnitSnapshot;
import io.mediachassis.controller.api.ProgramList;
import io.mediachassis.controller.headend.content.ContentCourse.AtStation;
import io.mediachassis.controller.headend.content.HomeStation;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;

/** This chassis, as the content manager's home station. Any thread. */
final class ContentStation implements HomeStation {
    private final Supplier<UnitSnapshot> unit;
    private final Function<PublishRequest, CompletionStage<PublishReply>> director;

    /** @param director asked where a program's bytes go */
    ContentStation(
            Supplier<UnitSnapshot> unit, Function<PublishRequest, CompletionStage<PublishReply>> director) {
        this.unit = unit;
        this.director = director;
    }

    @Override
    public Map<String, AtStation> programs() {
        Map<String, AtStation> programs = new HashMap<>();
        for (ProgramList.Program program : ProgramList.of(unit.get())) {
            boolean works = program.work().stream().anyMatch(work -> !work.state().equals("failed"));
            String failure = program.work().stream()
                    .filter(work -> work.state().equals("failed"))
                    .map(ProgramList.Work::error)
                    .findFirst()
                    .orElse("");
            boolean held = !program.copies().isEmpty() || !program.partial().isEmpty();
            programs.put(program.id(), new AtStation(
                    program.leastCopies(), program.publishedEpochMs(), program.manifestHash(), held, works, failure));
        }
        return programs;
    }

    @Override
    public boolean goesBy(long epoch, long revision) {
        return unit.get().getSlotsList().stream()
                .filter(slot -> slot.getPresent() && slot.getLinkUp())
                .allMatch(slot -> goesBy(slot.getAgent(), epoch, revision));
    }

    private static boolean goesBy(AgentStatus agent, long epoch, long revision) {
        return agent.getRulesEpoch() > epoch
                || (agent.getRulesEpoch() == epoch && agent.getRulesRevision() >= revision);
    }

    @Override
    public CompletionStage<PublishReply> announce(PublishRequest request) {
        return director.apply(request);
    }
}
