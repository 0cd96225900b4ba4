package io.mediachassis.controller.cli;

/**
 * What the streams of this process are. The start script knows (test -t) and says so in system properties: Java's own
 * answer is about both streams at once, and differs between versions.
 *
 * @param colours standard output is a terminal, and the user has not said NO_COLOR
 * @param progress standard error is a terminal, where a bar may be redrawn
 */
record Terminal(boolean colours, boolean progress) {
    static Terminal ofSystem() {
        boolean plain = System.getenv("NO_COLOR") != null;
        return new Terminal(
                Boolean.getBoolean("chassisctl.out.terminal") && !plain,
                Boolean.getBoolean("chassisctl.err.terminal"));
    }
}
