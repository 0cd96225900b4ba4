package io.mediachassis.sim.console.follow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mediachassis.sim.console.fetch.FileFetch;
import io.mediachassis.sim.console.fetch.Place;
import io.mediachassis.sim.console.fetch.PlaceError;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/**
 * Follows a program: asks for its next file, fetches it from the servers that are named, has it opened if it is protected,
 * reports how that went and goes on, to the program's end. Blocks; one thread, and {@link #stop} for any.
 */
public final class Follower {
    private static final int ERRORS = 32;

    private final MetadataClient server;
    private final FileFetch fetch;
    private final String program;
    private final String device;
    private final Path folder;
    private final PrintStream told;
    private volatile boolean stopped;

    /** What is done with a file that is here. */
    @FunctionalInterface
    public interface Taken {
        /**
         * Called on the follower's thread.
         *
         * @param description as the meta data server gives it
         */
        void with(Path file, JsonNode description) throws IOException, InterruptedException;
    }

    /**
     * How it went with a file.
     *
     * @param bytes of what is here
     */
    public record Outcome(String file, boolean here, long bytes, List<PlaceError> errors) {}

    /**
     * Follows one program.
     *
     * @param device what this device is called: its history is its own
     * @param folder for what is on its way; it exists
     */
    public Follower(
            MetadataClient server, FileFetch fetch, String program, String device, Path folder, PrintStream told) {
        this.server = server;
        this.fetch = fetch;
        this.program = program;
        this.device = device;
        this.folder = folder;
        this.told = told;
    }

    /**
     * Goes on to the program's end, or for so many files.
     *
     * @param fromStart first forget what this device was given before
     */
    public List<Outcome> follow(boolean fromStart, int most, Taken taken) throws IOException, InterruptedException {
        List<Outcome> outcomes = new ArrayList<>();
        boolean anew = fromStart;
        String unreported = "";
        while (!stopped && outcomes.size() < most) {
            JsonNode next = server.ask("/metadata/next", body().put("from_start", anew));
            anew = false;
            if (next.path("end").asBoolean()) {
                told.println("Program " + program + " is at its end");
                return outcomes;
            }
            if (next.path("file").path("id").asText().equals(unreported)) {
                throw new IOException("the meta data server takes no report of " + unreported + ", and gives it again");
            }
            Outcome outcome = one(next, taken);
            unreported = report(outcome) ? "" : outcome.file();
            outcomes.add(outcome);
        }
        return outcomes;
    }

    /** After the file that is on its way. */
    public void stop() {
        stopped = true;
    }

    private Outcome one(JsonNode next, Taken taken) throws IOException, InterruptedException {
        JsonNode file = next.path("file");
        String id = plainName(file.path("id").asText());
        told.printf("File %d of %d: %s%s%s%n", next.path("position").asInt() + 1, next.path("of").asInt(), id,
                file.path("title").asText().isEmpty() ? "" : ", " + file.path("title").asText(),
                next.path("resumed").asBoolean() ? " (again)" : "");
        List<PlaceError> errors = new ArrayList<>();
        Path here = folder.resolve(id + ".here");
        boolean good = new ProtectedFetch(server, this::body, fetch, folder, told, errors).fetch(file, here);
        long bytes = good ? Files.size(here) : 0;
        if (good) {
            taken.with(here, file);
        } else {
            told.println("Nobody has " + id + "; going on with the next file");
        }
        return new Outcome(id, good, bytes, List.copyOf(errors));
    }

    /** False where it is not taken: the file was withdrawn meanwhile, or another console goes by this device's name. */
    private boolean report(Outcome outcome) throws IOException, InterruptedException {
        ObjectNode report = body().put("file", outcome.file()).put("outcome", outcome.here() ? "played" : "failed")
                .put("bytes", outcome.bytes());
        ArrayNode list = report.putArray("errors");
        outcome.errors().stream().limit(ERRORS).forEach(error -> list.addObject()
                .put("address", error.place().address())
                .put("error", error.error()));
        try {
            server.ask("/metadata/report", report);
            return true;
        } catch (MetadataClient.RefusedByServer e) {
            if (e.status() != 404 && e.status() != 409) {
                throw e;
            }
            told.println(e.getMessage());
            return false;
        }
    }

    private ObjectNode body() {
        return MetadataClient.object().put("program", program).put("device", device);
    }

    /** Where a file lies, in the order in which to try. */
    static List<Place> places(JsonNode file) {
        List<Place> places = new ArrayList<>();
        file.path("servers").forEach(one -> places.add(new Place(one.path("role").asText(), one.path("address").asText(),
                one.path("directory").asText(), one.path("name").asText())));
        return places;
    }

    /**
     * As a name in a folder of ours: a meta data server is no more to be trusted with paths than anybody else.
     *
     * @throws IOException it is none
     */
    static String plainName(String id) throws IOException {
        if (!id.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,63}")) {
            throw new IOException("the meta data server names a file '" + id.replaceAll("\\p{Cntrl}", "?") + "'");
        }
        return id;
    }

    /** Moves a file to where it is wanted. */
    public static void move(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
    }
}
