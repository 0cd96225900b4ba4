package io.mediachassis.controller.headend.content;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.mediachassis.backplane.proto.ContentReplica;
import io.mediachassis.backplane.proto.ContentRow;
import io.mediachassis.backplane.proto.ContentState;
import io.mediachassis.backplane.proto.ContentDistribution;
import io.mediachassis.backplane.proto.PlannedProgram;
import io.mediachassis.backplane.proto.ProgramRule;
import io.mediachassis.backplane.proto.ProgramRules;
import io.mediachassis.backplane.proto.PublishReply;
import io.mediachassis.backplane.proto.PublishRequest;
import io.mediachassis.controller.headend.auth.SteppedClock;
import io.mediachassis.controller.headend.content.ContentCourse.AtStation;
import io.mediachassis.controller.headend.distribution.StationCopy;
import io.mediachassis.controller.headend.distribution.StationNetwork;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContentManagerTest {
    private static final ContentRow FILM =
            ContentRow.newBuilder().setTitle("Der Film").setSource("http://provider/film.ts").build();

    private static final String MANIFEST = "ab".repeat(32);

    private final SteppedClock clock = new SteppedClock();
    private final Station station = new Station();
    private final Provider provider = new Provider();
    private final Told told = new Told();
    private final Network network = new Network();
    @TempDir
    private Path folder;
    private ContentStore store;
    private ContentManager manager;
    private long epoch;

    /** Two stations beside the home, north and south. */
    private static final class Network implements StationNetwork {
        final Map<String, StationCopy> copies = new HashMap<>();
        Map<String, List<PlannedProgram>> plan = Map.of();
        String manifest = "";

        void has(String station, int segments, boolean alive) {
            copies.put(station, new StationCopy(station, segments, 8, false, alive, 0, 0));
        }

        @Override
        public Set<String> stations() {
            return Set.of("north", "south");
        }

        @Override
        public Map<String, StationCopy> copies(String program, String meant) {
            manifest = meant;
            return copies;
        }

        @Override
        public void plan(Map<String, List<PlannedProgram>> next) {
            plan = next;
        }
    }

    /** A station whose blades hear each word at once, unless they are deaf. */
    private final class Station implements HomeStation {
        final Map<String, AtStation> programs = new HashMap<>();
        boolean deaf;

        @Override
        public Map<String, AtStation> programs() {
            return programs;
        }

        @Override
        public boolean goesBy(long epochAsked, long revision) {
            return !deaf && told.word.getEpoch() == epochAsked && told.word.getRevision() >= revision;
        }

        @Override
        public CompletionStage<PublishReply> announce(PublishRequest request) {
            return CompletableFuture.failedFuture(new IllegalStateException("not asked here"));
        }
    }

    /** A provider whose transfers end when the test says so. */
    private static final class Provider implements Transfers {
        final Set<String> running = new HashSet<>();

        @Override
        public Set<String> schemes() {
            return Set.of("http");
        }

        @Override
        public boolean hasRoom(ContentRow content) {
            return running.size() < 2;
        }

        @Override
        public boolean runs(String id) {
            return running.contains(id);
        }

        @Override
        public void begin(ContentRow content, Outcome outcome) {
            running.add(content.getId());
        }

        @Override
        public void stop(String id) {
            running.remove(id);
        }

        @Override
        public void tick() {}

        @Override
        public Optional<Progress> progress(String id) {
            return Optional.empty();
        }
    }

    /** The controller around it: counts what it is told, and is killed at one of these. */
    private static final class Told implements ContentOutlet {
        ProgramRules word = ProgramRules.getDefaultInstance();
        final List<ContentRow> peer = new ArrayList<>();
        int left = Integer.MAX_VALUE;
        boolean linked = true;

        @Override
        public void tellBoards(ProgramRules next) {
            word = next;
        }

        @Override
        public CompletionStage<Boolean> tellPeer(ContentReplica replica) {
            if (--left < 0) {
                throw new Killed();
            }
            if (linked) {
                peer.addAll(replica.getRowsList());
            }
            return CompletableFuture.completedFuture(linked);
        }

        @Override
        public void event(ContentRow content) {}
    }

    private static final class Killed extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    @BeforeEach
    void begin() throws IOException {
        open();
    }

    private void open() throws IOException {
        store = new ContentStore(folder.resolve("contents.db"));
        manager = new ContentManager(store, provider, new Transfers.Outcome() {
            @Override
            public void done(String id) {
                manager.sent(id);
            }

            @Override
            public void failed(String id, String why, boolean hopeless) {
                manager.failed(id, why, hopeless);
            }
        }, Runnable::run, station, network, told, new ContentSettings(
                List.of(), Optional.empty(), Duration.ofSeconds(1), 2, 2, "ffmpeg", List.of()), clock);
        manager.beginReign(++epoch);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private ContentState state(String id) {
        return manager.view(id).content().getState();
    }

    private void after(Duration time) {
        clock.advance(time);
        manager.tick();
    }

    private ProgramRule rule(String id) {
        return told.word.getRulesList().stream().filter(rule -> rule.getProgramId().equals(id)).findFirst().orElseThrow();
    }

    private boolean withheld(String id) {
        return !rule(id).hasReleased();
    }

    /** The transfer ends well, and the station stores what came. */
    private void arrives(String id) {
        provider.running.remove(id);
        manager.sent(id);
        station.programs.put(id, new AtStation(2, clock.now().toEpochMilli(), MANIFEST, true, false, ""));
    }

    @Test
    void aContentIsWithheldFromTheFirstUntilItIsPublished() {
        long at = clock.now().plusSeconds(600).toEpochMilli();
        String id = manager.add(FILM.toBuilder().setPublishEpochMs(at).build(), true).content().getId();
        assertEquals("der-film", id);
        assertTrue(withheld(id));
        assertTrue(provider.runs(id));
        arrives(id);
        after(Duration.ofSeconds(1));
        assertEquals(ContentState.READY, state(id));
        assertTrue(withheld(id), "all of it is here, and it isn't time");
        after(Duration.ofSeconds(598));
        assertEquals(ContentState.READY, state(id));
        after(Duration.ofSeconds(1));
        assertEquals(ContentState.PUBLISHED, state(id));
        assertFalse(withheld(id));
        manager.withdraw(id);
        assertTrue(rule(id).hasRemoved());
        assertEquals(409, assertThrows(ContentRefusal.class, () -> manager.forget(id)).status(), "it is still here");
        // Another program of that id stays, and was none of it.
        station.programs.put(id, new AtStation(1, 77, "ef".repeat(32), true, false, ""));
        manager.forget(id);
        station.programs.remove(id);
        assertFalse(withheld(id));
        assertEquals(404, assertThrows(ContentRefusal.class, () -> manager.view(id)).status());
        long gone = rule(id).getGoneStoredEpochMs();
        assertTrue(gone > 0, "a blade that was away removes it all the same");
        assertEquals(id, manager.add(FILM, true).content().getId(), "the id is free again");
        assertEquals(gone, rule(id).getGoneStoredEpochMs());
        station.programs.put(id, new AtStation(2, gone, MANIFEST, true, false, ""));
        after(Duration.ofSeconds(1));
        assertEquals(ContentState.TRANSFERRING, state(id), "what came back with a blade is another one");
    }

    @Test
    void whatTheOtherControllerMissedItIsTold() throws IOException {
        told.linked = false;
        manager.add(FILM, true);
        assertTrue(told.peer.isEmpty());
        told.linked = true;
        after(Duration.ofSeconds(1));
        try (ContentStore other = new ContentStore(folder.resolve("other.db"))) {
            other.put(told.peer);
            assertEquals(store.all(), other.all());
        }
        told.peer.clear();
        after(Duration.ofSeconds(1));
        assertTrue(told.peer.isEmpty(), "once");
        manager.peerCame();
        assertEquals(store.everything(), told.peer);
    }

    @Test
    void whatExpiresOnItsWayIsNotTransferredOn() {
        String id = manager.add(FILM.toBuilder()
                .setExpiresEpochMs(clock.now().plusSeconds(60).toEpochMilli()).build(), true).content().getId();
        after(Duration.ofSeconds(61));
        assertEquals(ContentState.WITHDRAWN, state(id));
        after(Duration.ofSeconds(1));
        assertFalse(provider.runs(id));
    }

    @Test
    void anIdIsFreeThoughAnEngineRemembersThatItFailed() {
        station.programs.put("der-film", new AtStation(0, 0, MANIFEST, false, false, "ffmpeg can't read it"));
        String id = manager.add(FILM, true).content().getId();
        assertEquals("der-film", id);
        provider.running.clear();
        manager.sent(id);
        after(Duration.ofSeconds(31));
        assertEquals(ContentState.FAILED, state(id));
        manager.start(id);
        assertEquals(ContentState.TRANSFERRING, state(id), "what an attempt before left is no word about this one");
        assertTrue(provider.runs(id));
    }

    @Test
    void aFileWhoseWordsAreWrongIsTakenOnceTheyAreRight() {
        WatchFolder.Found wrong = new WatchFolder.Found(FILM, "film/1", "film/1/5", "film.ts.json is no JSON");
        manager.take(wrong);
        assertTrue(manager.isTaken(wrong));
        assertEquals(ContentState.FAILED, state("der-film"));
        WatchFolder.Found right = new WatchFolder.Found(
                FILM.toBuilder().setFound("film/1").build(), "film/1", "film/1/6", "");
        assertFalse(manager.isTaken(right));
        manager.take(right);
        assertEquals(ContentState.TRANSFERRING, state("der-film"));
        assertTrue(manager.isTaken(new WatchFolder.Found(FILM, "film/1", "film/1/7", "")), "whatever is said of it later");
    }

    @Test
    void nothingIsTransferredBeforeEveryBladeKnowsThatItIsWithheld() {
        station.deaf = true;
        String id = manager.add(FILM, true).content().getId();
        after(Duration.ofSeconds(1));
        assertFalse(provider.runs(id));
        station.deaf = false;
        after(Duration.ofSeconds(1));
        assertTrue(provider.runs(id));
    }

    /** A loop over all points at which the head-end can be killed; whatever was stored, it goes on and no state is skipped. */
    @Test
    void killedAnywhere_itGoesOn() throws IOException {
        for (int kill = 0; kill < 7; kill++) {
            told.left = kill;
            String id = "film-" + kill;
            boolean killed = false;
            try {
                manager.add(FILM.toBuilder().setId(id).setPublishEpochMs(ContentCourse.WHEN_READY).build(), true);
                arrives(id);
                after(Duration.ofSeconds(1));
                manager.withdraw(id);
            } catch (Killed e) {
                killed = true;
            }
            told.left = Integer.MAX_VALUE;
            provider.running.clear();
            store.close();
            open();
            assertEquals(kill < 6, killed, "killed at " + kill);
            if (killed) {
                // It was stored before anybody was told.
                ContentState found = state(id);
                if (found == ContentState.TRANSFERRING) {
                    assertTrue(provider.runs(id), "begun again");
                    arrives(id);
                }
                after(Duration.ofSeconds(1));
                assertEquals(kill == 5 ? ContentState.WITHDRAWN : ContentState.PUBLISHED, state(id), "killed at " + kill);
            }
            assertEquals(state(id) == ContentState.WITHDRAWN, withheld(id));
        }
    }

    @Test
    void aTransferThatFailsIsTriedAgainLaterAndLater_andGivenUp() {
        String id = manager.add(FILM, true).content().getId();
        int attempts = 0;
        while (state(id) == ContentState.TRANSFERRING) {
            assertTrue(provider.runs(id));
            provider.running.clear();
            manager.failed(id, "the provider was silent", false);
            assertFalse(provider.runs(id));
            attempts++;
            after(Duration.ofMinutes(5));
        }
        assertEquals(8, attempts);
        assertEquals("the provider was silent", manager.view(id).content().getError());
        assertTrue(withheld(id));
        manager.start(id);
        assertTrue(provider.runs(id));
        provider.running.clear();
        manager.failed(id, "there is no such file", true);
        assertEquals(ContentState.FAILED, state(id), "asking again is of no use");
    }

    /** An engine remembers what broke off: that is no word about the next attempt. */
    @Test
    void anEarlierAttemptsEndIsNoneOfTheNext() {
        String id = manager.add(FILM, true).content().getId();
        station.programs.put(id, new AtStation(0, 0, MANIFEST, false, false, "the client went away"));
        provider.running.clear();
        manager.failed(id, "it broke off", false);
        after(Duration.ofMinutes(5));
        assertTrue(provider.runs(id));
        assertEquals(ContentState.TRANSFERRING, state(id));
    }

    @Test
    void whatIsWithdrawnOrTheOtherControllersIsNotTransferredOn() {
        String id = manager.add(FILM, true).content().getId();
        manager.withdraw(id);
        assertFalse(provider.runs(id));
        String other = manager.add(FILM.toBuilder().setId("other").build(), true).content().getId();
        assertTrue(provider.runs(other));
        manager.endReign();
        assertFalse(provider.runs(other));
    }

    @Test
    void whatCantBePlayedFails() {
        String id = manager.add(FILM, true).content().getId();
        provider.running.clear();
        manager.sent(id);
        station.programs.put(id, new AtStation(0, 0, MANIFEST, false, false, "ffmpeg can't read it"));
        after(Duration.ofSeconds(31));
        assertEquals(ContentState.FAILED, state(id));
        assertEquals("ffmpeg can't read it", manager.view(id).content().getError());
    }

    @Test
    void theOtherControllerKnowsAsMuch() throws IOException {
        manager.add(FILM, true);
        ContentRow published = manager.publish("der-film", Optional.empty(), Optional.empty()).content();
        try (ContentStore other = new ContentStore(folder.resolve("other.db"))) {
            other.put(told.peer);
            assertEquals(List.of(published), other.all());
            assertTrue(other.put(List.of(told.peer.get(0))).isEmpty(), "an older row changes nothing");
            assertEquals(List.of(published), other.all());
        }
    }

    @Test
    void whatIsAskedForIsChecked() {
        station.programs.put("taken", new AtStation(1, 77, MANIFEST, true, false, ""));
        for (ContentRow.Builder wrong : List.of(
                FILM.toBuilder().setTitle(" "), FILM.toBuilder().setSource("gopher://x/y"),
                FILM.toBuilder().setSource("http://"), FILM.toBuilder().setSource("no url at all"),
                FILM.toBuilder().setId("../../etc"), FILM.toBuilder().setId("'; DROP TABLE content; --"),
                FILM.toBuilder().setCopies(99), FILM.toBuilder().setExpiresEpochMs(1),
                FILM.toBuilder().setPublishEpochMs(Long.MAX_VALUE).setExpiresEpochMs(Long.MAX_VALUE - 1))) {
            assertEquals(400, assertThrows(ContentRefusal.class, () -> manager.add(wrong.build(), true)).status(),
                    wrong.toString());
        }
        assertEquals(409, assertThrows(
                ContentRefusal.class, () -> manager.add(FILM.toBuilder().setId("taken").build(), true)).status());
        assertTrue(manager.views().isEmpty());
    }

    // ---- other stations ------------------------------------------------------------------------------------------

    private static ContentDistribution to(String... stations) {
        return ContentDistribution.newBuilder().addAllStations(List.of(stations)).build();
    }

    /** Of the plan of a station. */
    private List<String> planned(String name) {
        return network.plan.getOrDefault(name, List.of()).stream().map(PlannedProgram::getProgramId).toList();
    }

    private String distributing(ContentRow wish) {
        String id = manager.add(wish.toBuilder().setPublishEpochMs(ContentCourse.WHEN_READY).build(), true).content().getId();
        station.programs.put(id, new AtStation(2, clock.now().toEpochMilli(), MANIFEST, true, false, ""));
        manager.tick();
        return id;
    }

    @Test
    void itIsReadyOnceTheStationsHaveItThatAreToHaveIt() {
        String id = distributing(FILM.toBuilder().setDistribution(to("north")).build());
        assertEquals(ContentState.DISTRIBUTING, state(id));
        assertEquals(List.of(id), planned("north"));
        assertEquals(List.of(), planned("south"));
        network.has("north", 3, true);
        clock.advance(Duration.ofHours(1));
        manager.tick();
        assertEquals(ContentState.DISTRIBUTING, state(id), "it is on its way");
        network.has("north", 8, true);
        manager.tick();
        assertEquals(ContentState.PUBLISHED, state(id));
        assertEquals(List.of(id), planned("north"), "a station whose disk is lost obtains it again");
        manager.withdraw(id);
        manager.tick();
        assertEquals(List.of(), planned("north"));
    }

    @Test
    void whoIsSilentHoldsNothingUp_andObtainsItLater() {
        String id = distributing(FILM.toBuilder().setDistribution(to("*")).build());
        network.has("north", 8, true);
        manager.tick();
        assertEquals(ContentState.DISTRIBUTING, state(id), "nobody has said yet what south has");
        network.has("south", 0, false);
        manager.tick();
        assertEquals(ContentState.PUBLISHED, state(id));
        assertEquals(List.of(id), planned("south"));
    }

    @Test
    void atItsTimeItIsPublishedWhoeverLacksSomeOfIt() {
        long at = clock.now().plusSeconds(3600).toEpochMilli();
        String id = distributing(FILM.toBuilder().setDistribution(to("*")).build());
        manager.publish(id, Optional.of(at), Optional.empty());
        network.has("north", 8, true);
        network.has("south", 2, true);
        manager.tick();
        assertEquals(ContentState.DISTRIBUTING, state(id));
        clock.advance(Duration.ofHours(1));
        manager.tick();
        assertEquals(ContentState.PUBLISHED, state(id));
        String error = manager.view(id).content().getError();
        assertEquals("south has 2 of 8 segments: what they lack they fetch when consoles ask", error);
        assertEquals(2, manager.view(id).elsewhere().size());
    }

    /** A program is told from others of its id by its manifest. */
    @Test
    void plansProgressAndRulesSayWhichProgramIsMeant() {
        String id = manager.add(FILM, true).content().getId();
        manager.withdraw(id);
        assertTrue(rule(id).getRemoved().getAtHomeAlone(), "nothing of it can be elsewhere");
        manager.forget(id);
        distributing(FILM.toBuilder().setDistribution(to("north")).build());
        ByteString meant = ByteString.fromHex(MANIFEST);
        assertEquals(meant, network.plan.get("north").get(0).getManifestHash());
        assertEquals(MANIFEST, network.manifest);
        assertEquals(meant, rule(id).getManifestHash());
        manager.withdraw(id);
        assertEquals(meant, rule(id).getManifestHash());
        assertFalse(rule(id).getRemoved().getAtHomeAlone());
        station.programs.remove(id);
        manager.forget(id);
        assertTrue(rule(id).getManifestHash().isEmpty());
    }

    @Test
    void aStationWithAnotherProgramOfItsIdHoldsNothingUp_andIsTold() {
        String id = distributing(FILM.toBuilder().setDistribution(to("*")).build());
        network.has("north", 8, true);
        network.copies.put("south", new StationCopy("south", 0, 8, true, true, 0, 0));
        manager.tick();
        assertEquals(ContentState.PUBLISHED, state(id));
        String error = manager.view(id).content().getError();
        assertEquals("another program goes by this id at south, so it does not go there: chassisctl registry check says what to do",
                error);
        assertEquals(2, manager.view(id).elsewhere().size());
    }

    @Test
    void whereItGoesCanBeSaidLater_ofStationsThatThereAre() {
        String id = distributing(FILM);
        assertEquals(ContentState.PUBLISHED, state(id));
        assertEquals(List.of(), planned("south"));
        ContentRefusal refused = assertThrows(ContentRefusal.class, () -> manager.distribute(id, to("west")));
        assertEquals("there are north, south, or all", refused.hint());
        ContentDistribution nightly = to("south").toBuilder().setWindow("22:00-06:00 Europe/Berlin").build();
        manager.distribute(id, nightly);
        assertEquals(List.of(id), planned("south"));
        assertTrue(network.plan.get("south").get(0).getNotAfterEpochMs() > clock.now().toEpochMilli());
        assertThrows(ContentRefusal.class,
                () -> manager.distribute(id, nightly.toBuilder().setWindow("at night").build()));
        manager.distribute(id, ContentDistribution.getDefaultInstance());
        assertEquals(List.of(), planned("south"));
    }
}
