package io.mediachassis.blade.director;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.mediachassis.backplane.clock.SystemClock;
import io.mediachassis.backplane.proto.HoldingsPush;
import io.mediachassis.backplane.proto.LoadReport;
import io.mediachassis.backplane.proto.ProgramHolding;
import io.mediachassis.backplane.term.Term;
import io.mediachassis.blade.anchor.Anchors;
import io.mediachassis.blade.director.EngineChoice.NoneHolds;
import io.mediachassis.blade.rtsp.Delivery;
import io.mediachassis.blade.rtsp.InterleavedSink;
import io.mediachassis.blade.rtsp.MediaException;
import io.mediachassis.blade.rtsp.ProgramDescription;
import io.mediachassis.blade.rtsp.StreamRequest;
import io.mediachassis.blade.rtsp.Whereabouts;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
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
    private final DirectorDesk desk = new DirectorDesk(
            1, STATION, () -> table, () -> Optional.of(Term.NONE), nobody(), new Headroom(),
            ask -> CompletableFuture.completedFuture(new NoneHolds()), new Taking(), new SystemClock());

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

    @Test
    void whatIsBeingPublished_isToBeAskedForAgain() throws Exception {
        assertInstanceOf(Whereabouts.NotFound.class, asked(BLADE));
        assertInstanceOf(Whereabouts.NotFound.class, asked(STATION));
        StreamRequest setUp = new StreamRequest("p", "192.0.2.9", new Delivery.Udp(5000, 5001), "", STATION);
        assertEquals(404, refused(setUp));
        takenInBy = 2;
        assertEquals(1, assertInstanceOf(Whereabouts.Busy.class, asked(BLADE)).retryAfterSeconds(), "blade 2 is away");
        assertEquals(1, assertInstanceOf(Whereabouts.Busy.class, asked(STATION)).retryAfterSeconds());
        StreamRequest interleaved =
                new StreamRequest("p", "192.0.2.9", new Delivery.Interleaved(new NoSink()), "", STATION);
        assertEquals(503, refused(interleaved), "its packets go through this blade, which has nothing of it");
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

    private int refused(StreamRequest request) {
        ExecutionException failed = Assertions.assertThrows(
                ExecutionException.class, () -> desk.open(request).toCompletableFuture().get());
        return assertInstanceOf(MediaException.class, failed.getCause()).rtspStatus();
    }
}
