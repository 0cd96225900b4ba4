package io.mediachassis.sim.device;

import io.mediachassis.backplane.proto.DeviceEvent;
import io.mediachassis.backplane.proto.DeviceIdentity;
import io.mediachassis.backplane.proto.DeviceReply;
import io.mediachassis.backplane.proto.DeviceRequest;
import io.mediachassis.backplane.proto.DeviceStatus;
import io.mediachassis.backplane.serial.SerialFrame;
import java.util.List;

/** A power supply's controller: reports what it gives and whether it gives at all. Pure; owned by one thread. */
public final class PsuFirmware extends Firmware {
    /** Added to a supply's number, 1..15, to make its address. */
    public static final int ADDRESS_BASE = 0x20;

    private boolean good = true;

    public PsuFirmware(DeviceIdentity identity, int number, NonVolatile memory, long seed) {
        super(identity, ADDRESS_BASE + number, memory, seed);
        raise(DeviceEvent.Kind.FIRMWARE_STARTED);
    }

    /** Its output fails or comes back. */
    public void output(boolean nowGood) {
        if (nowGood != good) {
            good = nowGood;
            raise(good ? DeviceEvent.Kind.POWER_RESTORED : DeviceEvent.Kind.POWER_LOST);
        }
    }

    public boolean good() {
        return good;
    }

    @Override
    protected DeviceReply.Builder execute(
            int line, SerialFrame frame, DeviceRequest request, long nowNs, List<DeviceAction> out) {
        return unsupported();
    }

    @Override
    protected void describe(DeviceStatus.Builder status) {
        status.setPowerGood(good).setPowerWanted(true);
    }
}
