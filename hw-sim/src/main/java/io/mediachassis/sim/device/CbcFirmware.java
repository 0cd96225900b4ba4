package io.mediachassis.sim.device;

import io.mediachassis.backplane.proto.BlueLed;
import io.mediachassis.backplane.proto.DeviceEvent;
import io.mediachassis.backplane.proto.DeviceIdentity;
import io.mediachassis.backplane.proto.DeviceReply;
import io.mediachassis.backplane.proto.DeviceRequest;
import io.mediachassis.backplane.proto.DeviceStatus;
import io.mediachassis.backplane.proto.Enrolment;
import io.mediachassis.backplane.proto.ResetCause;
import io.mediachassis.backplane.proto.SensorKind;
import io.mediachassis.backplane.proto.SensorReading;
import io.mediachassis.backplane.serial.SerialFrame;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The blade's microcontroller (seed 002: chassis blade controller). It lives on standby power, switches its board's
 * power and passes the enrolment from the controller to the board. On the management bus it obeys the controller with
 * the highest epoch; on the private line its own board kicks the watchdog and takes the enrolment, but orders no power.
 *
 * <p>The watchdog runs from the board's first kick until the board loses power; when it expires the board is switched
 * off and on. A board at {@value #TRIP_TENTHS} tenths of a degree is switched off at once and stays off until ordered
 * on, which is refused until it has cooled. Pure; owned by one thread.
 */
public final class CbcFirmware extends Firmware {
    /** The line to its own board. */
    public static final int PRIVATE_LINE = 1;

    /** Temperature of index 1 at which the board is switched off, tenths of a degree Celsius. */
    public static final int TRIP_TENTHS = 950;

    private static final int COOLED_TENTHS = 800;
    private static final int MIN_WATCHDOG_MS = 100;
    private static final int MAX_WATCHDOG_MS = 60_000;
    private static final long NS_PER_MS = 1_000_000;

    private final PowerSequencer power;
    private final EventSender privateEvents;
    private final List<DeviceAction> pending = new ArrayList<>();
    private boolean handleClosed;
    private BlueLed blueLed;
    private ResetCause resetCause = ResetCause.RESET_CAUSE_UNSPECIFIED;
    private ResetCause nextCause = ResetCause.POWER_ON;
    private boolean watchdogRunning;
    private long watchdogNs;
    private int temperatureTenths;
    private long resets;
    private @Nullable Enrolment enrolment;

    /** A CBC that has just got standby power; its board is off, its handle closed. */
    public CbcFirmware(DeviceIdentity identity, int slot, NonVolatile memory, long seed) {
        this(identity, slot, memory, seed, false, true);
    }

    private CbcFirmware(
            DeviceIdentity identity, int slot, NonVolatile memory, long seed, boolean boardOn, boolean handleClosed) {
        super(identity, slot, memory, seed);
        this.power = new PowerSequencer(boardOn);
        this.handleClosed = handleClosed;
        this.blueLed = boardOn ? BlueLed.BLUE_OFF : BlueLed.BLUE_ON;
        this.privateEvents = new EventSender(PRIVATE_LINE, slot, bootNonce());
        raise(DeviceEvent.Kind.FIRMWARE_STARTED);
    }

    /**
     * The microcontroller alone starts anew: the latch of its board's power and the switch under the handle are
     * hardware, and stay as they are; lights, watchdog and a waiting enrolment are forgotten.
     */
    public CbcFirmware restarted(DeviceIdentity identity, int slot, NonVolatile memory, long seed) {
        return new CbcFirmware(identity, slot, memory, seed, power.good() && !power.falling(), handleClosed);
    }

    /** What its hot-swap indicator shows. */
    public BlueLed blueLed() {
        return blueLed;
    }

    /** Resets carried out since the firmware started. */
    public long resets() {
        return resets;
    }

    public boolean powerGood() {
        return power.good();
    }

    public boolean powerWanted() {
        return power.wanted();
    }

    public boolean handleClosed() {
        return handleClosed;
    }

    /** Somebody moves the extraction handle. */
    public void handle(boolean closed) {
        if (closed != handleClosed) {
            handleClosed = closed;
            raise(closed ? DeviceEvent.Kind.HANDLE_CLOSED : DeviceEvent.Kind.HANDLE_OPENED);
        }
    }

    /** The board, switched off before, is really down. */
    public void boardOff(long nowNs) {
        if (power.down(nowNs) == PowerSequencer.Change.DOWN) {
            watchdogRunning = false;
            raise(DeviceEvent.Kind.POWER_LOST);
        }
    }

    /**
     * What the comparator at the board's processor sees, tenths of a degree: it switches the board off whatever the
     * sensors show. Where none is told the first temperature that is shown counts.
     */
    public void comparator(int tenths) {
        temperatureTenths = tenths;
    }

    @Override
    public void readings(List<SensorReading> now) {
        super.readings(now);
        for (SensorReading reading : now) {
            if (reading.getKind() == SensorKind.TEMPERATURE && reading.getIndex() == 1) {
                temperatureTenths = reading.getValue();
            }
        }
    }

    @Override
    public List<DeviceAction> receive(int line, SerialFrame frame, long nowNs) {
        if (line == PRIVATE_LINE) {
            if (frame.type() == SerialFrame.Type.EVENT_ACK) {
                privateEvents.acknowledged(frame);
                return List.of();
            }
            privateEvents.listenerHeard();
        }
        return super.receive(line, frame, nowNs);
    }

    @Override
    public List<DeviceAction> step(long nowNs) {
        if (watchdogRunning && watchdogNs - nowNs <= 0) {
            watchdogRunning = false;
            raise(DeviceEvent.Kind.WATCHDOG_EXPIRED);
            nextCause = ResetCause.WATCHDOG;
            apply(power.cycle());
        }
        if (temperatureTenths >= TRIP_TENTHS && power.wanted()) {
            raise(DeviceEvent.Kind.OVER_TEMPERATURE_TRIP);
            nextCause = ResetCause.OVER_TEMPERATURE;
            apply(power.want(false, nowNs));
        }
        apply(power.step(nowNs));
        List<DeviceAction> events = privateEvents.step(nowNs);
        if (pending.isEmpty()) {
            return events;
        }
        List<DeviceAction> out = new ArrayList<>(pending);
        pending.clear();
        out.addAll(events);
        return out;
    }

    private void apply(PowerSequencer.Change change) {
        switch (change) {
            case SWITCH_ON -> {
                resetCause = nextCause;
                nextCause = ResetCause.POWER_ON;
                raise(DeviceEvent.Kind.POWER_RESTORED);
                pending.add(new DeviceAction.BoardPower(true));
            }
            case SWITCH_OFF -> {
                watchdogRunning = false;
                pending.add(new DeviceAction.BoardPower(false));
            }
            case NONE, DOWN -> { }
        }
    }

    @Override
    protected boolean isOwnLine(int line) {
        return line == PRIVATE_LINE;
    }

    @Override
    protected boolean permits(int line, DeviceRequest request) {
        return switch (request.getRequestCase()) {
            case IDENTIFY, POLL -> true;
            case KICK_WATCHDOG, TAKE_ENROLMENT -> line == PRIVATE_LINE;
            default -> line == BUS_LINE;
        };
    }

    @Override
    protected DeviceReply.Builder execute(
            int line, SerialFrame frame, DeviceRequest request, long nowNs, List<DeviceAction> out) {
        return line == PRIVATE_LINE ? forBoard(request, nowNs) : forController(request, nowNs);
    }

    private DeviceReply.Builder forBoard(DeviceRequest request, long nowNs) {
        return switch (request.getRequestCase()) {
            case KICK_WATCHDOG -> kick(Integer.toUnsignedLong(request.getKickWatchdog().getTimeoutMs()), nowNs);
            case TAKE_ENROLMENT -> {
                Enrolment taken = enrolment;
                enrolment = null;
                yield taken == null ? refused("none waits") : DeviceReply.newBuilder().setEnrolment(taken);
            }
            default -> unsupported();
        };
    }

    private DeviceReply.Builder forController(DeviceRequest request, long nowNs) {
        return switch (request.getRequestCase()) {
            case SET_POWER -> setPower(request.getSetPower().getOn(), nowNs);
            case RESET -> reset();
            case SET_BLUE_LED -> {
                blueLed = request.getSetBlueLed().getLed();
                yield DeviceReply.newBuilder();
            }
            case PUT_ENROLMENT -> {
                enrolment = request.getPutEnrolment().getEnrolment();
                yield DeviceReply.newBuilder();
            }
            default -> unsupported();
        };
    }

    private DeviceReply.Builder setPower(boolean on, long nowNs) {
        if (on && temperatureTenths > COOLED_TENTHS && !power.wanted()) {
            return refused("too hot");
        }
        apply(power.want(on, nowNs));
        return DeviceReply.newBuilder();
    }

    private DeviceReply.Builder reset() {
        if (!power.good() || power.falling()) {
            return refused("not on");
        }
        resets++;
        nextCause = ResetCause.ORDERED;
        apply(power.cycle());
        return DeviceReply.newBuilder();
    }

    private DeviceReply.Builder kick(long timeoutMs, long nowNs) {
        if (timeoutMs == 0) {
            watchdogRunning = false;
            return DeviceReply.newBuilder();
        }
        if (timeoutMs < MIN_WATCHDOG_MS || timeoutMs > MAX_WATCHDOG_MS) {
            return refused(MIN_WATCHDOG_MS + ".." + MAX_WATCHDOG_MS + " ms");
        }
        if (!power.good() || power.falling()) {
            return refused("not on");
        }
        watchdogRunning = true;
        watchdogNs = nowNs + timeoutMs * NS_PER_MS;
        return DeviceReply.newBuilder();
    }

    @Override
    protected void describe(DeviceStatus.Builder status) {
        status.setPowerGood(power.good())
                .setPowerWanted(power.wanted())
                .setHandleClosed(handleClosed)
                .setResetCause(resetCause)
                .setWatchdogRunning(watchdogRunning)
                .setBlueLed(blueLed);
    }

    @Override
    protected DeviceEvent raise(DeviceEvent.Kind kind) {
        DeviceEvent event = super.raise(kind);
        privateEvents.add(event);
        return event;
    }
}
