package io.mediachassis.controller.cooling;

import io.mediachassis.backplane.counter.Counter;
import io.mediachassis.backplane.counter.Declaration;

/** What cooling counts. */
public enum CoolingCounter implements Counter {
    FAILSAFES("cooling_failsafes_total", "failsafes",
            "A cooling zone went to its failsafe level or to full speed."),
    SENSORS_LOST("cooling_sensors_lost_total", "sensors",
            "A temperature sensor was no longer believed."),
    FANS_FAILED("cooling_fans_failed_total", "fans",
            "A fan stood still or turned much slower than it was driven, or its tray was taken out."),
    THRESHOLDS_PASSED("cooling_thresholds_passed_total", "thresholds",
            "A sensor came to stand worse against its thresholds."),
    THROTTLES("cooling_throttles_total", "orders",
            "A blade was told to take less since it was too hot."),
    POWER_OFFS("cooling_power_offs_total", "blades",
            "A blade was ordered off since it was too hot."),
    MINIMA_LOWERED("cooling_minima_lowered_total", "steps",
            "The learned minimum of a zone was lowered."),
    MINIMA_RAISED("cooling_minima_raised_total", "steps",
            "The learned minimum of a zone was raised, or unlearned.");

    private final Declaration declaration;

    CoolingCounter(String metric, String unit, String sentence) {
        this.declaration = new Declaration(metric, unit, sentence);
    }

    @Override
    public Declaration declaration() {
        return declaration;
    }
}
