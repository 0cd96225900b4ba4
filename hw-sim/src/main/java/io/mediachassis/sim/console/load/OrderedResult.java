package io.mediachassis.sim.console.load;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mediachassis.sim.console.OrderResult;
import io.mediachassis.sim.console.PlayResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What consoles that sought or wound came to, all together.
 *
 * @param consoles that there were
 * @param back of them, on multicast again in time, or never off it, with nothing missing in what they played
 * @param whole of them, in whose output nothing is missing
 * @param backSeconds from the order to play on to multicast, the longest
 * @param unicastSeconds all of them
 * @param firstMs from each order to the first byte of what it asks for, the longest of each console
 * @param stories of those that are not back
 */
public record OrderedResult(int consoles, int back, int whole, double backSeconds, double unicastSeconds,
        List<Double> firstMs, List<String> stories) {
    static final OrderedResult NOTHING = new OrderedResult(0, 0, 0, 0, 0, List.of(), List.of());

    public OrderedResult {
        firstMs = firstMs.stream().sorted().toList();
        stories = List.copyOf(stories);
    }

    OrderedResult plus(String order, PlayResult play, long continuityErrors, Duration within) {
        OrderResult ordered = play.ordered();
        boolean good = play.whole() && continuityErrors == 0;
        boolean returned = ordered.unicasts() == 0
                || (ordered.returns() > 0 && ordered.returnSeconds() * 1000 <= within.toMillis());
        List<Double> times = new ArrayList<>(firstMs);
        times.add(ordered.firstMostMs());
        List<String> told = new ArrayList<>(stories);
        if (!good || !returned) {
            told.add(String.format(Locale.ROOT, "%s: %d returns after %.1f s, %d packets missing, %d breaks%s", order,
                    ordered.returns(), ordered.returnSeconds(), play.missing(), continuityErrors,
                    play.outputError().isEmpty() ? "" : ", " + play.outputError()));
        }
        return new OrderedResult(consoles + 1, back + (good && returned ? 1 : 0), whole + (good ? 1 : 0),
                Math.max(backSeconds, ordered.returnSeconds()), unicastSeconds + ordered.unicastSeconds(), times, told);
    }

    /** The time that so many of a hundred consoles waited for no longer, at the most; ms. */
    public double firstMs(int percent) {
        return firstMs.isEmpty() ? 0 : firstMs.get(Math.min(firstMs.size() - 1, firstMs.size() * percent / 100));
    }

    public ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode()
                .put("consoles", consoles)
                .put("back", back)
                .put("whole", whole)
                .put("back_s", backSeconds)
                .put("unicast_s", unicastSeconds)
                .put("order_to_first_byte_p50_ms", firstMs(50))
                .put("order_to_first_byte_p99_ms", firstMs(99));
        ArrayNode told = json.putArray("not_back");
        stories.forEach(told::add);
        return json;
    }
}
