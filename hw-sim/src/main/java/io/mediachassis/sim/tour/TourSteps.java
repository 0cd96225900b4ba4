package io.mediachassis.sim.tour;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.sim.demo.JsonFile;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The steps of a tour: each is a line with its time, and the tour holds only if every step does. One thread. */
final class TourSteps {
    private final Clock clock;
    private final Consumer<String> say;
    private final ArrayNode steps = new ObjectMapper().createArrayNode();
    private boolean held = true;
    private ObjectNode entry = steps.objectNode();

    /** One of them. */
    interface Step {
        /** What to tell; throws when it did not hold. */
        String take() throws IOException;
    }

    TourSteps(Clock clock, Consumer<String> say) {
        this.clock = clock;
        this.say = say;
    }

    void take(String name, Step step) {
        long start = clock.nanoTime();
        entry = steps.addObject().put("step", name);
        try {
            String told = step.take();
            entry.put("held", true).put("told", told);
            say.accept(name + ": " + told);
        } catch (IOException | RuntimeException e) {
            held = false;
            entry.put("held", false).put("told", String.valueOf(e.getMessage()));
            say.accept(name + " FAILED: " + e.getMessage());
        }
        entry.put("seconds", (clock.nanoTime() - start) / 1e9);
    }

    /** Whether all did so far. */
    boolean held() {
        return held;
    }

    /** The step under way, as it goes into the JSON: figures are put into it beside what is told. */
    ObjectNode entry() {
        return entry;
    }

    /**
     * Tells how it ended.
     *
     * @param json where all is written too
     * @return whether all held
     */
    boolean end(@Nullable Path json, PrintStream out, Path logs) throws IOException {
        if (json != null) {
            ObjectNode report = new ObjectMapper().createObjectNode().put("held", held);
            report.set("steps", steps);
            new JsonFile(json).write(report);
        }
        out.println(held ? "The tour held." : "The tour did not hold; logs are in " + logs);
        return held;
    }
}
