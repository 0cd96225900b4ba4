package io.mediachassis.sim.console;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What a console did for its orders.
 *
 * @param orders that were carried out or answered
 * @param rejoined times that the buffer was full, its stream was left, and another one of the set joined where that was
 * @param rejoinedSeconds from when the player went on to when that was joined, the longest
 * @param unicasts sessions for this console alone
 * @param unicastSeconds that they lasted, together
 * @param unicastBytes media that came by them
 * @param returns from unicast to a multicast stream of the set
 * @param returnSeconds from the order to play, seek or jump to that, the longest
 * @param firstP50Ms from an order to the first byte that is written of what it asks for
 * @param firstMostMs the longest
 */
public record OrderResult(long orders, int rejoined, double rejoinedSeconds, int unicasts, double unicastSeconds,
        long unicastBytes, int returns, double returnSeconds, double firstP50Ms, double firstMostMs) {
    void addTo(ObjectNode json) {
        json.put("rejoined", rejoined)
                .put("returned_s", rejoinedSeconds)
                .put("orders", orders)
                .put("unicast_sessions", unicasts)
                .put("unicast_s", unicastSeconds)
                .put("unicast_bytes", unicastBytes)
                .put("returns_to_multicast", returns)
                .put("return_to_multicast_s", returnSeconds)
                .put("order_to_first_byte_p50_ms", firstP50Ms)
                .put("order_to_first_byte_max_ms", firstMostMs);
    }
}
