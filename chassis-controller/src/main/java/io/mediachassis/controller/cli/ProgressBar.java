package io.mediachassis.controller.cli;

import io.mediachassis.backplane.clock.Clock;
import java.io.PrintWriter;
import java.util.Locale;

/** A bar with rate and time left, redrawn on a terminal ten times a second at most; elsewhere silent. Any thread. */
final class ProgressBar {
    private static final int WIDTH = 30;
    private static final long REDRAW_NS = 100_000_000L;

    private final PrintWriter out;
    private final boolean shown;
    private final long total;
    private final Clock clock;
    private final long startNs;
    private long drawnNs;
    private long done;

    ProgressBar(PrintWriter out, boolean shown, long total, Clock clock) {
        this.out = out;
        this.shown = shown;
        this.total = total;
        this.clock = clock;
        this.startNs = clock.nanoTime();
        this.drawnNs = startNs;
    }

    synchronized void at(long bytes) {
        done = bytes;
        long nowNs = clock.nanoTime();
        if (shown && nowNs - drawnNs >= REDRAW_NS) {
            drawnNs = nowNs;
            draw(nowNs);
        }
    }

    synchronized void end() {
        if (shown) {
            draw(clock.nanoTime());
            out.println();
            out.flush();
        }
    }

    private void draw(long nowNs) {
        out.print("\r" + text(done, total, nowNs - startNs) + "   ");
        out.flush();
    }

    /** "[#####     ]  50 %  12.0 MB/s  0:10 left". */
    static String text(long done, long total, long elapsedNs) {
        double part = total <= 0 ? 1 : Math.min(1, (double) done / total);
        int filled = (int) Math.round(part * WIDTH);
        double rate = elapsedNs <= 0 ? 0 : done * 1e9 / elapsedNs;
        String left = rate <= 0 ? "-:--" : Words.duration((total - done) / rate);
        return String.format(
                Locale.ROOT,
                "[%s%s] %3.0f %%  %s/s  %s left",
                "#".repeat(filled),
                " ".repeat(WIDTH - filled),
                part * 100,
                Words.bytes(rate),
                left);
    }
}
