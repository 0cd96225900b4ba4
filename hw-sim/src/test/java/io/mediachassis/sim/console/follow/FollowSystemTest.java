package io.mediachassis.sim.console.follow;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mediachassis.backplane.clock.SystemClock;
import io.mediachassis.backplane.proto.AuthReplica;
import io.mediachassis.backplane.proto.UnitSnapshot;
import io.mediachassis.backplane.token.Ed25519Keys;
import io.mediachassis.controller.api.ApiServer;
import io.mediachassis.controller.api.HeadEndDesks;
import io.mediachassis.controller.api.UnitDesk;
import io.mediachassis.controller.client.ChassisClient;
import io.mediachassis.controller.headend.auth.AuthServer;
import io.mediachassis.controller.headend.auth.AuthSettings;
import io.mediachassis.controller.headend.auth.SigningKey;
import io.mediachassis.controller.headend.auth.TrustLedger;
import io.mediachassis.controller.headend.metadata.MetadataServer;
import io.mediachassis.controller.headend.metadata.MetadataSettings;
import io.mediachassis.controller.headend.metadata.reach.AddressPolicy;
import io.mediachassis.sim.console.fetch.FileFetch;
import io.mediachassis.sim.console.fetch.Hashes;
import io.mediachassis.sim.console.sealed.Protector;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.reflect.Proxy;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A console that follows a program whose files lie on an owner's nginx, which dies in the middle, on his vsftpd, and on
 * servers that lie; all by the real meta data server and its API.
 */
class FollowSystemTest {
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final int FILM = 6_000_000;

    private final SystemClock clock = new SystemClock();
    private final ByteArrayOutputStream told = new ByteArrayOutputStream();
    private final Map<String, byte[]> media = new HashMap<>();

    @TempDir
    private Path folder;

    private InetAddress here;
    private OwnersServers servers;
    private AuthServer auth;
    private MetadataServer metadata;
    private ApiServer api;
    private ChassisClient operator;
    private URI login;
    private Path root;
    private String nginx = "";
    private String vsftpd = "";

    @BeforeEach
    void start() throws Exception {
        assumeTrue(OwnersServers.areInstalled(), "nginx or vsftpd is not installed");
        here = InetAddress.getByAddress(new byte[] {127, 0, 79, 1});
        // Both servers go in as users of their own.
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        root = Files.createDirectories(folder.resolve("root"));
        Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwxr-xr-x"));
        servers = new OwnersServers(Files.createDirectories(folder.resolve("servers")), here);
        Path data = Files.createDirectories(folder.resolve("data"));
        TrustLedger ledger = new TrustLedger(
                data, SigningKey.of(Ed25519Keys.generate().getPrivate().getEncoded()), "MC-1", Duration.ofDays(7), clock);
        auth = new AuthServer(data, ledger, new AuthSettings(Duration.ofHours(1), Duration.ofDays(7), false), clock, new Nobody());
        metadata = new MetadataServer(data, new MetadataSettings("MC-1", new AddressPolicy(List.of("127.0.0.0/8"), List.of())),
                ledger::word, auth::note, clock, message -> CompletableFuture.completedFuture(false));
        auth.beginReign(1);
        metadata.beginReign(1);
        api = new ApiServer(desk(), new HeadEndDesks(auth, 1, null, null, metadata));
        operator = new ChassisClient(List.of(base(api.bind(new InetSocketAddress(here, 0)).toCompletableFuture())));
        login = base(api.bindLogin(new InetSocketAddress(here, 0)).toCompletableFuture());
    }

    private static final class Nobody implements AuthServer.Outlet {
        @Override
        public void tellBoards() {}

        @Override
        public void tellPeer(AuthReplica replica) {}
    }

    private static UnitDesk desk() {
        return (UnitDesk) Proxy.newProxyInstance(UnitDesk.class.getClassLoader(), new Class<?>[] {UnitDesk.class},
                (proxy, method, args) -> method.getName().equals("snapshot")
                        ? UnitSnapshot.newBuilder().setActive(true).build() : (AutoCloseable) () -> { });
    }

    private URI base(CompletableFuture<Integer> port) throws Exception {
        return URI.create("http://" + here.getHostAddress() + ":" + port.get(10, TimeUnit.SECONDS));
    }

    @AfterEach
    void stop() throws Exception {
        if (api != null) {
            api.close();
            metadata.close();
            auth.close();
            servers.close();
        }
    }

    private MetadataClient subscriber(String name) throws Exception {
        operator.post("/v1/subscribers", MetadataClient.object().put("name", name).put("password", ""));
        String key = operator.post("/v1/subscribers/" + name + "/api-keys", MetadataClient.object()).path("secret").asText();
        return new MetadataClient(List.of(login), MetadataClient.object().put("api_key", key), "");
    }

    private byte[] file(String name, int bytes) throws IOException {
        byte[] content = new byte[bytes];
        new Random(name.hashCode()).nextBytes(content);
        media.put(name, content);
        Files.write(root.resolve(name), content);
        return content;
    }

    private ObjectNode described(String id, String primary, String... alternates) throws IOException {
        Path lies = root.resolve(id);
        ObjectNode file = MetadataClient.object().put("id", id).put("account", "acme").put("primary_address", primary)
                .put("primary_directory", "/").put("file_name", id).put("bytes", Files.size(lies))
                .put("sha256", Hashes.sha256(lies));
        ArrayNode addresses = file.putArray("alternate_addresses");
        ArrayNode directories = file.putArray("alternate_directories");
        for (String alternate : alternates) {
            addresses.add(alternate);
            directories.add("/");
        }
        return file;
    }

    /** By the operator's word: nobody asks the servers. */
    private void take(ObjectNode file) throws Exception {
        ObjectNode order = MetadataClient.object().put("approve", true);
        order.putArray("files").add(file);
        operator.post("/v1/metadata/import", order);
    }

    private void program(String id, String... files) throws Exception {
        ObjectNode program = MetadataClient.object().put("id", id).put("title", "");
        ArrayNode list = program.putArray("files");
        Arrays.asList(files).forEach(list::add);
        operator.post("/v1/metadata/programs", program);
    }

    private Follower follower(MetadataClient client, String program, String device) throws IOException {
        PrintStream out = new PrintStream(told, true, StandardCharsets.UTF_8);
        Path to = Files.createDirectories(folder.resolve(device));
        return new Follower(client, new FileFetch("lo", PATIENCE, to, clock, new Random(3), out), program, device, to, out);
    }

    private List<Follower.Outcome> follow(MetadataClient client, String program, String device, int most) throws Exception {
        return follower(client, program, device).follow(false, most, (file, description) -> {
            String id = description.path("id").asText();
            assertArrayEquals(media.get(id), Files.readAllBytes(file), id + "\n" + told.toString(StandardCharsets.UTF_8));
            Follower.move(file, file.resolveSibling(id));
        });
    }

    /** An owner does all of it himself: proves his servers, registers, protects. */
    private void registers(MetadataClient acme, String... addresses) throws Exception {
        for (String address : addresses) {
            JsonNode claim = acme.ask("/owner/servers", MetadataClient.object().put("address", address));
            Files.writeString(root.resolve("mediachassis-" + claim.path("proof").asText() + ".txt"), claim.path("proof").asText());
            assertEquals("proven", acme.ask("/owner/servers/prove", MetadataClient.object().put("address", address))
                    .path("standing").asText());
        }
    }

    @Test
    void whatOneServerDoesNotGive_theNextDoes_andWhatNobodyHasIsPassedOver() throws Exception {
        OwnersServers.Running web = servers.nginx(root, "3m");
        OwnersServers.Running ftp = servers.vsftpd(root);
        nginx = web.address();
        vsftpd = ftp.address();
        MetadataClient acme = subscriber("acme");
        operator.post("/v1/metadata/owners", MetadataClient.object().put("name", "acme"));
        registers(acme, nginx, vsftpd);
        file("film", FILM);
        acme.ask("/owner/files", described("film", nginx, vsftpd));
        sealed(acme);
        for (String id : List.of("lied", "wrong", "endless", "silent", "short")) {
            file(id, 300_000);
        }
        byte[] other = new byte[300_000];
        take(described("lied", servers.says("HTTP/1.1 200 OK\r\nContent-Length: 299999", other, false), vsftpd));
        take(described("wrong", servers.says("HTTP/1.1 200 OK\r\nContent-Length: 300000", other, false), vsftpd));
        take(described("endless", servers.says("HTTP/1.1 200 OK", other, true), vsftpd));
        take(described("silent", servers.says("", new byte[0], true), vsftpd));
        take(described("short", servers.says("HTTP/1.1 200 OK\r\nContent-Length: 300000", new byte[5000], false), vsftpd));
        file("gone", 1000);
        take(described("gone", nginx, vsftpd));
        Files.delete(root.resolve("gone"));
        program("evening", "film", "lied", "wrong", "endless", "silent", "short", "gone", "sealed");

        MetadataClient anna = subscriber("anna");
        CompletableFuture<Void> killed = CompletableFuture.runAsync(() -> killInTheMiddle(web));
        Follower.Outcome film = follow(anna, "evening", "tv", 1).get(0);
        killed.get(10, TimeUnit.SECONDS);
        assertEquals(nginx, film.errors().get(0).place().address());
        assertTrue(told.toString(StandardCharsets.UTF_8).matches("(?s).*Fetching " + vsftpd + "/film from byte [1-9][0-9]{5,} on.*"),
                told.toString(StandardCharsets.UTF_8));

        // Another run of the same device goes on with the next file.
        List<Follower.Outcome> rest = follow(anna, "evening", "tv", 6);
        assertEquals(List.of("lied", "wrong", "endless", "silent", "short", "gone"), rest.stream().map(Follower.Outcome::file).toList());
        assertEquals(List.of(true, true, true, true, true, false), rest.stream().map(Follower.Outcome::here).toList(),
                told.toString(StandardCharsets.UTF_8));
        List<String> errors = rest.stream().map(outcome -> outcome.errors().get(0).error()).toList();
        assertTrue(errors.get(0).contains("299999 bytes under that name"), errors.toString());
        assertTrue(errors.get(1).contains("other bytes"), errors.toString());
        assertTrue(errors.get(2).contains("more than the file's"), errors.toString());
        assertEquals(2, rest.get(5).errors().size(), "each server said why");
        assertTrue(follow(anna, "evening", "tv", 1).get(0).here(), told.toString(StandardCharsets.UTF_8));
        assertEquals(List.of(), follow(anna, "evening", "tv", 5), "the program is at its end");
        servedByAnotherClient(anna, ftp);
    }

    private void killInTheMiddle(OwnersServers.Running web) {
        Path part = folder.resolve("tv").resolve("film.part");
        Awaitility.await().atMost(10, TimeUnit.SECONDS).pollInterval(Duration.ofMillis(10))
                .until(() -> Files.exists(part) && Files.size(part) > 1_000_000);
        web.kill();
    }

    /** In two files, of which one has its primary server dead by then, and without three ranges that lie on no server. */
    private void sealed(MetadataClient acme) throws Exception {
        byte[] plain = new byte[500_000];
        new Random(5).nextBytes(plain);
        media.put("sealed", plain);
        Path out = Files.createDirectories(folder.resolve("out"));
        Protector.Made made = new Protector(16_384, 3, 1000, 2).protect(Files.write(out.resolve("plain"), plain), "sealed", out);
        for (Protector.Served one : made.served()) {
            Files.copy(one.file(), root.resolve(one.id()));
            acme.ask("/owner/files", one.id().equals("sealed") ? described(one.id(), vsftpd) : described(one.id(), nginx, vsftpd));
        }
        assertEquals(2, made.served().size());
        acme.ask("/owner/files/sealed/protect", made.order());
    }

    /** Every server is dead; a client that has the film serves it to another. */
    private void servedByAnotherClient(MetadataClient anna, OwnersServers.Running ftp) throws Exception {
        ftp.kill();
        MetadataClient bert = subscriber("bert");
        assertFalse(follow(bert, "evening", "b1", 1).get(0).here());
        try (PeerServer peer = new PeerServer(new InetSocketAddress(here, 0))) {
            PrintStream out = new PrintStream(told, true, StandardCharsets.UTF_8);
            // It is this address that the meta data server sees.
            Leases leases = new Leases(anna, peer, "127.0.0.1", out);
            leases.serve(folder.resolve("tv").resolve("film"), described("film", nginx, vsftpd));
            assertFalse(follow(bert, "evening", "b2", 1).get(0).here(), "that client is not at the address that it names");
        }
        try (PeerServer peer = new PeerServer(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            Leases leases = new Leases(anna, peer, "127.0.0.1", new PrintStream(told, true, StandardCharsets.UTF_8));
            leases.serve(folder.resolve("tv").resolve("film"), described("film", nginx, vsftpd));
            // Of which this device has a part from an earlier time.
            Path part = Files.createDirectories(folder.resolve("b3")).resolve("film.part");
            Files.write(part, Arrays.copyOf(media.get("film"), 1_000_000));
            Files.writeString(part.resolveSibling("film.part.of"), FILM + " " + Hashes.sha256(root.resolve("film")));
            assertTrue(follow(bert, "evening", "b3", 1).get(0).here(), told.toString(StandardCharsets.UTF_8));
            assertTrue(told.toString(StandardCharsets.UTF_8).contains(peer.port() + "/film from byte 1000000 on"));
            leases.end();
            assertFalse(follow(bert, "evening", "b4", 1).get(0).here());
        }
    }

    @Test
    void aMulticastGroupGivesTheFileToo() throws Exception {
        operator.post("/v1/subscribers", MetadataClient.object().put("name", "acme").put("password", ""));
        operator.post("/v1/metadata/owners", MetadataClient.object().put("name", "acme"));
        byte[] packets = new byte[188 * 7 * 200];
        for (int i = 0; i < packets.length; i += 188) {
            packets[i] = 0x47;
            packets[i + 1] = 0x1f;
            packets[i + 2] = (byte) 0xff;
            packets[i + 3] = 0x10;
        }
        media.put("live", packets);
        Files.write(root.resolve("live"), packets);
        take(described("live", "http://" + here.getHostAddress() + ":9", "udp://239.79.1.1:57390"));
        program("channel", "live");
        AtomicBoolean over = new AtomicBoolean();
        Thread sending = new Thread(() -> send(packets, over));
        sending.start();
        try {
            Follower.Outcome live = follow(subscriber("anna"), "channel", "radio", 1).get(0);
            assertTrue(live.here(), told.toString(StandardCharsets.UTF_8));
        } finally {
            over.set(true);
            sending.join();
        }
    }

    private void send(byte[] packets, AtomicBoolean over) {
        try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress(here, 0))) {
            socket.setOption(StandardSocketOptions.IP_MULTICAST_IF, NetworkInterface.getByName("lo"));
            InetSocketAddress group = new InetSocketAddress(InetAddress.getByAddress(new byte[] {(byte) 239, 79, 1, 1}), 57_390);
            for (int at = 0; !over.get(); at = (at + 188 * 7) % packets.length) {
                socket.send(new DatagramPacket(packets, at, 188 * 7, group));
                LockSupport.parkNanos(1_000_000);
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
