package io.mediachassis.sim.demo;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.mediachassis.controller.client.ChassisClient;
import io.mediachassis.controller.client.ChassisException;
import java.io.IOException;
import java.time.Duration;

/** The demo's subscriber, for whom all that it prints is. Blocking. */
public final class Viewer {
    /** Its name. */
    public static final String NAME = "viewer";

    /** Anybody may know it: it lets in at simulated units alone. */
    public static final String PASSWORD = "let me watch";

    private static final int THERE_ALREADY = 409;
    private static final Duration VALID = Duration.ofDays(7);

    private Viewer() {}

    /**
     * A token for every program, which lasts as long as any may.
     *
     * @throws IOException when the unit gives none; says why
     */
    public static String token(ChassisClient client) throws IOException {
        try {
            try {
                client.post("/v1/subscribers",
                        JsonNodeFactory.instance.objectNode().put("name", NAME).put("password", PASSWORD));
            } catch (ChassisException e) {
                if (e.status() != THERE_ALREADY) {
                    throw e;
                }
            }
            return client.post("/v1/tokens", JsonNodeFactory.instance.objectNode()
                            .put("subscriber", NAME)
                            .put("valid_s", VALID.toSeconds()))
                    .path("token")
                    .asText();
        } catch (ChassisException e) {
            throw new IOException("the unit gives no token to play with: " + e.getMessage(), e);
        }
    }

    /** A URL that somebody with this token may play; empty: none is needed. */
    public static String url(String url, String token) {
        return token.isEmpty() ? url : url + "?token=" + token;
    }
}
