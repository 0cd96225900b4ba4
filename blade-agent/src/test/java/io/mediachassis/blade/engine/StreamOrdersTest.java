package io.mediachassis.blade.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mediachassis.backplane.proto.ControlStream;
import io.mediachassis.backplane.proto.ControlStream.Verb;
import io.mediachassis.backplane.proto.StartStream;
import io.mediachassis.backplane.proto.StreamReply;
import io.mediachassis.backplane.proto.TakeOver;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of a stream whose anchor disowns it, comes back, or whose hand-over is called off. */
class StreamOrdersTest {
    private static final long SESSION = 7;
    private static final int SSRC = 0x02000007;
    /** Longer than an orphan's console may be silent. */
    private static final Duration SILENCE = Duration.ofSeconds(16);

    private final OneEngine engine = new OneEngine(1);

    @AfterEach
    void close() {
        engine.close();
    }

    private StreamReply start(StartStream.Builder order) {
        StreamReply reply = engine.orders.start(order.build(), null).toCompletableFuture().join();
        engine.pass(Duration.ofMillis(20));
        return reply;
    }

    private StreamReply say(Verb verb) {
        ControlStream order = ControlStream.newBuilder().setSession(SESSION).setVerb(verb).build();
        return engine.orders.control(order).toCompletableFuture().join();
    }

    private static StartStream.Builder open() {
        return StartStream.newBuilder().setStream(OneEngine.identity(SESSION).setSsrc(SSRC));
    }

    private boolean openAfterSilence() {
        engine.pass(SILENCE);
        engine.streams.forgotten().close(slot -> true);
        return engine.streams.count() == 1;
    }

    private boolean orphaned() {
        return engine.record(SESSION).orElseThrow().getOrphaned();
    }

    @Test
    void whatIsDisownedEnds_onceItsConsoleIsSilent() {
        start(open());
        assertTrue(openAfterSilence(), "its anchor is there");
        assertTrue(say(Verb.DISOWN).getOk());
        assertTrue(orphaned());
        engine.pass(Duration.ofSeconds(10));
        assertTrue(say(Verb.DISOWN).getOk());
        engine.pass(Duration.ofSeconds(6));
        engine.streams.forgotten().close(slot -> true);
        assertEquals(0, engine.streams.count(), "to be disowned again prolongs nothing");
    }

    @Test
    void whatIsDisownedGoesOn_whileItsConsoleReports() {
        start(open());
        say(Verb.DISOWN);
        engine.pass(Duration.ofSeconds(10));
        engine.streams.forgotten().onHeard(SSRC);
        engine.pass(Duration.ofSeconds(10));
        engine.streams.forgotten().close(slot -> true);
        assertEquals(1, engine.streams.count());
    }

    @Test
    void whatWasDisownedStays_onceItsAnchorIsBack() {
        start(open());
        say(Verb.DISOWN);
        assertTrue(say(Verb.ANCHOR).getOk());
        assertFalse(orphaned());
        assertTrue(openAfterSilence());
    }

    @Test
    void whatWaitsForAHandOverIsReleased() {
        start(open().setPreloadSegment(1));
        assertEquals(1, engine.streams.count());
        assertTrue(say(Verb.RELEASE).getOk());
        assertEquals(0, engine.streams.count());
    }

    @Test
    void whatWasHandedOverIsNotReleased() {
        start(open().setPreloadSegment(1));
        engine.orders.takeOver(TakeOver.newBuilder().setSession(SESSION).build());
        assertTrue(say(Verb.RELEASE).getOk());
        assertEquals(1, engine.streams.count());
    }

    @Test
    void ofAStreamThatIsNotHere_nothingIsDone() {
        for (Verb verb : new Verb[] {Verb.DISOWN, Verb.ANCHOR, Verb.RELEASE}) {
            assertEquals(454, say(verb).getRtspStatus(), verb.name());
        }
    }
}
