package io.mediachassis.blade.anchor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mediachassis.backplane.proto.KeptStream;
import io.mediachassis.backplane.proto.StreamIdentity;
import io.mediachassis.backplane.proto.StreamPoint;
import io.mediachassis.backplane.proto.StreamRecord;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is left of a stream, and where it goes on. */
class StreamAdoptionTest {
    private static final long SECOND = 1_000_000_000L;
    private static final StreamIdentity IDENTITY =
            StreamIdentity.newBuilder().setSession(7).setProgramId("clip").setSsrc(0x03000007).build();
    private static final StreamPoint POINT = StreamPoint.newBuilder()
            .setPositionTicks(10 * 27_000_000L)
            .setSequence(65_500)
            .setTimestamp(90_000)
            .build();
    private static final StreamRecord PLAYING = StreamRecord.newBuilder()
            .setStream(IDENTITY)
            .setPoint(POINT)
            .setPlaying(true)
            .setBitRate(1_316_000 * 8)
            .setDurationTicks(60 * 27_000_000L)
            .build();

    private static KeptStream kept(StreamPoint paused, Optional<StreamRecord> own) throws Exception {
        return KeptStream.parseFrom(Mementos.of(IDENTITY, paused, own, 5004, SECOND));
    }

    @Test
    void aPausedStream_standsWhereItStood() throws Exception {
        KeptStream left = kept(POINT, Optional.of(PLAYING));
        assertEquals(Optional.of(POINT), Mementos.pointAt(left, 100 * SECOND));
        assertEquals(IDENTITY, left.getRecord().getStream());
        assertEquals(5004, left.getServerRtpPort());
    }

    @Test
    void anOwnStream_goesOnWhereItMustBe_withNumbersPastAllThatWasSent() throws Exception {
        KeptStream left = kept(null, Optional.of(PLAYING));
        StreamPoint on = Mementos.pointAt(left, 5 * SECOND).orElseThrow();
        assertEquals(14 * 27_000_000L, on.getPositionTicks());
        assertEquals(90_000 + 4 * 90_000, on.getTimestamp());
        int ahead = (on.getSequence() - POINT.getSequence()) & 0xffff;
        assertTrue(ahead > 4 * 1000 && ahead < 16_384, "by " + ahead + ": another engine may have sent all the time");
        StreamRecord fast = PLAYING.toBuilder().setBitRate(PLAYING.getBitRate() * 10).build();
        StreamPoint far = Mementos.pointAt(kept(null, Optional.of(fast)), 5 * SECOND).orElseThrow();
        int jump = (far.getSequence() - POINT.getSequence()) & 0xffff;
        assertTrue(jump > 10_000 && jump < 32_768, "by " + jump + ": what jumps further is taken for older");
        assertEquals(Optional.empty(), Mementos.pointAt(left, 52 * SECOND), "its program is over");
    }

    @Test
    void whatAnotherEngineSends_itKnowsBetter() throws Exception {
        KeptStream left = kept(null, Optional.empty());
        assertTrue(left.getRecord().getPlaying());
        assertEquals(Optional.empty(), Mementos.pointAt(left, 2 * SECOND));
        assertArrayEquals(Mementos.of(IDENTITY, null, Optional.empty(), 5004, 1), left.toByteArray(),
                "nothing to write again each second");
    }
}
