package io.mediachassis.sim.scenario;

/** A scenario's file can't be used; the message has the file, the line and what to write instead. */
public final class ScenarioException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ScenarioException(String file, int line, String what) {
        super(file + (line > 0 ? ":" + line : "") + ": " + what);
    }
}
