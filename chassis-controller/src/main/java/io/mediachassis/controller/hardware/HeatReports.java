package io.mediachassis.controller.hardware;

import io.mediachassis.controller.cooling.BladeHeat;
import io.mediachassis.controller.cooling.CoolingSettings;
import io.mediachassis.controller.eventlog.NewEvent;
import java.util.Locale;

/** What is told of blades that are too hot. Pure; any thread. */
final class HeatReports {
    private HeatReports() {}

    static HardwareAction.Log throttled(int slot, int percent, double celsius) {
        return log(NewEvent.warning("blade.throttled", slot, at(celsius) + ", upper critical: the blade takes new streams "
                + "only up to " + percent + " % of its capacity"));
    }

    static HardwareAction.Log eased(int slot, int percent, double celsius) {
        return log(NewEvent.info("blade.throttle_eased", slot, at(celsius) + ": the blade "
                + (percent < 100 ? "takes streams up to " + percent + " % of its capacity again"
                        : "may use all of its capacity again")));
    }

    static HardwareAction.Log leaves(int slot, double celsius) {
        return log(NewEvent.critical("blade.overheated", slot,
                at(celsius) + ", upper fatal: the blade hands over and is switched off"));
    }

    static HardwareAction.Log offNow(int slot) {
        return log(NewEvent.critical("blade.overheated", slot,
                "Still too hot: the blade is switched off, whatever still runs on it"));
    }

    static HardwareAction.Log runsAgain(int slot, double celsius) {
        return log(NewEvent.critical("blade.overheated", slot,
                at(celsius) + ": the blade has power before it is cool; it hands over and is switched off"));
    }

    static HardwareAction.Log keptOff(int slot, double celsius) {
        return log(NewEvent.warning("blade.too_hot", slot, at(celsius) + ": the blade gets no power until it is cool"));
    }

    static HardwareAction.Log released(int slot, double celsius) {
        return log(NewEvent.info("blade.cooled", slot, at(celsius) + ": the blade is cool and may have power again"));
    }

    /** For the slot's row; empty: nothing has to be said. */
    static String reason(BladeHeat heat, CoolingSettings.Throttle settings) {
        return switch (heat.state()) {
            case NORMAL -> "";
            case THROTTLED -> "Too hot: takes new streams only up to " + heat.admitted() + " % of its capacity";
            case LEAVING -> "Too hot: is switched off";
            case OFF -> "Off since it was too hot, until it has been below its upper caution for "
                    + settings.restore().toSeconds() + " s";
        };
    }

    private static String at(double celsius) {
        return Double.isNaN(celsius) ? "Too hot" : String.format(Locale.ROOT, "%.1f °C", celsius);
    }

    private static HardwareAction.Log log(NewEvent event) {
        return new HardwareAction.Log(event);
    }
}
