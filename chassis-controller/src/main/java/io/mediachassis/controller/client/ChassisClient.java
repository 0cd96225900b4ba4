package io.mediachassis.controller.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Talks to the management API of a unit: tries its controllers until the active one answers, and stays with that one. A
 * standby's answer to a question is taken when no active one is found. Blocking; any thread, one call at a time.
 *
 * <p>A {@link ChassisException} says that the unit refused, or that no controller could be reached within 2 s and
 * answered within 15 s, and what to do about it. Slots are numbered from 1.
 */
public final class ChassisClient {
    private static final String ACTIVE_HEADER = "Mediachassis-Active";
    private static final Duration CONNECT = Duration.ofSeconds(2);
    static final Duration ANSWER = Duration.ofSeconds(15);

    private final List<URI> controllers;
    private final HttpClient http;

    /** A client of the unit with these controllers, for example {@code http://127.0.1.101:8081}. */
    public ChassisClient(List<URI> controllers) {
        if (controllers.isEmpty()) {
            throw new IllegalArgumentException("a unit has at least one controller");
        }
        this.controllers = new ArrayList<>(controllers);
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT)
                .build();
    }

    /** Where a program's bytes are to go. */
    public record Upload(String programId, URI ingestUrl, String token) {}

    /** Reads, for example {@code /v1/unit}; a standby answers too where no active controller is found. */
    public JsonNode get(String path) throws ChassisException {
        return ask(path, null);
    }

    /** Orders, for example {@code /v1/blades/3/reset}; comes back when it is done, or refused. */
    public JsonNode post(String path, JsonNode body) throws ChassisException {
        return ask(path, body);
    }

    /** Switches a blade on, in its turn, or off; off is remembered until on. */
    public JsonNode power(int slot, boolean on) throws ChassisException {
        return post("/v1/blades/" + slot + "/power", object().put("on", on));
    }

    /**
     * Has a blade hand its work over and switches it off.
     *
     * @param extract to be taken out: whatever is put in next may run
     * @param force at once, whatever still runs on it
     */
    public JsonNode out(int slot, boolean extract, boolean force) throws ChassisException {
        return post("/v1/blades/" + slot + (extract ? "/extract" : "/shutdown"), object().put("force", force));
    }

    /** Resets a blade's board; its CBC goes on. */
    public JsonNode reset(int slot) throws ChassisException {
        return post("/v1/blades/" + slot + "/reset", object());
    }

    /** Lights a blade's identify indicator, or puts it out. */
    public JsonNode identify(int slot, boolean on) throws ChassisException {
        return post("/v1/blades/" + slot + "/identify", object().put("on", on));
    }

    /** Hands the director's role over to a blade. */
    public JsonNode handOver(int slot) throws ChassisException {
        return post("/v1/director/hand-over", object().put("slot", slot));
    }

    /** Makes the other controller the active one. */
    public JsonNode switchOver() throws ChassisException {
        return post("/v1/controllers/switch-over", object());
    }

    /**
     * Starts a staggered multicast set.
     *
     * @param set program, interval_s, group, and what else {@code POST /v1/nvod} takes
     */
    public JsonNode nvodStart(ObjectNode set) throws ChassisException {
        return post("/v1/nvod", set);
    }

    /** One staggered multicast set. */
    public JsonNode nvodSet(String id) throws ChassisException {
        return get("/v1/nvod/" + URLEncoder.encode(id, StandardCharsets.UTF_8));
    }

    /** Stops one. */
    public JsonNode nvodStop(String id) throws ChassisException {
        return post("/v1/nvod/" + URLEncoder.encode(id, StandardCharsets.UTF_8) + "/stop", object());
    }

    /**
     * Has a stream taken in and sent onward.
     *
     * @param order input, onward, and what else {@code POST /v1/distributions} takes
     */
    public JsonNode distributeStart(ObjectNode order) throws ChassisException {
        return post("/v1/distributions", order);
    }

    /** One distribution. */
    public JsonNode distribution(int slot, String id) throws ChassisException {
        return get("/v1/distributions/" + slot + "/" + URLEncoder.encode(id, StandardCharsets.UTF_8));
    }

    /** Stops one; what it stored goes. */
    public JsonNode distributeStop(int slot, String id) throws ChassisException {
        return post("/v1/distributions/" + slot + "/" + URLEncoder.encode(id, StandardCharsets.UTF_8) + "/stop", object());
    }

    /** One program; empty while no blade knows of it. */
    public Optional<JsonNode> program(String id) throws ChassisException {
        try {
            return Optional.of(get("/v1/programs/" + id));
        } catch (ChassisException e) {
            if (e.status() == 404) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /**
     * Asks where the bytes of a new program are to go.
     *
     * @param size of the file, in bytes
     * @param fileName the file's own, without folders
     */
    public Upload announce(String title, long size, String fileName) throws ChassisException {
        JsonNode reply = post(
                "/v1/programs",
                object().put("title", title).put("size", size).put("file_name", fileName));
        return new Upload(
                reply.path("id").asText(),
                URI.create(reply.path("ingest_url").asText()),
                reply.path("token").asText());
    }

    /**
     * Sends a program's bytes to the engine that takes it in.
     *
     * @param progress told the bytes read so far, on a thread of the client
     * @throws ChassisException if the file can't be read, the engine refuses it, or sending breaks off
     */
    public void upload(Upload to, Path file, LongConsumer progress) throws ChassisException {
        long size;
        try {
            size = Files.size(file);
        } catch (IOException e) {
            throw new ChassisException("can't read " + file + ": " + e.getMessage(), "check the path", 0);
        }
        // A publisher of a known length has to have one; the engine says what it thinks of an empty file.
        BodyPublisher body = size == 0
                ? BodyPublishers.noBody()
                : BodyPublishers.fromPublisher(
                        BodyPublishers.ofInputStream(() -> CountingFile.open(file, progress)), size);
        HttpRequest request = HttpRequest.newBuilder(to.ingestUrl())
                .header("Authorization", "Bearer " + to.token())
                .header("Content-Type", "application/octet-stream")
                .PUT(body)
                .build();
        HttpResponse<String> response;
        try {
            response = http.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new ChassisException(
                    "sending the file to " + to.ingestUrl() + " broke off: " + Answers.reason(e),
                    "publish it again; chassisctl blades shows whether that blade is in service",
                    0);
        } catch (InterruptedException e) {
            throw Answers.interrupted();
        }
        if (response.statusCode() >= 300) {
            throw Answers.refusal(to.ingestUrl(), response.statusCode(), response.body());
        }
    }

    /**
     * Hands on events as they are logged, until told to stop; comes back after a switch-over where it was, so that none
     * is missed, not even of the switch-over.
     *
     * @param after events above this number first; -1: only what comes from now on
     * @param stop asked before each event and each attempt
     * @throws ChassisException if no controller answers the first attempt
     */
    public void follow(long after, Consumer<JsonNode> listener, BooleanSupplier stop) throws ChassisException {
        new EventStream(this, http, after, listener, stop).follow();
    }

    private JsonNode ask(String path, @Nullable JsonNode body) throws ChassisException {
        ChassisException failure = null;
        JsonNode standby = null;
        for (URI controller : inOrder()) {
            URI uri = controller.resolve(path);
            HttpResponse<String> response;
            try {
                response = exchange(uri, body);
                Optional<String> location = response.headers().firstValue("Location");
                if (response.statusCode() == 307 && location.isPresent()) {
                    uri = URI.create(location.get());
                    response = exchange(uri, body);
                }
            } catch (IOException e) {
                failure = failure == null ? Answers.unreachable(uri, e) : failure;
                continue;
            } catch (InterruptedException e) {
                throw Answers.interrupted();
            }
            boolean active = response.headers().firstValue(ACTIVE_HEADER).orElse("true").equals("true");
            if (active) {
                prefer(controller);
                if (response.statusCode() >= 300) {
                    throw Answers.refusal(uri, response.statusCode(), response.body());
                }
                return Answers.parse(uri, response.body());
            }
            if (response.statusCode() < 300) {
                standby = standby == null ? Answers.parse(uri, response.body()) : standby;
            } else {
                failure = Answers.refusal(uri, response.statusCode(), response.body());
            }
        }
        if (standby != null) {
            return standby;
        }
        throw failure == null ? new ChassisException("no controller answered", "", 0) : failure;
    }

    private HttpResponse<String> exchange(URI uri, @Nullable JsonNode body) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(ANSWER);
        if (body != null) {
            request.header("Content-Type", "application/json").POST(BodyPublishers.ofString(body.toString()));
        }
        return http.send(request.build(), BodyHandlers.ofString());
    }

    /** The controllers, the one that answered last as the active one first. */
    synchronized List<URI> inOrder() {
        return List.copyOf(controllers);
    }

    private synchronized void prefer(URI controller) {
        if (controllers.remove(controller)) {
            controllers.add(0, controller);
        }
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
