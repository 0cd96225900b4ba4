package io.mediachassis.controller.controller;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.counter.Counts;
import io.mediachassis.backplane.proto.ArbiterStatus;
import io.mediachassis.backplane.proto.Claim;
import io.mediachassis.backplane.proto.DeviceReply;
import io.mediachassis.backplane.proto.DeviceRequest;
import io.mediachassis.backplane.proto.Enrolment;
import io.mediachassis.backplane.proto.Poll;
import io.mediachassis.backplane.proto.PutEnrolment;
import io.mediachassis.backplane.proto.Refresh;
import io.mediachassis.backplane.proto.Release;
import io.mediachassis.backplane.proto.TakeEnrolment;
import io.mediachassis.backplane.serial.SerialClient;
import io.mediachassis.backplane.serial.SerialCounter;
import io.mediachassis.backplane.serial.SerialListener;
import io.mediachassis.backplane.serial.SerialSettings;
import io.mediachassis.controller.election.ControllerRole.ArbiterReport;
import io.mediachassis.controller.hardware.BusAddress;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;

/** This controller's own line to the arbiter. Futures complete on the line's thread. */
final class ArbiterLine implements AutoCloseable {
    private final SerialClient line;

    ArbiterLine(Path port, Clock clock, RandomGenerator random) {
        this.line = new SerialClient(port, SerialSettings.defaults(), clock, random, SerialListener.NONE);
    }

    /** Epoch, holder, presence pins, and which of its two lines this is. */
    CompletableFuture<ArbiterStatus> status() {
        return ask(0, DeviceRequest.newBuilder().setPoll(Poll.getDefaultInstance()))
                .thenApply(DeviceReply::getArbiter);
    }

    CompletableFuture<DeviceReply> claim(long expectedEpoch) {
        return ask(expectedEpoch, DeviceRequest.newBuilder()
                .setClaim(Claim.newBuilder().setExpectedEpoch((int) expectedEpoch)));
    }

    CompletableFuture<DeviceReply> refresh(long epoch) {
        return ask(epoch, DeviceRequest.newBuilder().setRefresh(Refresh.newBuilder().setEpoch((int) epoch)));
    }

    /** An orderly end: the other controller need not wait for the watchdog. */
    CompletableFuture<DeviceReply> release(long epoch) {
        return ask(epoch, DeviceRequest.newBuilder().setRelease(Release.newBuilder().setEpoch((int) epoch)));
    }

    /** Leaves an enrolment for the other controller. */
    CompletableFuture<DeviceReply> putEnrolment(long epoch, Enrolment enrolment) {
        return ask(epoch, DeviceRequest.newBuilder()
                .setPutEnrolment(PutEnrolment.newBuilder().setEnrolment(enrolment)));
    }

    /** Takes what the active controller left for this one. */
    CompletableFuture<Optional<Enrolment>> takeEnrolment() {
        return ask(0, DeviceRequest.newBuilder().setTakeEnrolment(TakeEnrolment.getDefaultInstance()))
                .thenApply(reply -> reply.hasEnrolment() && !reply.getEnrolment().getToken().isEmpty()
                        ? Optional.of(reply.getEnrolment())
                        : Optional.empty());
    }

    /** What the role wants to know of a status. */
    static ArbiterReport report(ArbiterStatus status) {
        return new ArbiterReport(
                Integer.toUnsignedLong(status.getEpoch()),
                status.getHolder(),
                Integer.toUnsignedLong(status.getRefreshedMsAgo()) * 1_000_000L,
                status.getPeerPresent(),
                status.getPeerHealthy());
    }

    Counts<SerialCounter> counters() {
        return line.counters();
    }

    private CompletableFuture<DeviceReply> ask(long epoch, DeviceRequest.Builder request) {
        return line.request(BusAddress.ARBITER, epoch, request.build());
    }

    @Override
    public void close() {
        line.close();
    }
}
