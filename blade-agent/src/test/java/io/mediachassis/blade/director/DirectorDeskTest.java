package io.mediachassis.blade.director;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mediachassis.backplane.clock.SystemClock;
import io.mediachassis.backplane.counter.Counts;
import io.mediachassis.backplane.proto.Envelope;
import io.mediachassis.backplane.proto.HoldingsPush;
import io.mediachassis.backplane.proto.LoadReport;
import io.mediachassis.backplane.proto.NextSegmentReply;
import io.mediachassis.backplane.proto.ProgramHolding;
import io.mediachassis.backplane.proto.StreamIdentity;
import io.mediachassis.backplane.proto.StreamReply;
import io.mediachassis.backplane.term.Term;
import io.mediachassis.blade.anchor.Anchors;
import io.mediachassis.blade.anchor.Relays;
import io.mediachassis.blade.anchor.Senders;
import io.mediachassis.blade.director.EngineChoice.Choice;
import io.mediachassis.blade.director.EngineChoice.Chosen;
import io.mediachassis.blade.director.EngineChoice.NoneHolds;
import io.mediachassis.blade.director.HotSegments.Ask;
import io.mediachassis.blade.engine.NoBringer;
import io.mediachassis.blade.engine.OneEngine;
import io.mediachassis.blade.os.Ipv4Endpoint;
import io.mediachassis.blade.http.HttpDesk;
import io.mediachassis.blade.rtsp.Delivery;
import io.mediachassis.blade.rtsp.InterleavedSink;
import io.mediachassis.blade.rtsp.MediaException;
import io.mediachassis.blade.rtsp.ProgramDescription;
import io.mediachassis.blade.rtsp.StreamHandle;
import io.mediachassis.blade.rtsp.StreamRequest;
import io.mediachassis.blade.rtsp.Whereabouts;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

/** What a console hears where its program can't be played now, but before long. */
class DirectorDeskTest {
    private static final String STATION = "192.0.2.100";
    private static final String BLADE = "192.0.2.1";

    private int takenInBy;
    private @Nullable ProgramDescription growing;
    private SegmentLocationTable table = SegmentLocationTable.EMPTY;
    private final Counts<DirectorCounter> counts = new Counts<>(DirectorCounter.class);
    private final DirectorDesk desk = new DirectorDesk(
            1, STATION, () -> table, () -> Optional.of(Term.NONE), nobody(), new Headroom(),
            ask -> CompletableFuture.completedFuture(new NoneHolds()), new Taking(), new SystemClock());

    private final InteractiveChoices choices = new InteractiveChoices();
    private final InteractiveDesk interactive = new InteractiveDesk(
            desk, 1, STATION, () -> table, () -> Optional.of(Term.NONE), choices, new SystemClock(), counts);

    private final class Taking implements Deliveries {
        @Override
        public int takenInBy(String programId) {
            return takenInBy;
        }

        @Override
        public Optional<ProgramDescription> growingHere(String programId) {
            return Optional.ofNullable(growing);
        }
    }

    /** No stream is opened here. */
    @SuppressWarnings("NullAway")
    private static Anchors nobody() {
        return null;
    }

    private Whereabouts asked(String address) throws Exception {
        return desk.whereIs("p", address).toCompletableFuture().get();
    }

    @Test
    void allHoldersBusy_isNotFoundNowhere() throws Exception {
        table = table.withReachable(2, true)
                .withLoad(2, LoadReport.newBuilder().setInService(true).setStreams(1).setStreamsCapacity(1).build())
                .withHoldings(2, HoldingsPush.newBuilder()
                        .addPrograms(ProgramHolding.newBuilder().setProgramId("p").setSegmentsTotal(1)
                                .addSegmentRanges(0).addSegmentRanges(0))
                        .build());
        assertEquals(1, assertInstanceOf(Whereabouts.Busy.class, asked(BLADE)).retryAfterSeconds());
    }

    /** Of program p, which has two segments: all of it, or what is on its way. */
    private static HoldingsPush holding(boolean whole) {
        ProgramHolding.Builder p = ProgramHolding.newBuilder().setProgramId("p").setSegmentsTotal(2);
        return HoldingsPush.newBuilder()
                .addPrograms(whole ? p.addSegmentRanges(0).addSegmentRanges(1) : p.addArrivingSegments(1))
                .build();
    }

    @Test
    void aConsoleOfASetIsServedByTheInteractiveServer_whereThatHasSomeOfIt() throws Exception {
        for (int slot : new int[] {1, 2}) {
            table = table.withReachable(slot, true).withLoad(slot, LoadReport.newBuilder()
                    .setInService(true).setRtspUrl("rtsp://192.0.2." + slot + "/").build());
        }
        table = table.withHoldings(2, holding(true));
        URI blade1 = URI.create("rtsp://192.0.2.1");
        assertInstanceOf(Whereabouts.NotFound.class, interactive.whereIs("p", STATION).toCompletableFuture().get(),
                "left to who serves as ever, which is nobody here");
        assertEquals(1, counts.get(DirectorCounter.INTERACTIVE_ELSEWHERE));
        assertEquals("by nobody now: the interactive server, blade 1, has nothing of it, and blade 2, which holds it, has no room"
                + " for one more", choices.of("p").last());
        table = table.withHoldings(1, holding(false));
        assertEquals(blade1, assertInstanceOf(Whereabouts.Elsewhere.class,
                interactive.whereIs("p", STATION).toCompletableFuture().get()).rtspBase());
        assertInstanceOf(Whereabouts.Here.class, interactive.whereIs("p", BLADE).toCompletableFuture().get());
        assertEquals(1, counts.get(DirectorCounter.INTERACTIVE_HERE));
        // Of its beginning nothing is here yet.
        assertFalse(interactive.hasBeginning("p"));
        assertEquals("", assertInstanceOf(HttpDesk.Place.Elsewhere.class,
                interactive.placeOf("p", STATION).toCompletableFuture().get()).httpBase());
        table = table.withHoldings(1, holding(true)).withLoad(1, LoadReport.newBuilder()
                .setInService(true).setHttpUrl("http://192.0.2.1/").build());
        assertEquals("http://192.0.2.1/", assertInstanceOf(HttpDesk.Place.Elsewhere.class,
                interactive.placeOf("p", STATION).toCompletableFuture().get()).httpBase());
        InteractiveChoices.Tally tally = choices.of("p");
        assertEquals(List.of(2L, 1L, 0L), List.of(tally.here(), tally.directly(), tally.deliveredFirst()), tally.toString());
    }

    @Test
    void whyIsSaid_andWhereItWasDelivered() throws Exception {
        for (int slot : new int[] {1, 2, 3}) {
            table = table.withReachable(slot, true).withLoad(slot, LoadReport.newBuilder()
                    .setInService(true).setRtspUrl("rtsp://192.0.2." + slot + "/").build());
        }
        table = table.withHoldings(2, holding(true)).withHoldings(3, holding(true));
        assertEquals("directly by blade 2: the interactive server, blade 1, has nothing of it, and blade 2 holds it and has room,"
                + " so nobody has to wait for a delivery", InteractiveChoice.elsewhere(table, 1, "p", OptionalInt.of(2)).why());
        table = table.withHoldings(3, HoldingsPush.getDefaultInstance());
        InteractiveChoice delivered = InteractiveChoice.elsewhere(table, 1, "p", OptionalInt.of(3));
        assertEquals(InteractiveChoice.Way.DELIVERED_FIRST, delivered.way());
        assertEquals("by blade 3, to which it is delivered first: the interactive server, blade 1, has nothing of it, and blade 2,"
                + " which holds it, has no room to send it directly", delivered.why());
        assertEquals("by the interactive server, blade 2, which has 2 of 2 segments: engines that send the groups have to send"
                + " only what it lacks", InteractiveChoice.here(table.engine(2).orElseThrow(), "p").why());
        assertEquals("by nobody now: the interactive server, blade 1, has nothing of it, and no engine holds it",
                InteractiveChoice.elsewhere(SegmentLocationTable.EMPTY, 1, "p", OptionalInt.empty()).why());
        // Said when it is new, and once a minute.
        assertTrue(choices.note("p", delivered, 0, 1000));
        assertFalse(choices.note("p", delivered, 59_000_000_000L, 2000));
        assertTrue(choices.note("p", delivered, 60_000_000_000L, 3000));
        assertTrue(choices.note("p", InteractiveChoice.beginningHere(1), 60_000_000_001L, 4000));
        assertEquals(new InteractiveChoices.Tally(1, 0, 3,
                "by the interactive server, blade 1, which has the program's beginning: engines that send the groups have nothing"
                        + " to send", 4000), choices.of("p"));
    }

    /** Other stations have p, and it comes to engine 2. */
    private final class Obtaining implements HotServing {
        private final List<Ask> asked = new ArrayList<>();
        private int wholes;

        @Override
        public CompletionStage<Choice> serve(Ask ask) {
            asked.add(ask);
            return CompletableFuture.completedFuture(new Chosen(table.engine(2).orElseThrow()));
        }

        @Override
        public boolean mayObtain(String programId) {
            return programId.equals("p");
        }

        @Override
        public CompletionStage<Choice> obtain(Ask ask, boolean whole) {
            wholes += whole ? 1 : 0;
            return serve(ask);
        }
    }

    /** HTTP is sent on as it comes; a playlist names segments that are whole. */
    @Test
    void whatStillArrivesIsHereForHttp_butNotForAPlaylist() throws Exception {
        Obtaining others = new Obtaining();
        DirectorDesk obtaining = new DirectorDesk(
                1, STATION, () -> table, () -> Optional.of(Term.NONE), nobody(), new Headroom(), others, new Taking(),
                new SystemClock());
        table = table.withReachable(1, true).withReachable(2, true).withHoldings(1, HoldingsPush.newBuilder()
                .addPrograms(ProgramHolding.newBuilder().setProgramId("p").setSegmentsTotal(4).addArrivingSegments(0))
                .build());
        assertInstanceOf(HttpDesk.Place.Here.class, obtaining.placeOf("p", BLADE).toCompletableFuture().get());
        assertInstanceOf(HttpDesk.Place.Here.class, obtaining.placeOf("p", 0, BLADE).toCompletableFuture().get());
        assertInstanceOf(HttpDesk.Place.NotFound.class, obtaining.placeOf("p", 1, BLADE).toCompletableFuture().get());
        assertInstanceOf(HttpDesk.Place.NotFound.class, obtaining.playlistPlace("p", BLADE).toCompletableFuture().get());
        obtaining.placeOf("p", STATION);
        assertEquals(0, others.wholes);
        obtaining.playlistPlace("p", STATION);
        assertEquals(1, others.wholes);
    }

    @Test
    void whatIsLackingHere_isObtained_butNotWhatIsJustPublishedHere() throws Exception {
        Obtaining others = new Obtaining();
        DirectorDesk obtaining = new DirectorDesk(
                1, STATION, () -> table, () -> Optional.of(Term.NONE), nobody(), new Headroom(), others, new Taking(),
                new SystemClock());
        table = table.withReachable(2, true).withLoad(2, LoadReport.newBuilder()
                .setInService(true).setRtspUrl("rtsp://192.0.2.2/").setHttpUrl("http://192.0.2.2/").build());
        assertEquals(URI.create("rtsp://192.0.2.2"), assertInstanceOf(Whereabouts.Elsewhere.class,
                obtaining.whereIs("p", STATION).toCompletableFuture().get()).rtspBase());
        assertEquals("http://192.0.2.2/", assertInstanceOf(HttpDesk.Place.Elsewhere.class,
                obtaining.placeOf("p", STATION).toCompletableFuture().get()).httpBase());
        assertEquals("http://192.0.2.2/", assertInstanceOf(HttpDesk.Place.Elsewhere.class,
                obtaining.placeOf("p", 7, STATION).toCompletableFuture().get()).httpBase());
        assertEquals(List.of(0, 0, 7), others.asked.stream().map(Ask::segment).toList());
        assertInstanceOf(HttpDesk.Place.NotFound.class, obtaining.placeOf("q", STATION).toCompletableFuture().get());
        assertInstanceOf(HttpDesk.Place.NotFound.class, obtaining.placeOf("p", BLADE).toCompletableFuture().get(),
                "an engine asks nobody");
        takenInBy = 3;
        assertInstanceOf(Whereabouts.Busy.class, obtaining.whereIs("p", STATION).toCompletableFuture().get());
        obtaining.placeOf("p", STATION);
        assertEquals(3, others.asked.size());
    }

    @Test
    void whatIsBeingPublished_isToBeAskedForAgain() throws Exception {
        assertInstanceOf(Whereabouts.NotFound.class, asked(BLADE));
        assertInstanceOf(Whereabouts.NotFound.class, asked(STATION));
        StreamRequest setUp = new StreamRequest("p", "192.0.2.9", new Delivery.Udp(5000, 5001), "", STATION);
        assertEquals(404, refused(setUp));
        takenInBy = 2;
        assertEquals(1, assertInstanceOf(Whereabouts.Busy.class, asked(BLADE)).retryAfterSeconds(), "blade 2 is away");
        assertEquals(1, assertInstanceOf(Whereabouts.Busy.class, asked(STATION)).retryAfterSeconds());
        takenInBy = 1;
        assertEquals(1, assertInstanceOf(Whereabouts.Busy.class, asked(BLADE)).retryAfterSeconds(), "nothing of it yet");
    }

    @Test
    void whatIsBeingPublished_isPlayedWhereItIsTakenIn() throws Exception {
        takenInBy = 2;
        table = table.withReachable(2, true).withLoad(2, LoadReport.newBuilder()
                .setInService(true)
                .setRtspUrl("rtsp://192.0.2.2/")
                .build());
        URI blade2 = URI.create("rtsp://192.0.2.2");
        assertEquals(blade2, assertInstanceOf(Whereabouts.Elsewhere.class, asked(BLADE)).rtspBase());
        assertEquals(blade2, assertInstanceOf(Whereabouts.Elsewhere.class, asked(STATION)).rtspBase());
        takenInBy = 1;
        growing = ProgramDescription.growing("p", "A film", 1_000_000);
        assertEquals(growing, assertInstanceOf(Whereabouts.Here.class, asked(BLADE)).program());
    }

    @Test
    void whatIsBeingPublishedElsewhere_isSentHereForAConnection() {
        takenInBy = 2;
        try (OneEngine engine = new OneEngine(1)) {
            Anchors anchors = new Anchors(
                    1, STATION, new Senders(1, engine.orders, engine.line),
                    query -> CompletableFuture.completedFuture(NextSegmentReply.getDefaultInstance()), new NoBringer(),
                    new OneRelay(), new Random(1), engine.control, engine);
            DirectorDesk director = new DirectorDesk(
                    1, STATION, () -> table, () -> Optional.of(Term.NONE), anchors, new Headroom(),
                    ask -> CompletableFuture.completedFuture(new NoneHolds()), new Taking(), engine);
            CompletionStage<StreamHandle> opened = director.open(
                    new StreamRequest("p", "192.0.2.9", new Delivery.Interleaved(new NoSink()), "", STATION));
            StreamIdentity asked = engine.sent.get(0).getStartStream().getStream();
            assertEquals("192.0.2.1", asked.getRelayAddress(), asked.toString());
            assertEquals(List.of(7000, 7000), List.of(asked.getClientRtpPort(), asked.getClientRtcpPort()));
            assertEquals("192.0.2.9", asked.getClientAddress());
            engine.unanswered.get(0).complete(Envelope.newBuilder()
                    .setStreamReply(StreamReply.newBuilder().setOk(true).setBitRate(1_000_000)).build());
            assertEquals(asked.getSsrc(), opened.toCompletableFuture().join().ssrc());
        }
    }

    private static final class OneRelay implements Relays {
        @Override
        public Ipv4Endpoint begin(int ssrc, InterleavedSink connection, long bitRate, Consumer<String> ended) {
            return new Ipv4Endpoint(0xc0000201, 7000);
        }

        @Override
        public Optional<String> admit(int ssrc, long bitRate) {
            return Optional.empty();
        }

        @Override
        public void end(int ssrc) {}
    }

    private static final class NoSink implements InterleavedSink {
        @Override
        public boolean offerRtp(ByteBuffer header, ByteBuffer payload) {
            return false;
        }

        @Override
        public boolean offerRtcp(ByteBuffer packet) {
            return false;
        }

        @Override
        public void flush() {}
    }

    private int refused(StreamRequest request) {
        ExecutionException failed = Assertions.assertThrows(
                ExecutionException.class, () -> desk.open(request).toCompletableFuture().get());
        return assertInstanceOf(MediaException.class, failed.getCause()).rtspStatus();
    }
}
