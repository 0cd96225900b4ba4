package io.mediachassis.sim.device;

import io.mediachassis.backplane.proto.DeviceEvent;
import io.mediachassis.backplane.proto.DeviceIdentity;
import io.mediachassis.backplane.proto.DeviceReply;
import io.mediachassis.backplane.proto.DeviceRequest;
import io.mediachassis.backplane.proto.DeviceStatus;
import io.mediachassis.backplane.serial.SerialFrame;
import java.util.Arrays;
import java.util.List;

/**
 * A fan tray's controller. It turns its fans as ordered; when no order came for {@value #FAILSAFE_MS} ms, because no
 * controller is left, it turns them at full speed, as shelf managers' fan trays do (PICMG 3.0). Pure; owned by one
 * thread.
 */
public final class FanTrayFirmware extends Firmware {
    /** Added to a tray's number, 1..15, to make its address. */
    public static final int ADDRESS_BASE = 0x30;

    /** Without an order for so long it goes to full speed. */
    public static final long FAILSAFE_MS = 10_000;

    private static final int START_DUTY = 40;
    private static final int MIN_DUTY = 20;

    private int duty = START_DUTY;
    private final double[] healths = {1, 1};
    private long orderedNs;
    private boolean started;

    public FanTrayFirmware(DeviceIdentity identity, int number, NonVolatile memory, long seed) {
        super(identity, ADDRESS_BASE + number, memory, seed);
        raise(DeviceEvent.Kind.FIRMWARE_STARTED);
    }

    /** What the fans are driven with, percent. */
    public int duty() {
        return duty;
    }

    /** Its fans stand still, or turn again. */
    public void stall(boolean nowStalled) {
        if (nowStalled && !stalled()) {
            raise(DeviceEvent.Kind.FAN_STALLED);
        }
        Arrays.fill(healths, nowStalled ? 0 : 1);
    }

    /** One of its fans, 1 or 2, reaches only this part of its speed from now on, 0 (it stands) to 1. */
    public void fan(int fan, double health) {
        if (health <= 0 && healths[fan - 1] > 0) {
            raise(DeviceEvent.Kind.FAN_STALLED);
        }
        healths[fan - 1] = Math.max(0, Math.min(1, health));
    }

    /** Whether a fan of it stands. */
    public boolean stalled() {
        return Arrays.stream(healths).anyMatch(health -> health <= 0);
    }

    /** Which part of their speed its fans reach. */
    public double[] healths() {
        return healths.clone();
    }

    @Override
    public List<DeviceAction> step(long nowNs) {
        if (!started) {
            started = true;
            orderedNs = nowNs;
        }
        if (nowNs - orderedNs > FAILSAFE_MS * 1_000_000) {
            duty = 100;
        }
        return List.of();
    }

    @Override
    protected DeviceReply.Builder execute(
            int line, SerialFrame frame, DeviceRequest request, long nowNs, List<DeviceAction> out) {
        if (request.getRequestCase() != DeviceRequest.RequestCase.SET_FAN_DUTY) {
            return unsupported();
        }
        int percent = request.getSetFanDuty().getPercent();
        if (percent < MIN_DUTY || percent > 100) {
            return refused(MIN_DUTY + "..100 percent");
        }
        duty = percent;
        orderedNs = nowNs;
        return DeviceReply.newBuilder();
    }

    @Override
    protected void describe(DeviceStatus.Builder status) {
        status.setPowerGood(true).setPowerWanted(true).setFanDutyPercent(duty);
    }
}
