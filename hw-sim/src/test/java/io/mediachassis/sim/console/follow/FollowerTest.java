package io.mediachassis.sim.console.follow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import io.mediachassis.backplane.clock.SystemClock;
import io.mediachassis.sim.console.fetch.FileFetch;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A console whose meta data server says what it likes. */
final class FollowerTest {
    private final Deque<String> answers = new ArrayDeque<>();
    private final Deque<String> asked = new ArrayDeque<>();
    private HttpServer server;

    @TempDir
    private Path folder;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            asked.add(exchange.getRequestURI() + " " + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            byte[] answer = (answers.isEmpty() ? "{}" : answers.remove()).replace('\'', '"').getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private List<Follower.Outcome> follow() throws Exception {
        PrintStream nobody = new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
        MetadataClient client = new MetadataClient(
                List.of(URI.create("http://127.0.0.1:" + server.getAddress().getPort())), MetadataClient.object(), "token");
        FileFetch fetch = new FileFetch("lo", Duration.ofSeconds(1), folder, new SystemClock(), new Random(1), nobody);
        return new Follower(client, fetch, "p", "tv", folder, nobody).follow(false, 10, (file, description) -> { });
    }

    private static String file(String id, String address, String more) {
        return "{'end':false,'file':{'id':'" + id + "'" + more + ",'servers':[{'role':'primary','address':'" + address
                + "','directory':'/etc','name':'passwd'}]}}";
    }

    @Test
    void noFileLeadsOutOfTheFolder() {
        answers.add(file("../../evil", "http://127.0.0.1:9", ""));
        assertThrows(IOException.class, this::follow);
    }

    @Test
    void nothingIsReadFromThisMachine_andItGoesOn() throws Exception {
        answers.add(file("a", "file://", ""));
        answers.add("{}");
        answers.add("{'end':true}");
        List<Follower.Outcome> outcomes = follow();
        assertFalse(outcomes.get(0).here());
        assertTrue(outcomes.get(0).errors().get(0).error().contains("knows no such address"), outcomes.toString());
        assertEquals(List.of("/metadata/next", "/metadata/report", "/metadata/next"),
                asked.stream().map(one -> one.substring(0, one.indexOf(' '))).toList());
        assertTrue(asked.stream().anyMatch(one -> one.contains("\"outcome\":\"failed\"")), asked.toString());
    }

    @Test
    void filesThatAreMadeOfEachOtherEndSometime() throws Exception {
        String piece = "{'pieces':[{'from':'file','name':'a','offset':0,'length':1}],"
                + "'files':[{'id':'a','protected':true}]}";
        answers.add(file("a", "http://127.0.0.1:9", ",'protected':true"));
        for (int i = 0; i < 4; i++) {
            answers.add(piece);
        }
        answers.add("{}");
        answers.add("{'end':true}");
        assertFalse(follow().get(0).here());
        try (var left = Files.list(folder)) {
            assertEquals(List.of(), left.toList());
        }
    }
}
