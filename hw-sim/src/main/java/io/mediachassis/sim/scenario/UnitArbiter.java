package io.mediachassis.sim.scenario;

import io.mediachassis.backplane.proto.ArbiterStatus;
import io.mediachassis.backplane.proto.Claim;
import io.mediachassis.backplane.proto.DeviceReply;
import io.mediachassis.backplane.proto.DeviceRequest;
import io.mediachassis.backplane.proto.Poll;
import io.mediachassis.backplane.proto.Refresh;
import io.mediachassis.backplane.proto.Release;
import io.mediachassis.controller.election.ControllerRole.ArbiterReport;
import io.mediachassis.controller.hardware.BusAddress;
import io.mediachassis.sim.election.ArbiterPath;
import io.mediachassis.sim.election.ControllerNode;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/** A controller's line to the arbiter's firmware; its pins go to the controller's {@link UnitDuties}. */
final class UnitArbiter implements ArbiterPath {
    private final UnitWorld world;
    private final ControllerNode controller;
    private final UnitLine line;

    UnitArbiter(UnitWorld world, ControllerNode controller, UnitLine line) {
        this.world = world;
        this.controller = controller;
        this.line = line;
    }

    @Override
    public void status(Consumer<ArbiterReport> answer) {
        var unused = line.request(BusAddress.ARBITER, 0,
                        DeviceRequest.newBuilder().setPoll(Poll.getDefaultInstance()).build())
                .thenAccept(reply -> {
                    pins(reply.getArbiter());
                    answer.accept(report(reply.getArbiter()));
                });
    }

    @Override
    public void claim(long expectedEpoch, LongConsumer answer, Runnable unanswered) {
        DeviceRequest claim = DeviceRequest.newBuilder()
                .setClaim(Claim.newBuilder().setExpectedEpoch((int) expectedEpoch))
                .build();
        var unused = line.request(BusAddress.ARBITER, expectedEpoch, claim).whenComplete((reply, error) -> {
            if (reply == null) {
                unanswered.run();
            } else {
                boolean won = reply.getResult() == DeviceReply.Result.OK;
                pins(reply.getArbiter());
                answer.accept(won ? Integer.toUnsignedLong(reply.getArbiter().getEpoch()) : 0);
            }
        });
    }

    @Override
    public void refresh(long epoch, Consumer<Boolean> answer) {
        DeviceRequest refresh = DeviceRequest.newBuilder()
                .setRefresh(Refresh.newBuilder().setEpoch((int) epoch))
                .build();
        var unused = line.request(BusAddress.ARBITER, epoch, refresh).thenAccept(reply -> {
            pins(reply.getArbiter());
            answer.accept(reply.getResult() == DeviceReply.Result.OK);
        });
    }

    @Override
    public void release(long epoch) {
        DeviceRequest release = DeviceRequest.newBuilder()
                .setRelease(Release.newBuilder().setEpoch((int) epoch))
                .build();
        var unused = line.request(BusAddress.ARBITER, epoch, release);
    }

    private void pins(ArbiterStatus status) {
        controller.presence(status.getPresentSlots() << 1);
        world.duties(controller.number()).onPins(status);
    }

    private static ArbiterReport report(ArbiterStatus status) {
        return new ArbiterReport(
                Integer.toUnsignedLong(status.getEpoch()),
                status.getHolder(),
                Integer.toUnsignedLong(status.getRefreshedMsAgo()) * 1_000_000L,
                status.getPeerPresent(),
                status.getPeerHealthy());
    }
}
