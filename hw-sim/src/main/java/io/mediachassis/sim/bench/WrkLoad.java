package io.mediachassis.sim.bench;

import io.mediachassis.sim.player.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** wrk as the load: keep-alive connections that each ask again as soon as they have their answer. One thread. */
final class WrkLoad {
    private static final Pattern TOTAL = Pattern.compile("(?m)^TOTAL (\\d+) (\\d+) (\\d+) (\\d+)$");
    /** wrk prints rounded figures; its script tells exact ones. */
    private static final String SCRIPT = """
            done = function(s, l, r)
              io.write(string.format('TOTAL %d %d %d %d\\n', s.requests, s.bytes, s.errors.status,
                  s.errors.connect + s.errors.read + s.errors.write + s.errors.timeout))
            end
            """;

    private final Path script;
    private final int connections;

    /**
     * What came back.
     *
     * @param requests answered, all with a status below 400
     * @param bytes read, heads included
     */
    record Load(long requests, long bytes) {
        Load plus(Load more) {
            return new Load(requests + more.requests(), bytes + more.bytes());
        }
    }

    /** @param folder takes its script */
    WrkLoad(Path folder, int connections) throws IOException {
        this.script = Files.writeString(Files.createDirectories(folder).resolve("wrk.lua"), SCRIPT);
        this.connections = connections;
    }

    /** @throws IOException when anything but good answers came, or none */
    Load run(String url, Duration duration) throws IOException {
        Tool.Result result = Tool.run(
                List.of("wrk", "-t1", "-c" + connections, "-d" + duration.toSeconds() + "s", "--timeout", "20s", "-s",
                        script.toString(), url),
                duration.plusSeconds(60));
        return read(url, result.output());
    }

    static Load read(String url, String output) throws IOException {
        Matcher total = TOTAL.matcher(output);
        if (!total.find()) {
            throw new IOException("wrk did not load " + url + ": " + output.strip());
        }
        long requests = Long.parseLong(total.group(1));
        long refused = Long.parseLong(total.group(3));
        long broken = Long.parseLong(total.group(4));
        if (requests == 0 || refused + broken > 0) {
            throw new IOException(url + " gave wrk " + requests + " answers, " + refused + " of them with a status of "
                    + "400 or more, and " + broken + " broken connections");
        }
        return new Load(requests, Long.parseLong(total.group(2)));
    }
}
