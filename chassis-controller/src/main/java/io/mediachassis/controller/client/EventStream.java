package io.mediachassis.controller.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The unit's events as they are logged (server-sent events), from one controller after the other: where a stream ends,
 * the next one goes on behind the last event that came whole. One thread, which it blocks.
 */
final class EventStream {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String DATA = "data:";
    private static final long RETRY_NS = 500_000_000L;

    private final ChassisClient client;
    private final HttpClient http;
    private final Consumer<JsonNode> listener;
    private final BooleanSupplier stop;
    private long last;

    /**
     * @param after number of the event to go on behind; -1: only what comes from now on
     * @param stop asked after each line and before each attempt
     */
    EventStream(
            ChassisClient client, HttpClient http, long after, Consumer<JsonNode> listener, BooleanSupplier stop) {
        this.client = client;
        this.http = http;
        this.last = after;
        this.listener = listener;
        this.stop = stop;
    }

    /**
     * Hands events on until told to stop, or interrupted.
     *
     * @throws ChassisException if no controller answers the first attempt
     */
    void follow() throws ChassisException {
        boolean everConnected = false;
        while (!stop.getAsBoolean()) {
            ChassisException failure = null;
            try {
                // Brings the active controller to the front, and says where "from now on" begins.
                long newest = client.get("/v1/events?limit=1").path("events").path(0).path("number").asLong();
                last = last < 0 ? newest : last;
            } catch (ChassisException e) {
                failure = e;
            }
            for (URI controller : failure == null ? client.inOrder() : List.<URI>of()) {
                try (Stream<String> lines = lines(controller.resolve("/v1/events/follow?after=" + last))) {
                    everConnected = true;
                    failure = null;
                    deliver(lines.iterator());
                    break;
                } catch (ChassisException e) {
                    failure = e;
                }
            }
            if (failure != null && !everConnected) {
                throw failure;
            }
            if (!stop.getAsBoolean()) {
                LockSupport.parkNanos(RETRY_NS);
            }
            if (Thread.interrupted()) {
                return;
            }
        }
    }

    private Stream<String> lines(URI uri) throws ChassisException {
        HttpRequest request = HttpRequest.newBuilder(uri)
                .header("Accept", "text/event-stream")
                .timeout(ChassisClient.ANSWER)
                .build();
        try {
            HttpResponse<Stream<String>> response = http.send(request, BodyHandlers.ofLines());
            if (response.statusCode() == 200) {
                return response.body();
            }
            response.body().close();
            throw new ChassisException(
                    uri + " answered " + response.statusCode(),
                    "is this the address of a chassis controller, and of this release?",
                    response.statusCode());
        } catch (IOException e) {
            throw Answers.unreachable(uri, e);
        } catch (InterruptedException e) {
            throw Answers.interrupted();
        }
    }

    /** Hands on what comes until the stream ends, in order or in the middle of a line. */
    void deliver(Iterator<String> lines) {
        try {
            while (lines.hasNext()) {
                String line = lines.next();
                if (line.startsWith(DATA)) {
                    JsonNode event = JSON.readTree(line.substring(DATA.length()));
                    listener.accept(event);
                    last = Math.max(last, event.path("number").asLong());
                }
                if (stop.getAsBoolean()) {
                    return;
                }
            }
        } catch (JsonProcessingException | UncheckedIOException e) {
            // The controller went away in the middle of a line: the next stream begins behind the last whole event.
            return;
        }
    }

    /** Number of the last event handed on. */
    long last() {
        return last;
    }
}
