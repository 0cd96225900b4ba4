package io.mediachassis.sim.scenario;

import io.mediachassis.sim.election.AgentNode;
import io.mediachassis.sim.election.ControllerNode;
import io.mediachassis.sim.hardware.Hands;
import io.mediachassis.sim.hardware.SensorFault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Faults of devices, air and power, and what people do to a chassis. */
final class HardwareFaults {
    private final UnitWorld world;
    private final Hands hands;
    private int railFaults;

    HardwareFaults(UnitWorld world) {
        this.world = world;
        this.hands = world.hardware().hands();
    }

    /** Does it; what it gives undoes it. */
    Runnable apply(Fault fault) {
        if (fault instanceof Fault.CbcHang f) {
            hands.silenceCbc(f.slot());
            return () -> hands.reviveCbc(f.slot());
        } else if (fault instanceof Fault.CbcReboot f) {
            hands.restartCbc(f.slot());
        } else if (fault instanceof Fault.SensorStuck f) {
            return sensor(f.slot(), f.sensor(), new SensorFault.Stuck(f.celsius()));
        } else if (fault instanceof Fault.SensorJumping f) {
            return sensor(f.slot(), f.sensor(), new SensorFault.Wild(f.celsius()));
        } else if (fault instanceof Fault.SensorOff f) {
            return sensor(f.slot(), f.sensor(), new SensorFault.Off(f.kelvin()));
        } else if (fault instanceof Fault.SensorNan f) {
            return sensor(f.slot(), f.sensor(), new SensorFault.Missing());
        } else if (fault instanceof Fault.FanStall f) {
            return stall(f.tray(), f.fan());
        } else if (fault instanceof Fault.FanTrayPulled f) {
            hands.pullFanTray(f.tray());
            return () -> hands.insertFanTray(f.tray());
        } else if (fault instanceof Fault.Air f) {
            hands.ambient(f.celsius());
            return () -> hands.ambient(world.shape().celsius());
        } else if (fault instanceof Fault.Load f) {
            return load(f.slot(), f.share());
        } else if (fault instanceof Fault.PsuLoss f) {
            hands.psuFail(f.psu());
            return () -> hands.psuRepair(f.psu());
        } else if (fault instanceof Fault.BrownOut) {
            return brownOut();
        } else if (fault instanceof Fault.HandleBounce f) {
            return bounce(f.slot(), f.times(), f.every());
        } else if (fault instanceof Fault.HandleOpen f) {
            handle(f.slot(), false);
            return () -> handle(f.slot(), true);
        } else if (fault instanceof Fault.BladePulled f) {
            hands.extract(f.slot());
            return () -> hands.insert(f.slot());
        } else if (fault instanceof Fault.HandOver) {
            ControllerNode active = world.activeController();
            if (active != null) {
                active.handOver(other());
            }
        } else if (fault instanceof Fault.SwitchOver) {
            ControllerNode active = world.activeController();
            if (active != null) {
                active.switchOver();
            }
        }
        return () -> { };
    }

    /** The least important blade that serves and is not director; 0: there is none. */
    private int other() {
        AgentNode acting = world.acting();
        for (int slot = world.blades(); slot >= 1; slot--) {
            if (world.serves(slot) && (acting == null || acting.slot() != slot)) {
                return slot;
            }
        }
        return 0;
    }

    private Runnable sensor(int slot, int index, SensorFault fault) {
        hands.sensorFault(slot, index, fault);
        return () -> hands.sensorFault(slot, index, new SensorFault.Well());
    }

    private Runnable stall(int tray, int fan) {
        if (fan == 0) {
            hands.failFan(tray);
            return () -> hands.repairFan(tray);
        }
        hands.fan(tray, fan, 0);
        return () -> hands.fan(tray, fan, 1);
    }

    private Runnable load(int slot, double share) {
        List<Runnable> before = new ArrayList<>();
        for (int each = 1; each <= world.blades(); each++) {
            if (slot == 0 || slot == each) {
                BladeBoard board = world.board(each);
                double was = board.wanted();
                before.add(() -> board.want(was));
                board.want(share);
            }
        }
        return () -> before.forEach(Runnable::run);
    }

    private Runnable brownOut() {
        if (railFaults++ == 0) {
            hands.railLost();
        }
        return () -> {
            if (--railFaults == 0) {
                hands.railBack();
            }
        };
    }

    private Runnable bounce(int slot, int times, Duration every) {
        for (int turn = 0; turn < 2 * times; turn++) {
            boolean closes = turn % 2 == 1;
            world.at(world.now() + turn * every.toNanos(), () -> handle(slot, closes));
        }
        return () -> handle(slot, true);
    }

    private void handle(int slot, boolean closed) {
        if (world.present(slot)) {
            if (closed) {
                hands.closeHandle(slot);
            } else {
                hands.openHandle(slot);
            }
        }
    }
}
