package io.mediachassis.sim.device;

import io.mediachassis.backplane.proto.Claim;
import io.mediachassis.backplane.proto.DeviceRequest;
import io.mediachassis.backplane.proto.Enrolment;
import io.mediachassis.backplane.proto.KickWatchdog;
import io.mediachassis.backplane.proto.Poll;
import io.mediachassis.backplane.proto.PutEnrolment;
import io.mediachassis.backplane.proto.Refresh;
import io.mediachassis.backplane.proto.Release;
import io.mediachassis.backplane.proto.Reset;
import io.mediachassis.backplane.proto.SetFanDuty;
import io.mediachassis.backplane.proto.SetIndicator;
import io.mediachassis.backplane.proto.SetPower;
import io.mediachassis.backplane.proto.TakeEnrolment;

/** Requests, short to write. */
public final class Order {
    private Order() {}

    public static DeviceRequest power(boolean on) {
        return DeviceRequest.newBuilder().setSetPower(SetPower.newBuilder().setOn(on)).build();
    }

    public static DeviceRequest reset() {
        return DeviceRequest.newBuilder().setReset(Reset.getDefaultInstance()).build();
    }

    public static DeviceRequest poll() {
        return DeviceRequest.newBuilder().setPoll(Poll.getDefaultInstance()).build();
    }

    public static DeviceRequest poll(Poll poll) {
        return DeviceRequest.newBuilder().setPoll(poll).build();
    }

    public static DeviceRequest kick(int timeoutMs) {
        return DeviceRequest.newBuilder()
                .setKickWatchdog(KickWatchdog.newBuilder().setTimeoutMs(timeoutMs))
                .build();
    }

    public static DeviceRequest put(Enrolment enrolment) {
        return DeviceRequest.newBuilder()
                .setPutEnrolment(PutEnrolment.newBuilder().setEnrolment(enrolment))
                .build();
    }

    public static DeviceRequest take() {
        return DeviceRequest.newBuilder().setTakeEnrolment(TakeEnrolment.getDefaultInstance()).build();
    }

    public static DeviceRequest duty(int percent) {
        return DeviceRequest.newBuilder().setSetFanDuty(SetFanDuty.newBuilder().setPercent(percent)).build();
    }

    public static DeviceRequest identify(boolean on) {
        return DeviceRequest.newBuilder().setSetIndicator(SetIndicator.newBuilder().setIdentify(on)).build();
    }

    public static DeviceRequest claim(int expected) {
        return DeviceRequest.newBuilder().setClaim(Claim.newBuilder().setExpectedEpoch(expected)).build();
    }

    public static DeviceRequest refresh(int epoch) {
        return DeviceRequest.newBuilder().setRefresh(Refresh.newBuilder().setEpoch(epoch)).build();
    }

    public static DeviceRequest release(int epoch) {
        return DeviceRequest.newBuilder().setRelease(Release.newBuilder().setEpoch(epoch)).build();
    }
}
