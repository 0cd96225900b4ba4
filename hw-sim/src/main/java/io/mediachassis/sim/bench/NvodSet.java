package io.mediachassis.sim.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.mediachassis.controller.client.ChassisException;
import io.mediachassis.sim.demo.Demo;
import java.io.IOException;
import java.time.Duration;
import java.util.stream.StreamSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A staggered set by RTP that a row has sent. Any thread.
 *
 * @param group of its first stream
 * @param interval seconds between its streams
 * @param interleave packets of a window that leave in random order; 0: in order
 */
record NvodSet(String group, int port, int interval, int interleave) {
    private static final Logger LOG = LoggerFactory.getLogger(NvodSet.class);

    /** One in order. */
    NvodSet(String group, int port, int interval) {
        this(group, port, interval, 0);
    }

    /**
     * Orders it and waits until its streams are sent.
     *
     * @return what the unit tells of it
     * @throws IOException when that takes longer than {@code patience}
     */
    JsonNode start(Demo demo, String program, Duration patience) throws IOException {
        // A director that has just been elected waits with orders.
        demo.watch().await("the set to be ordered", patience, watch -> ordered(demo, program));
        demo.watch().await("the set to be sent", patience.plusSeconds(interval), watch -> sending(demo));
        return told(demo);
    }

    private boolean ordered(Demo demo, String program) {
        stop(demo);
        try {
            demo.watch().client().nvodStart(JsonNodeFactory.instance.objectNode()
                    .put("program", program)
                    .put("interval_s", interval)
                    .put("group", group)
                    .put("port", port)
                    .put("interleave", interleave)
                    .put("force", interleave > 0)
                    .put("transport", "rtp"));
            return true;
        } catch (ChassisException e) {
            return false;
        }
    }

    /** Ends it, as one of an earlier run that the unit still knows. */
    void stop(Demo demo) {
        try {
            demo.watch().client().nvodStop(group);
        } catch (ChassisException e) {
            LOG.debug("There is none to stop: {}", e.getMessage());
        }
    }

    /** Its first stream at least: the last one begins a play's length later. */
    private boolean sending(Demo demo) {
        return told(demo).path("streams").path(0).path("state").asText().equals("sending");
    }

    /** Each of its streams; between two plays one rests. */
    boolean allSending(Demo demo) {
        JsonNode streams = told(demo).path("streams");
        return !streams.isEmpty() && StreamSupport.stream(streams.spliterator(), false)
                .noneMatch(stream -> stream.path("state").asText().equals("waiting"));
    }

    /** What the unit tells of it now; missing where there is none. */
    JsonNode told(Demo demo) {
        try {
            return StreamSupport.stream(demo.watch().client().get("/v1/nvod").path("sets").spliterator(), false)
                    .filter(set -> set.path("group").asText().equals(group))
                    .findFirst()
                    .orElse(JsonNodeFactory.instance.missingNode());
        } catch (ChassisException e) {
            return JsonNodeFactory.instance.missingNode();
        }
    }
}
