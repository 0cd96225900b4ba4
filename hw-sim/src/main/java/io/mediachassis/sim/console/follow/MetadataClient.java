package io.mediachassis.sim.console.follow;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Asks the meta data server: at each of the controllers until one answers, and where a standby says so at the active one.
 * A token that is over is got anew. Blocks; any thread, one question at a time.
 */
public final class MetadataClient {
    private static final Duration CONNECT = Duration.ofSeconds(3);
    private static final Duration ANSWER = Duration.ofSeconds(60);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<URI> servers;
    private final ObjectNode credentials;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT)
            .build();
    private String token;

    /** The server said no. */
    public static final class RefusedByServer extends IOException {
        private static final long serialVersionUID = 1L;
        private final int status;

        RefusedByServer(int status, String error, String hint) {
            super(error + (hint.isEmpty() ? "" : " (" + hint + ")"));
            this.status = status;
        }

        public int status() {
            return status;
        }
    }

    /**
     * A client.
     *
     * @param servers where the controllers let consoles log in
     * @param credentials what {@code POST /login} takes; empty: there is only the token
     * @param token empty: log in first
     */
    public MetadataClient(List<URI> servers, ObjectNode credentials, String token) {
        this.servers = List.copyOf(servers);
        this.credentials = credentials.deepCopy();
        this.token = token;
    }

    /** Logs in, if there is no token. */
    public synchronized void logIn() throws IOException, InterruptedException {
        if (token.isEmpty()) {
            token = json(send("/login", credentials)).path("token").asText();
        }
    }

    /** Asks for JSON. */
    public JsonNode ask(String path, ObjectNode body) throws IOException, InterruptedException {
        return json(again(path, body));
    }

    /** Asks for bytes. */
    public byte[] bytes(String path, ObjectNode body) throws IOException, InterruptedException {
        return again(path, body);
    }

    private synchronized byte[] again(String path, ObjectNode body) throws IOException, InterruptedException {
        logIn();
        try {
            return send(path, body);
        } catch (RefusedByServer e) {
            if (e.status() != 401 || credentials.isEmpty()) {
                throw e;
            }
            token = "";
            logIn();
            return send(path, body);
        }
    }

    private byte[] send(String path, ObjectNode body) throws IOException, InterruptedException {
        IOException failure = new IOException("there is no controller to ask");
        for (URI server : servers) {
            try {
                HttpResponse<byte[]> answer = post(server.resolve(path), body);
                Optional<String> location = answer.headers().firstValue("Location");
                if (answer.statusCode() == 307 && location.isPresent()) {
                    answer = post(URI.create(location.get()), body);
                }
                if (answer.statusCode() < 300) {
                    return answer.body();
                }
                JsonNode json = json(answer.body());
                RefusedByServer refused = new RefusedByServer(answer.statusCode(),
                        json.path("error").asText(server + " answers " + answer.statusCode()), json.path("hint").asText(""));
                if (!isStandby(refused)) {
                    throw refused;
                }
                failure = refused;
            } catch (RefusedByServer e) {
                throw e;
            } catch (IOException e) {
                failure = new IOException(server + " does not answer: " + e.getMessage(), e);
            }
        }
        throw failure;
    }

    /** Another controller may do it. */
    private static boolean isStandby(RefusedByServer refused) {
        return refused.status() >= 500 || (refused.status() == 409 && String.valueOf(refused.getMessage()).startsWith("controller "));
    }

    private HttpResponse<byte[]> post(URI uri, ObjectNode body) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .timeout(ANSWER)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body.toString(), StandardCharsets.UTF_8));
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    private static JsonNode json(byte[] body) throws IOException {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException e) {
            throw new IOException("the answer is no JSON", e);
        }
    }

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
