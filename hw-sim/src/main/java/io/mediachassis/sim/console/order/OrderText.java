package io.mediachassis.sim.console.order;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Orders as people write them, a line each. Pure; any thread. */
public final class OrderText {
    /** Of a line, in characters. */
    public static final int MAX_LENGTH = 200;
    private static final String RIGHT = "orders are pause, play, scale 8, scale -4, scale 0.5, seek 95, seek 1:35, jump 30,"
            + " jump -30, where and stop";
    private static final double FASTEST = 32;
    private static final Pattern TIME =
            Pattern.compile("([+-]?)(?:(?:([0-9]{1,3}):)?([0-9]{1,4}):)?([0-9]{1,6})(?:\\.([0-9]{1,3})[0-9]*)?s?");

    private OrderText() {}

    /**
     * Reads a line.
     *
     * @throws OrderException where it is no order; tells what would be right
     */
    public static Order parse(String line) throws OrderException {
        if (line.length() > MAX_LENGTH) {
            throw new OrderException("an order has at most " + MAX_LENGTH + " characters; " + RIGHT);
        }
        String[] words = line.strip().toLowerCase(Locale.ROOT).split("\\s+", -1);
        String argument = words.length == 2 ? words[1] : "";
        boolean alone = words.length == 1;
        return switch (words[0]) {
            case "pause" -> alone(alone, "pause", new Order.Pause());
            case "play" -> alone(alone, "play", new Order.Play());
            case "where" -> alone(alone, "where", new Order.Where());
            case "stop" -> alone(alone, "stop", new Order.Stop());
            case "scale" -> new Order.Scale(scale(argument));
            case "seek" -> new Order.Seek(seek(argument));
            case "jump" -> new Order.Jump(time(argument, "jump takes seconds, as jump 30 or jump -30"));
            default -> throw new OrderException("'" + words[0] + "' is no order; " + RIGHT);
        };
    }

    private static Order alone(boolean alone, String name, Order order) throws OrderException {
        if (!alone) {
            throw new OrderException(name + " stands alone on its line");
        }
        return order;
    }

    private static double scale(String text) throws OrderException {
        double scale = text.matches("[+-]?[0-9]{1,3}(\\.[0-9]{1,3})?x?") ? Double.parseDouble(text.replace("x", "")) : 0;
        if (scale == 0 || Math.abs(scale) > FASTEST) {
            throw new OrderException("scale takes a speed from -32 to 32 that is not 0, as scale 8, scale -4 or scale 0.5");
        }
        return scale;
    }

    private static Duration seek(String text) throws OrderException {
        String right = "seek takes a position in seconds, as seek 95 or seek 1:35";
        Duration to = time(text, right);
        if (to.isNegative()) {
            throw new OrderException(right);
        }
        return to;
    }

    private static Duration time(String text, String right) throws OrderException {
        Matcher matcher = TIME.matcher(text);
        if (!matcher.matches()) {
            throw new OrderException(right);
        }
        long seconds = number(matcher.group(2)) * 3600 + number(matcher.group(3)) * 60 + number(matcher.group(4));
        String fraction = matcher.group(5) == null ? "" : matcher.group(5);
        Duration time = Duration.ofSeconds(seconds).plusMillis(number((fraction + "000").substring(0, 3)));
        return matcher.group(1).equals("-") ? time.negated() : time;
    }

    private static long number(@Nullable String digits) {
        return digits == null ? 0 : Long.parseLong(digits);
    }
}
