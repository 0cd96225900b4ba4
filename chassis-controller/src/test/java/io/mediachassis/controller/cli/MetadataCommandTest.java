package io.mediachassis.controller.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.clock.SystemClock;
import io.mediachassis.backplane.proto.AuthReplica;
import io.mediachassis.backplane.token.Ed25519Keys;
import io.mediachassis.controller.api.HeadEndDesks;
import io.mediachassis.controller.headend.auth.AuthServer;
import io.mediachassis.controller.headend.auth.AuthSettings;
import io.mediachassis.controller.headend.auth.SigningKey;
import io.mediachassis.controller.headend.auth.TrustLedger;
import io.mediachassis.controller.headend.metadata.Item;
import io.mediachassis.controller.headend.metadata.MetadataServer;
import io.mediachassis.controller.headend.metadata.MetadataSettings;
import io.mediachassis.controller.headend.metadata.reach.AddressPolicy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Owners, files and programs as they are typed and asked for, through the API to the meta data server. */
final class MetadataCommandTest {
    private final Clock clock = new SystemClock();
    private final Map<String, byte[]> served = new ConcurrentHashMap<>();

    @TempDir
    private Path folder;

    private AuthServer auth;
    private MetadataServer metadata;
    private ChassisctlRig ctl;
    private HttpServer owners;
    private String login = "";
    private String address = "";

    @BeforeEach
    void start() throws Exception {
        TrustLedger ledger = new TrustLedger(
                folder, SigningKey.of(Ed25519Keys.generate().getPrivate().getEncoded()), "MC-1", Duration.ofDays(7), clock);
        auth = new AuthServer(
                folder, ledger, new AuthSettings(Duration.ofHours(12), Duration.ofDays(7), false), clock,
                new AuthServer.Outlet() {
                    @Override
                    public void tellBoards() {}

                    @Override
                    public void tellPeer(AuthReplica replica) {}
                });
        metadata = new MetadataServer(folder,
                new MetadataSettings("MC-1", new AddressPolicy(List.of("127.0.0.0/8"), List.of())), ledger::word, auth::note,
                clock, message -> CompletableFuture.completedFuture(false));
        auth.beginReign(1);
        metadata.beginReign(1);
        ctl = new ChassisctlRig(new HeadEndDesks(auth, 1, null, null, metadata));
        login = ctl.login();
        owners = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        owners.createContext("/", exchange -> {
            byte[] file = served.get(exchange.getRequestURI().getPath());
            exchange.sendResponseHeaders(file == null ? 404 : 200, file == null ? -1 : file.length);
            if (file != null) {
                exchange.getResponseBody().write(file);
            }
            exchange.close();
        });
        owners.start();
        address = "http://127.0.0.1:" + owners.getAddress().getPort();
    }

    @AfterEach
    void stop() {
        owners.stop(0);
        ctl.close();
        metadata.close();
        auth.close();
    }

    private JsonNode ask(int status, String token, String path, String body) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(login + path))
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer " + token);
        HttpResponse<String> answer = HttpClient.newHttpClient().send(
                body.isEmpty() ? request.build() : request.POST(HttpRequest.BodyPublishers.ofString(body.replace('\'', '"'))).build(),
                HttpResponse.BodyHandlers.ofString());
        assertEquals(status, answer.statusCode(), answer.body());
        return answer.body().isEmpty() ? new ObjectMapper().nullNode() : new ObjectMapper().readTree(answer.body());
    }

    private String owner(String name) throws Exception {
        ctl.done("subscriber", "add", name, "--no-password");
        ctl.done("subscriber", "add-key", name);
        String token = ask(200, "", "/login", "{'api_key':'" + ctl.out.strip() + "'}").path("token").asText();
        ctl.done("metadata", "owner", "add", name, "--title", "The " + name);
        return token;
    }

    private String proven(String token) throws Exception {
        JsonNode claim = ask(201, token, "/owner/servers", "{'address':'" + address + "'}");
        String proof = claim.path("proof").asText();
        served.put("/mediachassis-" + proof + ".txt", (proof + "\n").getBytes(StandardCharsets.US_ASCII));
        ask(200, token, "/owner/servers/prove", "{'address':'" + address + "'}");
        return claim.path("address").asText();
    }

    private String file(String id, String name, long bytes) {
        return "{'id':'" + id + "','primary_address':'" + address + "','primary_directory':'/films','file_name':'" + name
                + "','title':'A film','performers':['Ann','Bob'],'bytes':" + bytes + "}";
    }

    @Test
    void anOwnerRegistersChangesAndWithdraws_byHimself() throws Exception {
        String acme = owner("acme");
        assertTrue(ask(403, acme, "/owner/files", file("a", "a.ts", 5)).path("error").asText().contains("no proven file server"));
        ask(201, acme, "/owner/servers", "{'address':'" + address + "'}");
        assertTrue(ask(422, acme, "/owner/servers/prove", "{'address':'" + address + "'}").path("hint").asText().contains("put a file at"));
        proven(acme);
        served.put("/films/a.ts", "media".getBytes(StandardCharsets.US_ASCII));
        assertTrue(ask(422, acme, "/owner/files", file("a", "b.ts", 5)).path("error").asText().contains("answers 404"));
        assertTrue(ask(422, acme, "/owner/files", file("a", "a.ts", 6)).path("error").asText().contains("has 5 bytes, not 6"));
        JsonNode kept = ask(201, acme, "/owner/files", file("a", "a.ts", 0));
        assertEquals(5, kept.path("bytes").asLong(), "as its server says");
        assertEquals("acme", kept.path("owner").asText());
        ask(409, acme, "/owner/files", file("a", "a.ts", 5));
        ask(400, acme, "/owner/files", file("../a", "a.ts", 5));
        ask(400, acme, "/owner/files", "{'id':['a']}");
        ask(400, acme, "/owner/files", file("b", "../../etc/passwd", 5));
        assertEquals("Another", ask(200, acme, "/owner/files/a", file("a", "a.ts", 5).replace("A film", "Another")).path("title").asText());
        assertEquals(1, ask(200, acme, "/owner/files", "").path("files").size());

        String mallory = owner("mallory");
        ask(409, mallory, "/owner/servers", "{'address':'" + address.replace("http", "ftp") + "'}");
        ask(404, mallory, "/owner/files/a", file("a", "a.ts", 5));
        ask(404, mallory, "/owner/files/a/withdraw", "{}");
        ask(401, "x", "/owner", "");
        ask(413, acme, "/owner/files", "{'id':'" + "x".repeat(70_000) + "'}");

        ask(200, acme, "/owner/files/a/withdraw", "{}");
        ask(200, acme, "/owner/servers/withdraw", "{'address':'" + address + "'}");
        ctl.done("audit");
        for (String kind : List.of("server.claimed", "server.proven", "file.registered", "file.changed", "file.withdrawn",
                "owner.added", "server.withdrawn")) {
            assertTrue(ctl.out.contains(kind), kind + " in " + ctl.out);
        }
    }

    @Test
    void whatIsExportedIsImportedAsItWas_inJsonAndCsv() throws Exception {
        String acme = owner("acme");
        proven(acme);
        served.put("/films/a.ts", "media".getBytes(StandardCharsets.US_ASCII));
        StringBuilder all = new StringBuilder("{'id':'a','bytes':5");
        for (Item item : Item.values()) {
            String value = item.wire().endsWith("address") || item.wire().endsWith("addresses") ? address
                    : item == Item.PRIMARY_DIRECTORY ? "/films"
                    : item.wire().endsWith("director") || item.wire().contains("director") ? "/films/"
                    : item == Item.FILE_NAME ? "a.ts" : "x, \\\"y\\\" \u00e4; " + item.number();
            all.append(",'").append(item.wire()).append("':").append(item.isList() ? "['" + value + "']" : "'" + value + "'");
        }
        String file = all.append("}").toString()
                .replace("'alternate_addresses':['" + address + "']", "'alternate_addresses':[]")
                .replace("'alternate_directories':['/films/']", "'alternate_directories':[]")
                .replace("'performers':[", "'performers':['Ann',");
        ask(201, acme, "/owner/files", file);
        ctl.done("metadata", "program", "add", "p", "a", "--title", "One");
        assertEquals(1, ctl.run("metadata", "program", "add", "p", "a"));
        assertTrue(ctl.err.contains("there is a program p already"), ctl.err);
        ctl.done("--json", "metadata", "file", "show", "a");
        String before = ctl.out;

        Path csv = folder.resolve("all.csv");
        Path json = folder.resolve("all.json");
        ctl.done("metadata", "export", "--csv", csv.toString());
        ctl.done("metadata", "export", json.toString());
        assertEquals(1, ctl.run("metadata", "import", csv.toString()));
        assertTrue(ctl.err.contains("--replace"), ctl.err);
        for (Path exported : List.of(csv, json)) {
            ctl.done("metadata", "file", "remove", "a");
            ctl.done("metadata", "import", exported.toString(), "--replace");
            ctl.done("--json", "metadata", "file", "show", "a");
            assertEquals(before, ctl.out, exported.toString());
        }
        ctl.done("metadata", "program", "show", "p");
        assertTrue(ctl.out.contains("a"), ctl.out);
        ctl.done("metadata", "program", "set", "p", "--title", "None");
        assertEquals(1, ctl.run("metadata", "program", "set", "q", "a"));
        Files.writeString(csv, "id,account,nonsense\r\na,acme,x\r\n");
        assertEquals(1, ctl.run("metadata", "import", csv.toString()));
        assertTrue(ctl.err.contains("no columns nonsense"), ctl.err);
        Files.writeString(csv, "id,account,primary_address,file_name\r\nb,acme,http://other.example,b.ts\r\n");
        assertEquals(1, ctl.run("metadata", "import", csv.toString()));
        ctl.done("metadata", "import", "--approve", csv.toString());
        ctl.done("metadata", "server", "list");
        assertTrue(ctl.out.contains("http://other.example:80") && ctl.out.contains("approved"), ctl.out);
        ctl.done("metadata", "file", "list");
        assertEquals(3, ctl.out.lines().count(), ctl.out);
        for (String what : List.of("owner", "program")) {
            ctl.done("metadata", what, "list");
        }
    }

    @Test
    void aClientAsksForItsNextFile() throws Exception {
        String acme = owner("acme");
        proven(acme);
        served.put("/films/a.ts", "media".getBytes(StandardCharsets.US_ASCII));
        ask(201, acme, "/owner/files", file("a", "a.ts", 5));
        ctl.done("metadata", "program", "add", "p", "a");
        assertEquals("p", ask(200, acme, "/metadata/programs", "").path("programs").path(0).path("id").asText());
        JsonNode next = ask(200, acme, "/metadata/next", "{'program':'p','device':'tv'}");
        assertEquals("primary", next.path("file").path("servers").path(0).path("role").asText());
        assertEquals("Bob", next.path("file").path("performers").path(1).asText());
        ask(400, acme, "/metadata/report", "{'program':'p','device':'tv','file':'a','outcome':'given'}");
        ask(200, acme, "/metadata/report", "{'program':'p','device':'tv','file':'a','outcome':'played','bytes':5}");
        assertTrue(ask(200, acme, "/metadata/next", "{'program':'p','device':'tv'}").path("end").asBoolean());
        ask(404, acme, "/metadata/next", "{'program':'q','device':'tv'}");
        ask(401, "", "/metadata/next", "{'program':'p','device':'tv'}");
        ask(400, acme, "/metadata/next", "not even JSON");
        ctl.done("metadata", "history", "acme");
        assertTrue(ctl.out.contains("played"), ctl.out);
    }
}
