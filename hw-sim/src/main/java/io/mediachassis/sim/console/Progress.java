package io.mediachassis.sim.console;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;

/** What a console tells the person at it while it plays. One thread. */
final class Progress {
    private static final long SECOND_NS = 1_000_000_000L;
    private static final long EVERY_S = 5;

    private final PrintStream out;
    private long saidS = Long.MAX_VALUE;
    private long nextNs;
    private boolean begun;

    Progress(PrintStream out) {
        this.out = out;
    }

    void say(String text) {
        saidS = Long.MAX_VALUE;
        out.println(text);
    }

    /** Counts down: each second of the last ten, every five before. */
    void countDown(String what, Duration left) {
        long seconds = (left.toMillis() + 999) / 1000;
        boolean round = seconds <= 10 || seconds % EVERY_S == 0;
        if (seconds > 0 && seconds < saidS && (round || saidS == Long.MAX_VALUE)) {
            saidS = seconds;
            out.println(what + " begins in " + words(seconds));
        }
    }

    private static String words(long seconds) {
        if (seconds < 60) {
            return seconds + (seconds == 1 ? " second" : " seconds");
        }
        long minutes = seconds / 60;
        return minutes + (minutes == 1 ? " minute" : " minutes")
                + (seconds % 60 == 0 ? "" : " and " + words(seconds % 60));
    }

    /** Tells every five seconds what has come. */
    void playing(long nowNs, long packets, long lost, long repaired, long residual, long bufferBytes) {
        if (!begun) {
            begun = true;
            nextNs = nowNs + EVERY_S * SECOND_NS;
        }
        if (nowNs - nextNs >= 0) {
            nextNs += EVERY_S * SECOND_NS;
            out.println(String.format(Locale.ROOT, "%d packets, %d lost, %d of them repaired, %d left out; %.1f MB in the"
                    + " buffer", packets, lost, repaired, residual, bufferBytes / 1e6));
        }
    }
}
