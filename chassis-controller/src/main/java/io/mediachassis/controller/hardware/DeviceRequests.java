package io.mediachassis.controller.hardware;

import io.mediachassis.backplane.proto.BlueLed;
import io.mediachassis.backplane.proto.DeviceRequest;
import io.mediachassis.backplane.proto.Enrolment;
import io.mediachassis.backplane.proto.PutEnrolment;
import io.mediachassis.backplane.proto.Reset;
import io.mediachassis.backplane.proto.SetBlueLed;
import io.mediachassis.backplane.proto.SetFanDuty;
import io.mediachassis.backplane.proto.SetIndicator;
import io.mediachassis.backplane.proto.SetPower;

/** The orders that a controller gives to devices of the management bus, as messages. */
final class DeviceRequests {
    private DeviceRequests() {}

    static DeviceRequest power(boolean on) {
        return DeviceRequest.newBuilder().setSetPower(SetPower.newBuilder().setOn(on)).build();
    }

    static DeviceRequest reset() {
        return DeviceRequest.newBuilder().setReset(Reset.getDefaultInstance()).build();
    }

    static DeviceRequest identify(boolean on) {
        return DeviceRequest.newBuilder().setSetIndicator(SetIndicator.newBuilder().setIdentify(on)).build();
    }

    static DeviceRequest blueLed(BlueLed led) {
        return DeviceRequest.newBuilder().setSetBlueLed(SetBlueLed.newBuilder().setLed(led)).build();
    }

    static DeviceRequest fanDuty(int percent) {
        return DeviceRequest.newBuilder().setSetFanDuty(SetFanDuty.newBuilder().setPercent(percent)).build();
    }

    static DeviceRequest enrolment(Enrolment enrolment) {
        return DeviceRequest.newBuilder()
                .setPutEnrolment(PutEnrolment.newBuilder().setEnrolment(enrolment))
                .build();
    }
}
