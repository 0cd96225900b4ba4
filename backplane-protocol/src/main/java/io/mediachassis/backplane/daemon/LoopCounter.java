package io.mediachassis.backplane.daemon;

import io.mediachassis.backplane.counter.Counter;
import io.mediachassis.backplane.counter.Declaration;

/** What keeps a control loop from its work in time. */
public enum LoopCounter implements Counter {
    LATE_TICKS("control_late_ticks_total", "ticks", "Ticks of the control loop that came more than 20 ms late."),
    LONG_TASKS("control_long_tasks_total", "tasks", "Tasks that held the control loop for more than 20 ms.");

    private final Declaration declaration;

    LoopCounter(String metric, String unit, String sentence) {
        this.declaration = new Declaration(metric, unit, sentence);
    }

    @Override
    public Declaration declaration() {
        return declaration;
    }
}
