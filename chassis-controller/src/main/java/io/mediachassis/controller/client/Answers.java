package io.mediachassis.controller.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.URI;

/** What an answer of the API, or its absence, says to the caller. Any thread. */
final class Answers {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Answers() {}

    /** @throws ChassisException if it is no JSON */
    static JsonNode parse(URI uri, String body) throws ChassisException {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException e) {
            throw new ChassisException(
                    uri + " did not answer with JSON", "is this the address of a chassis controller?", 0);
        }
    }

    /**
     * An answer that is an error.
     *
     * @param status of HTTP
     * @param body the API's own error with its hint, or anything
     */
    static ChassisException refusal(URI uri, int status, String body) {
        JsonNode json;
        try {
            json = JSON.readTree(body);
        } catch (JsonProcessingException e) {
            json = MissingNode.getInstance();
        }
        String error = json.path("error").asText(uri + " answered " + status);
        return new ChassisException(error, json.path("hint").asText(""), status);
    }

    static ChassisException unreachable(URI uri, IOException e) {
        return new ChassisException(
                "no answer from " + uri.resolve("/") + ": " + reason(e),
                "is the unit up? Name its controllers with --api, --unit or CHASSIS_API",
                0);
    }

    /** What an error says, or is. */
    static String reason(IOException e) {
        String message = e.getMessage();
        return message == null || message.isEmpty() ? e.getClass().getSimpleName() : message;
    }

    /** The caller's thread was interrupted, and is again. */
    static ChassisException interrupted() {
        Thread.currentThread().interrupt();
        return new ChassisException("interrupted", "", 0);
    }
}
