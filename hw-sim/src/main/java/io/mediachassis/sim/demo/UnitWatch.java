package io.mediachassis.sim.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.controller.client.ChassisClient;
import io.mediachassis.controller.client.ChassisException;
import io.mediachassis.sim.unit.UnitPlan;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;

/** Looks at a unit through its management API, as any operator's tool would, and waits for what is expected. */
public final class UnitWatch {
    private static final long LOOK_NS = 100_000_000L;
    private static final long ANSWER_NS = 15_000_000_000L;
    private static final int BAD_REQUEST = 400;

    private final ChassisClient client;
    private final Clock clock;

    public UnitWatch(UnitPlan plan, Clock clock) {
        this.client = new ChassisClient(List.of(URI.create(plan.apiUrl(1)), URI.create(plan.apiUrl(2))));
        this.clock = clock;
    }

    public ChassisClient client() {
        return client;
    }

    /** The whole unit now; empty while no controller answers. */
    public Optional<JsonNode> unit() {
        try {
            return Optional.of(client.get("/v1/unit"));
        } catch (ChassisException e) {
            return Optional.empty();
        }
    }

    /** What stands in a list of the API, such as {@code /v1/blades}; empty while no controller answers. */
    public List<JsonNode> list(String what) {
        try {
            JsonNode items = client.get("/v1/" + what).path(what);
            return items.isArray() ? StreamSupport.stream(items.spliterator(), false).toList() : List.of();
        } catch (ChassisException e) {
            return List.of();
        }
    }

    /**
     * The same from a controller that does answer: between two controllers none may, for a moment.
     *
     * @throws IOException when none does within 15 s
     */
    public List<JsonNode> required(String what) throws IOException {
        long deadline = clock.nanoTime() + ANSWER_NS;
        while (true) {
            try {
                JsonNode items = client.get("/v1/" + what).path(what);
                return StreamSupport.stream(items.spliterator(), false).toList();
            } catch (ChassisException e) {
                if (deadline - clock.nanoTime() <= 0) {
                    throw new IOException(e.getMessage(), e);
                }
                LockSupport.parkNanos(LOOK_NS);
            }
        }
    }

    /** The stations that hold a program, as the registry knows them; none while it can't be asked, or knows none. */
    public List<JsonNode> stations(String programId) {
        try {
            JsonNode stations = client.get("/v1/registry/programs/" + programId).path("stations");
            return StreamSupport.stream(stations.spliterator(), false).toList();
        } catch (ChassisException e) {
            return List.of();
        }
    }

    /** The slot of the director; 0: none, or nobody answers. */
    public int director() {
        return unit().map(unit -> unit.path("director").path("slot").asInt()).orElse(0);
    }

    /** The blade in a slot as the API shows it. */
    public Optional<JsonNode> blade(int slot) {
        return list("blades").stream().filter(blade -> blade.path("slot").asInt() == slot).findFirst();
    }

    /** Whether so many blades are in service and one of them is director. */
    public boolean ready(int blades) {
        return inService() >= blades && director() != 0;
    }

    /** How many blades serve consoles. */
    public long inService() {
        return list("blades").stream().filter(blade -> blade.path("in_service").asBoolean()).count();
    }

    /**
     * Looks every 100 ms until the unit is as wanted.
     *
     * @throws IOException when it is not within the time; {@code what} says what was waited for
     */
    public void await(String what, Duration limit, Predicate<UnitWatch> wanted) throws IOException {
        long deadline = clock.nanoTime() + limit.toNanos();
        while (!wanted.test(this)) {
            if (deadline - clock.nanoTime() <= 0) {
                throw new IOException("Waited " + limit.toSeconds() + " s for " + what);
            }
            LockSupport.parkNanos(LOOK_NS);
        }
    }

    /**
     * Publishes a file and waits until it can be played and has so many copies.
     *
     * @return the program's id
     */
    public String publish(Path file, String title, int copies, Duration limit) throws IOException {
        try {
            ChassisClient.Upload upload = announce(title, file);
            client.upload(upload, file, bytes -> {});
            await(title + " to be published with " + copies + " copies", limit, watch -> watch.copies(upload.programId()) >= copies);
            return upload.programId();
        } catch (ChassisException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /** Between two controllers, or two directors, nobody can say where a program goes: that passes. */
    private ChassisClient.Upload announce(String title, Path file) throws IOException, ChassisException {
        long deadline = clock.nanoTime() + ANSWER_NS;
        while (true) {
            try {
                return client.announce(title, Files.size(file), file.getFileName().toString());
            } catch (ChassisException e) {
                if (e.status() == BAD_REQUEST || deadline - clock.nanoTime() <= 0) {
                    throw e;
                }
                LockSupport.parkNanos(LOOK_NS);
            }
        }
    }

    /**
     * Waits until no blade holds all of a program any more: the one that took it in does at first.
     *
     * @throws IOException when one still does after the time
     */
    public void awaitDealtOut(String programId, Duration limit) throws IOException {
        await("the segments of " + programId + " to be dealt out over the blades", limit, watch -> watch.list("programs")
                .stream()
                .anyMatch(program -> program.path("id").asText().equals(programId) && program.path("copies").isEmpty()
                        && program.path("state").asText().equals("published")));
    }

    /** Copies that there are of every segment of a program, on one blade or spread over several. */
    public int copies(String programId) {
        return list("programs").stream()
                .filter(program -> program.path("id").asText().equals(programId))
                .mapToInt(program -> program.path("least_copies").asInt())
                .findFirst()
                .orElse(0);
    }
}
