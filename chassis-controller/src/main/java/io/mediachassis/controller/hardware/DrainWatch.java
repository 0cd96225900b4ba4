package io.mediachassis.controller.hardware;

import io.mediachassis.backplane.proto.DrainReport;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far a blade is that hands its work over before it loses power (M5), and whether it may go: once nothing is left on
 * it, or it is to stay since it does not get on. A blade gets on as long as less is left of something than ever before.
 * Pure; one thread.
 *
 * <pre>
 *   GOING --nothing is left, also since others were told to go, and another is director--> DONE
 *   GOING --its link has been down for a while--> DONE     (its streams went on elsewhere; nobody can ask it)
 *   GOING --that, and it said last that it alone has segments--> REFUSED
 *   GOING --no other blade, no report, or nothing got less for a while--> REFUSED
 * </pre>
 */
public final class DrainWatch {
    /**
     * Patience, in nanoseconds.
     *
     * @param silentNs without a report, or a link
     * @param stalledNs without anything getting less
     * @param settleNs after the latest drain's begin, until each blade has heard who else goes and says what that means
     */
    public record Settings(long silentNs, long stalledNs, long settleNs) {
        public static final Settings DEFAULT = new Settings(10_000_000_000L, 30_000_000_000L, 3_000_000_000L);
    }

    /** Where it stands. */
    enum State {
        GOING,
        DONE,
        REFUSED
    }

    /** Why the last blade stays. */
    static final String ONLY_BLADE = "it is the only blade in service; put another in service first";

    private static final String VACANT = "another blade to become director";

    private final Settings settings;
    private final long startNs;
    private final long[] least = new long[7];
    private @Nullable DrainReport left;
    private long progressNs;
    private long reportNs;
    private long latestBeginNs;
    private long linkDownNs;
    private boolean linkUp = true;
    private boolean director;
    private boolean vacant;
    private String why = "";

    DrainWatch(Settings settings, long nowNs) {
        this.settings = settings;
        this.startNs = nowNs;
        this.progressNs = nowNs;
        this.latestBeginNs = nowNs;
        Arrays.fill(least, Long.MAX_VALUE);
    }

    long startNs() {
        return startNs;
    }

    /** What the agent says is left; null: it has not heard yet that it is to go. */
    void onReport(@Nullable DrainReport report, long nowNs) {
        if (report == null) {
            return;
        }
        left = report;
        reportNs = nowNs;
        long[] now = counts(report);
        for (int i = 0; i < now.length; i++) {
            if (now[i] < least[i]) {
                least[i] = now[i];
                progressNs = nowNs;
            }
        }
    }

    /** A blade begins to hand over: what this one said before may count it among those that stay. */
    void onBegin(long nowNs) {
        latestBeginNs = nowNs;
    }

    /** Whether its agent has a link to this controller. */
    void onLink(boolean up, long nowNs) {
        if (linkUp && !up) {
            linkDownNs = nowNs;
        }
        linkUp = up;
    }

    /**
     * Whether it is the director.
     *
     * @param none nobody is: the last one may still be asked to go on
     */
    void onDirector(boolean is, boolean none, long nowNs) {
        if ((director && !is) || none != vacant) {
            progressNs = nowNs;
        }
        director = is;
        vacant = none;
    }

    /** @param others blades in service beside this one */
    State look(int others, long nowNs) {
        if (!linkUp && nowNs - linkDownNs < settings.silentNs()) {
            return State.GOING;
        }
        // All links may be down since this controller's own port is: the blades serve on.
        if (others == 0) {
            return refused(ONLY_BLADE);
        }
        DrainReport report = left;
        if (!linkUp) {
            return lookAtSilent(report, nowNs);
        }
        if (report == null) {
            return nowNs - startNs >= settings.silentNs()
                    ? refused("its agent does not say what it still does; update or restart it")
                    : State.GOING;
        }
        if (!director && !vacant && text(report).isEmpty() && reportNs - latestBeginNs >= settings.settleNs()) {
            return State.DONE;
        }
        return nowNs - progressNs >= settings.stalledNs() ? refused(hindrance(report)) : State.GOING;
    }

    private State lookAtSilent(@Nullable DrainReport report, long nowNs) {
        if (report != null && report.getSegmentsOnlyHere() != 0) {
            return refused("its agent has no link any more" + dead(report));
        }
        if (!vacant) {
            return State.DONE;
        }
        return nowNs - progressNs >= settings.stalledNs() ? refused(VACANT) : State.GOING;
    }

    private static String dead(DrainReport report) {
        return report.getSegmentsOnlyHere() == 0 ? "" : "; without it "
                + Integer.toUnsignedString(report.getSegmentsOnlyHere()) + " segments could not be played";
    }

    private State refused(String because) {
        why = because;
        return State.REFUSED;
    }

    /** Why it is to stay, to follow "it stays: "; empty unless it was refused. */
    String why() {
        return why;
    }

    /** What is left, such as "3 streams to move"; for people. */
    String progress() {
        DrainReport report = left;
        List<String> words = new ArrayList<>();
        if (director) {
            words.add("the director's role to hand over");
        } else if (vacant) {
            words.add(VACANT);
        }
        words.addAll(report == null ? List.of("waiting for its agent") : text(report));
        return words.isEmpty() ? "nothing left" : String.join(", ", words);
    }

    private String hindrance(DrainReport report) {
        String what = progress();
        if (director || vacant) {
            return what + ": no other blade is fit for it now";
        }
        String dead = dead(report);
        if (report.getSegments() > 0) {
            return what + ": no other blade has room for these copies" + dead;
        }
        if (report.getStreams() > 0) {
            return what + ": no other blade has room for them" + dead;
        }
        return what + dead + ": wait until they end";
    }

    private static List<String> text(DrainReport left) {
        List<String> words = new ArrayList<>();
        add(words, left.getStreams(), "stream", "to move");
        add(words, left.getConnections(), "stream", "through connections of this blade");
        add(words, left.getSegments(), "segment", "with too few copies elsewhere");
        add(words, left.getDeliveries(), "program", "coming in");
        add(words, left.getDistributions(), "distribution", "of this blade");
        add(words, left.getMulticast(), "multicast run", "to assign to others");
        return words;
    }

    private static void add(List<String> words, int number, String thing, String rest) {
        if (number != 0) {
            words.add(Integer.toUnsignedString(number) + " " + thing + (number == 1 ? " " : "s ") + rest);
        }
    }

    private static long[] counts(DrainReport left) {
        return new long[] {
            Integer.toUnsignedLong(left.getStreams()), Integer.toUnsignedLong(left.getConnections()),
            Integer.toUnsignedLong(left.getSegments()), Integer.toUnsignedLong(left.getSegmentsOnlyHere()),
            Integer.toUnsignedLong(left.getDeliveries()), Integer.toUnsignedLong(left.getDistributions()),
            Integer.toUnsignedLong(left.getMulticast())
        };
    }
}
