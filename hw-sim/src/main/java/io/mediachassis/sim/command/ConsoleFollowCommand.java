package io.mediachassis.sim.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mediachassis.backplane.clock.SystemClock;
import io.mediachassis.sim.console.fetch.FileFetch;
import io.mediachassis.sim.console.follow.Follower;
import io.mediachassis.sim.console.follow.Leases;
import io.mediachassis.sim.console.follow.MetadataClient;
import io.mediachassis.sim.console.follow.PeerServer;
import io.mediachassis.sim.demo.JsonFile;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Follows a program of the meta data server. */
@Command(
        name = "follow",
        mixinStandardHelpOptions = true,
        description = {
            "Fetches a program's files, one after the other, from the servers that the meta data server names: by HTTP, FTP,"
                + " RTSP or multicast; from the next one where one fails, from the byte where it broke off.",
            "Status 0: all files came; 3: some that nobody had were passed over; 1: nothing came."
        })
final class ConsoleFollowCommand implements Callable<Integer> {
    private static final int LEFT_OUT = 3;
    private static final long RENEW_S = 150;

    @Parameters(paramLabel = "PROGRAM", description = "As chassisctl metadata program list shows.")
    private String program = "";

    @Option(names = "--server", split = ",", paramLabel = "URL",
            defaultValue = "http://127.0.1.101:8082,http://127.0.1.102:8082",
            description = "Where the controllers let consoles log in (${DEFAULT-VALUE}).")
    private List<String> servers = List.of();

    @Option(names = "--subscriber", paramLabel = "NAME", defaultValue = "", description = "Log in as this one.")
    private String subscriber = "";

    @Option(names = "--password", interactive = true, arity = "0..1", paramLabel = "P", defaultValue = "",
            description = "With this password; asked for when P is left out.")
    private String password = "";

    @Option(names = "--api-key", paramLabel = "KEY", defaultValue = "", description = "Or log in with this key.")
    private String apiKey = "";

    @Option(names = "--token", paramLabel = "TOKEN", defaultValue = "", description = "Or show this token.")
    private String token = "";

    @Option(names = "--device", paramLabel = "NAME", defaultValue = "console",
            description = "What this device is called: each has a history of its own (${DEFAULT-VALUE}).")
    private String device = "";

    @Option(names = {"-o", "--output"}, paramLabel = "FOLDER",
            description = "Where the files go, under their ids (default: the program's id); - writes one behind the other to"
                    + " standard output.")
    private @Nullable String output;

    @Option(names = "--from-start", description = "Forget what this device was given before.")
    private boolean fromStart;

    @Option(names = "--count", paramLabel = "N", defaultValue = "1000000", description = "Fetch so many files, and no more.")
    private int count;

    @Option(names = "--patience", paramLabel = "TIME", defaultValue = "10s",
            description = "A server that gives nothing for so long, or less than 4 KiB, is left (${DEFAULT-VALUE}).")
    private String patience = "";

    @Option(names = "--interface", paramLabel = "IF", defaultValue = "",
            description = "Interface on which groups are joined, as lo or eth0.")
    private String interfaceName = "";

    @Option(names = "--serve", paramLabel = "ADDRESS:PORT",
            description = "Serve to others what has come, at this address of this machine, as long as this runs; at the"
                    + " program's end that is until Ctrl-C.")
    private @Nullable String serve;

    @Option(names = "--json", paramLabel = "FILE", description = "Write as JSON how it went with each file.")
    private @Nullable Path json;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        boolean toStandardOutput = "-".equals(output);
        if (serve != null && toStandardOutput) {
            throw wrong("what goes to standard output can't be served to others");
        }
        try {
            Path folder = toStandardOutput ? Path.of(System.getProperty("java.io.tmpdir", "/tmp"), "follow-" + ProcessHandle.current().pid())
                    : Path.of(output == null ? program : output);
            Files.createDirectories(folder);
            FileFetch fetch = new FileFetch(interfaceName, ConsolePlayCommand.time("--patience", patience), folder,
                    new SystemClock(), new Random(), System.err);
            MetadataClient client = new MetadataClient(
                    servers.stream().map(URI::create).toList(), credentials(), token);
            client.logIn();
            Follower follower = new Follower(client, fetch, program, device, folder, System.err);
            List<Follower.Outcome> outcomes = serve == null
                    ? follower.follow(fromStart, count, (file, description) -> taken(file, description, toStandardOutput))
                    : serving(client, follower, serve);
            return told(outcomes);
        } catch (IOException e) {
            System.err.println(e.getMessage());
            return 1;
        } catch (IllegalArgumentException e) {
            throw wrong(String.valueOf(e.getMessage()));
        }
    }

    private ParameterException wrong(String what) {
        return new ParameterException(Objects.requireNonNull(spec).commandLine(), what);
    }

    private ObjectNode credentials() {
        ObjectNode credentials = JsonNodeFactory.instance.objectNode();
        if (!apiKey.isEmpty()) {
            credentials.put("api_key", apiKey);
        } else if (!subscriber.isEmpty()) {
            credentials.put("subscriber", subscriber).put("password", password);
        } else if (token.isEmpty()) {
            throw wrong("log in with --subscriber and --password, --api-key, or --token");
        }
        return credentials;
    }

    private Path taken(Path file, JsonNode description, boolean toStandardOutput) throws IOException {
        if (toStandardOutput) {
            try (FileOutputStream out = new FileOutputStream(FileDescriptor.out)) {
                Files.copy(file, out);
            }
            Files.delete(file);
            return file;
        }
        Path named = file.resolveSibling(description.path("id").asText());
        Follower.move(file, named);
        System.err.println(named + " is here");
        return named;
    }

    private List<Follower.Outcome> serving(MetadataClient client, Follower follower, String at)
            throws IOException, InterruptedException {
        int colon = at.lastIndexOf(':');
        if (colon < 1 || !at.substring(colon + 1).matches("[0-9]{1,5}")) {
            throw wrong("--serve takes an address of this machine and a port, as 192.0.2.7:8000");
        }
        String host = at.substring(0, colon);
        ScheduledExecutorService renewing = Executors.newSingleThreadScheduledExecutor();
        try (PeerServer peer = new PeerServer(new InetSocketAddress(host, Integer.parseInt(at.substring(colon + 1))))) {
            Leases leases = new Leases(client, peer, host, System.err);
            var unused = renewing.scheduleAtFixedRate(() -> {
                try {
                    leases.renew();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }, RENEW_S, RENEW_S, TimeUnit.SECONDS);
            List<Follower.Outcome> outcomes = follower.follow(fromStart, count, (file, description) ->
                    leases.serve(taken(file, description, false), description));
            told(outcomes);
            System.err.println("Serving what is here to others, until Ctrl-C");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                try {
                    leases.end();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }, "leases-end"));
            new java.util.concurrent.CountDownLatch(1).await();
            return outcomes;
        } finally {
            renewing.shutdownNow();
        }
    }

    private int told(List<Follower.Outcome> outcomes) throws IOException {
        ObjectNode all = JsonNodeFactory.instance.objectNode().put("program", program).put("device", device);
        ArrayNode files = all.putArray("files");
        for (Follower.Outcome outcome : outcomes) {
            ObjectNode one = files.addObject().put("id", outcome.file()).put("here", outcome.here())
                    .put("bytes", outcome.bytes());
            ArrayNode errors = one.putArray("errors");
            outcome.errors().forEach(error -> errors.addObject()
                    .put("address", error.place().address()).put("error", error.error()));
        }
        Path to = json;
        if (to != null) {
            new JsonFile(to).write(all);
        }
        long here = outcomes.stream().filter(Follower.Outcome::here).count();
        System.err.println(here + " of " + outcomes.size() + " files are here");
        return here == outcomes.size() ? 0 : here == 0 ? 1 : LEFT_OUT;
    }
}
