package io.mediachassis.controller.headend.content;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import com.google.protobuf.ByteString;
import io.mediachassis.backplane.proto.ContentRow;
import io.mediachassis.backplane.proto.ContentState;
import io.mediachassis.controller.headend.content.ContentCourse.AtStation;
import io.mediachassis.controller.headend.distribution.Reach;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ContentCourseTest {
    private static final String MANIFEST = "ab".repeat(32);
    private static final Instant NOW = Instant.parse("2027-01-31T19:00:00Z");
    private static final AtStation ONE_COPY = new AtStation(1, 77, MANIFEST, true, false, "");
    private static final AtStation TWO_COPIES = new AtStation(2, 77, MANIFEST, true, false, "");

    private static ContentRow in(ContentState state) {
        return ContentRow.newBuilder().setId("film").setState(state).setCopies(2).build();
    }

    private static ContentState next(ContentRow content, AtStation station) {
        return ContentCourse.next(content, station, Reach.NOWHERE, NOW).getState();
    }

    /** A blade that was away when the content was added brings another program of its id. */
    @Test
    void whatWasStoredBeforeItWasMadeIsNotIt() {
        long made = NOW.toEpochMilli();
        ContentRow content = ContentRow.newBuilder()
                .setId("film").setState(ContentState.TRANSFERRING).setCopies(2).setMadeEpochMs(made).build();
        AtStation older = new AtStation(2, made - Duration.ofHours(1).toMillis(), MANIFEST, true, false, "");
        assertSame(content, ContentCourse.next(content, older, Reach.NOWHERE, NOW));
        AtStation slowClock = new AtStation(2, made - Duration.ofMinutes(1).toMillis(), MANIFEST, true, false, "");
        assertEquals(ContentState.INACTIVE, ContentCourse.next(content, slowClock, Reach.NOWHERE, NOW).getState());
    }

    @Test
    void itGoesFromStateToState() {
        assertEquals(ContentState.TRANSFERRING, next(in(ContentState.TRANSFERRING), AtStation.NOTHING));
        assertEquals(ContentState.INACTIVE, next(in(ContentState.TRANSFERRING), ONE_COPY));
        ContentRow inactive = in(ContentState.INACTIVE);
        assertSame(inactive, ContentCourse.next(inactive, TWO_COPIES, Reach.NOWHERE, NOW));
        ContentRow named = inactive.toBuilder().setPublishEpochMs(ContentCourse.WHEN_READY).build();
        assertEquals(ContentState.DISTRIBUTING, next(named, ONE_COPY));
        assertEquals(ContentState.DISTRIBUTING, next(in(ContentState.DISTRIBUTING), ONE_COPY));
        assertEquals(ContentState.READY, next(in(ContentState.DISTRIBUTING), TWO_COPIES));
    }

    @Test
    void copiesThatNobodyMakesHoldNothingUp() {
        ContentRow waits = in(ContentState.DISTRIBUTING).toBuilder()
                .setPublishEpochMs(ContentCourse.WHEN_READY)
                .setChangedEpochMs(NOW.toEpochMilli())
                .build();
        assertEquals(ContentState.DISTRIBUTING, next(waits, ONE_COPY));
        ContentRow late = ContentCourse.next(waits, ONE_COPY, Reach.NOWHERE, NOW.plus(ContentCourse.PATIENCE));
        assertEquals(ContentState.READY, late.getState());
        assertEquals("there are 1 of 2 copies; blades may be full, or too few", late.getError());
        assertEquals(ContentState.DISTRIBUTING,
                ContentCourse.next(waits, AtStation.NOTHING, Reach.NOWHERE, NOW.plus(ContentCourse.PATIENCE)).getState());
    }

    @Test
    void anEarlierProgramOfItsIdIsNotIt() {
        ContentRow again = in(ContentState.TRANSFERRING).toBuilder().setGoneStoredEpochMs(77).build();
        assertEquals(ContentState.TRANSFERRING, next(again, TWO_COPIES));
        ContentRow stored = ContentCourse.next(again, new AtStation(2, 78, MANIFEST, true, false, ""), Reach.NOWHERE, NOW);
        assertEquals(ContentState.INACTIVE, stored.getState());
        assertEquals(78, stored.getStoredEpochMs());
    }

    /** Also of one that a controller stored before that was kept. */
    @Test
    void whichProgramItIsIsKept() {
        ContentRow stored = ContentCourse.next(in(ContentState.TRANSFERRING), ONE_COPY, Reach.NOWHERE, NOW);
        assertEquals(ByteString.fromHex(MANIFEST), stored.getManifestHash());
        ContentRow old = in(ContentState.PUBLISHED).toBuilder().setStoredEpochMs(77).build();
        assertEquals(ByteString.fromHex(MANIFEST), ContentCourse.next(old, ONE_COPY, Reach.NOWHERE, NOW).getManifestHash());
        AtStation other = new AtStation(1, 78, "cd".repeat(32), true, false, "");
        assertSame(old, ContentCourse.next(old, other, Reach.NOWHERE, NOW), "of another one it would be wrong");
        assertSame(stored, ContentCourse.next(stored, AtStation.NOTHING, Reach.NOWHERE, NOW));
    }

    @Test
    void itIsPublishedInItsTimeAndNotBefore() {
        ContentRow ready = in(ContentState.READY);
        assertEquals(ContentState.READY, next(ready, TWO_COPIES), "nobody has said when");
        ContentRow later = ready.toBuilder().setPublishEpochMs(NOW.toEpochMilli() + 1).build();
        assertEquals(ContentState.READY, next(later, TWO_COPIES));
        assertEquals(ContentState.PUBLISHED, ContentCourse.next(later, TWO_COPIES, Reach.NOWHERE, NOW.plusMillis(1)).getState());
        assertEquals(ContentState.PUBLISHED,
                next(ready.toBuilder().setPublishEpochMs(ContentCourse.WHEN_READY).build(), TWO_COPIES));
    }

    @ParameterizedTest
    @EnumSource(value = ContentState.class, names = {"UNRECOGNIZED", "CONTENT_STATE_UNSPECIFIED"}, mode = EnumSource.Mode.EXCLUDE)
    void whatIsOnItsWayOrOutExpires(ContentState state) {
        ContentRow content = in(state).toBuilder().setExpiresEpochMs(NOW.toEpochMilli()).build();
        boolean alive = state != ContentState.DRAFT && state != ContentState.FAILED;
        assertEquals(alive ? ContentState.WITHDRAWN : state, next(content, TWO_COPIES));
        assertEquals(state == ContentState.PUBLISHED ? ContentState.PUBLISHED : state,
                ContentCourse.next(content, AtStation.NOTHING, Reach.NOWHERE, NOW.minusMillis(1)).getState());
    }
}
