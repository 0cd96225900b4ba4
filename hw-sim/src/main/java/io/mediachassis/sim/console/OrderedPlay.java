package io.mediachassis.sim.console;

import io.mediachassis.sim.console.description.DescriptionException;
import io.mediachassis.sim.console.order.Control;
import io.mediachassis.sim.console.order.Order;
import io.mediachassis.sim.console.output.Playlist;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.function.BooleanSupplier;

/**
 * One play under the orders of who watches, each answered with a sentence. What is held and near stays: a jump within it
 * needs nobody; a pause holds what is played, and ends what is wound.
 *
 * <pre>
 * PLAYING --pause--> PAUSED --play--> PLAYING          at scale 1
 * WINDING --pause--> STILL --play--> PLAYING           at any other, from there
 * any --play, seek, jump--> PLAYING, any --scale--> WINDING
 * </pre>
 *
 * <p>One thread.
 */
final class OrderedPlay {
    private final StreamCourse course;
    private final Playlist playlist;
    private final Control control;
    private final PlayFigures figures;
    private final Runnable moved;
    private boolean paused;
    private boolean still;
    private long stillMs;
    private boolean ended;

    /** @param moved is called when what was held has been dropped */
    OrderedPlay(StreamCourse course, Playlist playlist, Control control, PlayFigures figures, Runnable moved) {
        this.course = course;
        this.playlist = playlist;
        this.control = control;
        this.figures = figures;
        this.moved = moved;
    }

    /**
     * Plays to the end.
     *
     * @param stopped whether nothing more is wanted
     * @param written whether all has been written
     */
    Received run(BooleanSupplier stopped, BooleanSupplier written) throws IOException, InterruptedException {
        try {
            while (!ended && !stopped.getAsBoolean()) {
                for (Control.Asked asked = control.next(); asked != null; asked = control.next()) {
                    asked.answer().complete(carriedOut(asked));
                }
                ended |= course.step(written);
            }
        } finally {
            control.over("the play is over");
            course.close();
        }
        return course.received();
    }

    private String carriedOut(Control.Asked asked) throws IOException {
        figures.ordered();
        Order order = asked.order();
        long position = still ? stillMs : playlist.positionMs();
        if (order instanceof Order.Pause) {
            return pause(position);
        } else if (order instanceof Order.Play) {
            return course.scale() == 1 && !still ? goOn(position, asked.atNs()) : move(Duration.ofMillis(position), 1, asked.atNs());
        } else if (order instanceof Order.Scale wanted) {
            return wanted.scale() == 1 && course.scale() == 1 && !still ? goOn(position, asked.atNs())
                    : move(Duration.ofMillis(position), wanted.scale(), asked.atNs());
        } else if (order instanceof Order.Seek seek) {
            return seek(seek.to(), asked.atNs());
        } else if (order instanceof Order.Jump jump) {
            Duration to = Duration.ofMillis(position).plus(jump.by());
            return seek(to.isNegative() ? Duration.ZERO : to, asked.atNs());
        } else if (order instanceof Order.Where) {
            return where(position);
        }
        ended = true;
        playlist.drop();
        return "stopped at " + seconds(position);
    }

    private String pause(long position) {
        if (paused || still) {
            return "paused already, at " + seconds(position);
        }
        if (course.scale() != 1) {
            // Pictures of another speed are nothing to keep: play begins anew from here.
            course.rest();
            still = true;
            stillMs = position;
        }
        paused = true;
        long unused = playlist.hold(true);
        return "paused at " + seconds(position);
    }

    private String goOn(long position, long atNs) {
        if (!paused) {
            return "playing already, at " + seconds(position);
        }
        paused = false;
        figures.broke(playlist.hold(false), atNs);
        return "playing from " + seconds(position);
    }

    private String seek(Duration to, long atNs) throws IOException {
        if (course.scale() == 1 && !still) {
            long number = playlist.seek(to.toMillis());
            if (number >= 0) {
                long unused = playlist.hold(false);
                paused = false;
                figures.broke(number, atNs);
                return "playing from " + seconds(playlist.positionMs()) + ", which was held";
            }
        }
        return move(to, 1, atNs);
    }

    /** Has the program from there by unicast. */
    private String move(Duration to, double wanted, long atNs) {
        try {
            figures.broke(course.move(to, wanted, atNs), atNs);
        } catch (IOException | DescriptionException e) {
            return "not done: " + e.getMessage();
        }
        moved.run();
        still = false;
        paused = false;
        long unused = playlist.hold(false);
        return "playing from " + seconds(course.placeMs()) + speed()
                + (course.scale() == wanted ? "" : ", which is what the station has instead of scale " + text(wanted))
                + ", by unicast" + (course.mayReturn() || course.scale() != 1 ? ""
                        : "; it stays so, since nothing tells one plain UDP packet from another: coming back needs a set by RTP");
    }

    private String where(long position) {
        return "at " + seconds(position) + (paused ? ", paused" : ", playing") + speed() + ", " + course.source();
    }

    private String speed() {
        return course.scale() == 1 ? "" : " at scale " + text(course.scale());
    }

    private static String text(double value) {
        return String.format(Locale.ROOT, "%.3f", value).replaceFirst("\\.?0+$", "");
    }

    private static String seconds(long ms) {
        return String.format(Locale.ROOT, "%.1f s", ms / 1000.0);
    }
}
