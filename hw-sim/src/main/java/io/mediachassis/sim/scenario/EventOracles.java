package io.mediachassis.sim.scenario;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What must be told: the event log has what an operator needs. Looked at when all is over. */
final class EventOracles {
    /** Told so late it would be of no use. */
    private static final Duration PROMPT = Duration.ofSeconds(30);
    /** Faults closer than that may hide one another. */
    private static final Duration APART = Duration.ofSeconds(10);

    private EventOracles() {}

    static List<Oracle> of(UnitWorld world, Scenario scenario) {
        List<Oracle> all = new ArrayList<>();
        all.add(new Oracle("fault-told", "Each fault that stands alone and that an operator must know is in the event log.",
                () -> untold(world, scenario)));
        if (!scenario.tells().isEmpty()) {
            all.add(new Oracle("tells", "The event log has " + String.join(", ", scenario.tells()) + ".",
                    () -> lacking(world, scenario.tells())));
        }
        if (!scenario.neverTells().isEmpty()) {
            all.add(new Oracle("never-tells", "The event log has no " + String.join(", ", scenario.neverTells()) + ".",
                    () -> unwanted(world, scenario.neverTells())));
        }
        return all;
    }

    private static String lacking(UnitWorld world, List<String> kinds) {
        for (String kind : kinds) {
            if (world.events().stream().noneMatch(event -> event.is(kind))) {
                return "nobody tells " + kind;
            }
        }
        return "";
    }

    private static String unwanted(UnitWorld world, List<String> kinds) {
        for (UnitEvent event : world.events()) {
            for (String kind : kinds) {
                if (event.is(kind)) {
                    return event.toString().strip();
                }
            }
        }
        return "";
    }

    private static String untold(UnitWorld world, Scenario scenario) {
        for (TimedFault timed : scenario.faults()) {
            List<String> kinds = told(timed.fault());
            if (!kinds.isEmpty() && alone(timed, scenario.faults())) {
                long from = timed.at().toNanos();
                long to = timed.end().plus(PROMPT).toNanos();
                boolean found = world.events().stream().anyMatch(event ->
                        event.atNs() >= from && event.atNs() <= to && kinds.stream().anyMatch(event::is));
                if (!found) {
                    return FaultBook.write(timed) + " is not told: none of " + kinds;
                }
            }
        }
        return "";
    }

    private static boolean alone(TimedFault timed, List<TimedFault> all) {
        if (timed.at().compareTo(UnitShape.START) < 0) {
            return false;
        }
        return all.stream().allMatch(other -> other.equals(timed)
                || other.end().plus(APART).compareTo(timed.at()) < 0
                || other.at().minus(APART).compareTo(timed.end()) > 0);
    }

    /** Kinds of events of which one says it; none: it may pass unnoticed, or nobody need know. */
    private static List<String> told(Fault fault) {
        long seconds = fault.lasts().toSeconds();
        if (fault instanceof Fault.CbcReboot f) {
            return List.of("blade.firmware@" + f.slot());
        } else if (seconds < 2) {
            return List.of();
        } else if (fault instanceof Fault.CbcHang f) {
            return List.of("cbc.lost@" + f.slot());
        } else if (fault instanceof Fault.FanStall) {
            return List.of("fan_tray.fan_stalled");
        } else if (fault instanceof Fault.FanTrayPulled) {
            return List.of("fan_tray.removed");
        } else if (fault instanceof Fault.PsuLoss) {
            return List.of("psu.power_lost");
        } else if (fault instanceof Fault.BrownOut) {
            return List.of("cbc.lost", "blade.power_lost");
        } else if (fault instanceof Fault.HandleOpen f) {
            return List.of("blade.handle_opened@" + f.slot());
        } else if (fault instanceof Fault.BladePulled f) {
            return List.of("blade.removed@" + f.slot());
        } else if (fault instanceof Fault.SensorNan f) {
            return seconds < 10 ? List.of() : List.of("sensor.lost@" + f.slot(), "sensor.lost@0");
        } else if (fault instanceof Fault.SensorJumping f) {
            return seconds < 30 ? List.of() : List.of("sensor.lost@" + f.slot());
        } else if (fault instanceof Fault.Killed f && f.node().who() == NodeName.Who.DIRECTOR) {
            return List.of("director.changed");
        } else if (fault instanceof Fault.Killed f && f.node().who() == NodeName.Who.ACTIVE_CONTROLLER) {
            return List.of("controller.active");
        }
        return List.of();
    }
}
