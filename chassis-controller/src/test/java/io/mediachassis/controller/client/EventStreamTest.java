package io.mediachassis.controller.client;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Lines of a stream, whole and torn; nothing here connects. */
class EventStreamTest {
    private final List<Long> heard = new ArrayList<>();
    private int stopAfter = Integer.MAX_VALUE;
    private final EventStream stream = new EventStream(
            new ChassisClient(List.of(URI.create("http://127.0.0.1:1"))),
            HttpClient.newHttpClient(),
            4,
            this::hear,
            () -> heard.size() >= stopAfter);

    private void hear(JsonNode event) {
        heard.add(event.path("number").asLong());
    }

    private static String event(int number) {
        return "data: {\"number\": " + number + "}";
    }

    @Test
    void handsOnWhatIsAnEvent() {
        stream.deliver(List.of("id: 5", event(5), "", ": still here", event(6)).iterator());
        assertEquals(List.of(5L, 6L), heard);
        assertEquals(6, stream.last());
    }

    @Test
    void goesOnBehindTheLastThatCameWhole() {
        stream.deliver(List.of(event(5), "data: {\"numb", event(7)).iterator());
        assertEquals(List.of(5L), heard);
        assertEquals(5, stream.last(), "the torn one comes again");
    }

    @Test
    void aStreamThatBreaksEndsLikeOneThatCloses() {
        Iterator<String> breaking = IntStream.of(5, 6)
                .mapToObj(number -> {
                    if (number == 6) {
                        throw new UncheckedIOException(new IOException("connection reset"));
                    }
                    return event(number);
                })
                .iterator();
        stream.deliver(breaking);
        assertEquals(5, stream.last());
    }

    @Test
    void stopsWhenToldTo() {
        stopAfter = 1;
        stream.deliver(List.of(event(5), event(6)).iterator());
        assertEquals(List.of(5L), heard);
    }

    @Test
    void nothingHeardLeavesThePlace() {
        stream.deliver(List.<String>of().iterator());
        assertEquals(4, stream.last());
    }
}
