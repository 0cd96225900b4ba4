package io.mediachassis.blade.obtain;

import static io.mediachassis.blade.obtain.FarStation.HASH;
import static io.mediachassis.blade.obtain.FarStation.OTHER;
import static io.mediachassis.blade.obtain.FarStation.SECOND;
import static io.mediachassis.blade.obtain.FarStation.answer;
import static io.mediachassis.blade.obtain.FarStation.found;
import static io.mediachassis.blade.obtain.FarStation.home;
import static io.mediachassis.blade.obtain.FarStation.offer;
import static io.mediachassis.blade.obtain.FarStation.slow;
import static io.mediachassis.blade.obtain.FarStation.url;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.mediachassis.backplane.proto.SegmentSourceReply;
import io.mediachassis.backplane.proto.SegmentSourceReply.Outcome;
import io.mediachassis.backplane.registry.SegmentRanges;
import io.mediachassis.backplane.source.SourceChoice;
import io.mediachassis.blade.obtain.Question.OfRegistry;
import io.mediachassis.blade.obtain.Question.OfStation;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Where a program is had: the registry, then the stations that cost least, then the next ones. */
class ProgramSourcesTest {
    private static final List<Integer> ALL = List.of(0, 1, 2, 3);

    private final ProgramSources sources = new ProgramSources("", new SourceChoice());
    private long nowNs = 5 * SECOND;

    private List<Question> step() {
        return sources.step(ALL, nowNs);
    }

    private List<String> stations(int segment) {
        return List.copyOf(sources.engines(segment, 0, nowNs).keySet());
    }

    @Test
    void theRegistryIsAskedOnceAndThenTheCheapestStation() {
        assertEquals(List.of(new OfRegistry()), step());
        assertEquals(List.of(), step(), "the answer is on its way");
        sources.onWhere(List.of(slow("slow", 4), offer("idle", 4, 0)), nowNs);
        assertEquals(List.of(new OfStation("idle")), step(), "many times the cost is not alike");
        assertEquals(List.of(), step());
        sources.onAnswer("idle", found("idle", 4), nowNs);
        assertEquals(List.of(new FarEngine("idle", url("idle", 1)), new FarEngine("idle", url("idle", 2))),
                sources.engines(0, 0, nowNs).get("idle"));
        assertEquals(url("idle", 2), sources.engines(0, 1, nowNs).get("idle").get(0).url(), "they take turns");
    }

    @Test
    void stationsThatCostAboutAsMuchShareTheWork() {
        step();
        sources.onWhere(List.of(offer("a", 4, 0.1), offer("b", 4, 0), slow("c", 4)), nowNs);
        assertEquals(List.of(new OfStation("b"), new OfStation("a")), step());
    }

    @Test
    void oneThatFailsIsLeftForTheNextAndTriedAgainAfterGrowingWaits() {
        step();
        sources.onWhere(List.of(slow("slow", 4), offer("idle", 4, 0)), nowNs);
        step();
        sources.onFailed("idle", nowNs);
        assertEquals(List.of(new OfStation("slow")), step());
        sources.onAnswer("slow", found("slow", 4), nowNs);
        assertEquals(List.of("slow"), stations(0));
        nowNs += SECOND;
        assertEquals(List.of(new OfStation("idle")), step());
        sources.onFailed("idle", nowNs);
        nowNs += SECOND;
        assertFalse(step().contains(new OfStation("idle")), "the second time it has two seconds");
        nowNs += SECOND;
        assertTrue(step().contains(new OfStation("idle")));
    }

    @Test
    void busyNoneAndRefusedAreWaitedFor() {
        step();
        sources.onWhere(List.of(offer("idle", 4, 0)), nowNs);
        step();
        sources.onAnswer("idle", answer(Outcome.BUSY), nowNs);
        nowNs += 3 * SECOND - 1;
        assertEquals(List.of(), step(), "it said three seconds");
        nowNs++;
        assertEquals(List.of(new OfStation("idle")), step());
        sources.onAnswer("idle", answer(Outcome.NONE), nowNs);
        nowNs += ProgramSources.NONE_NS - 1;
        assertEquals(List.of(), step());
        nowNs++;
        assertEquals(List.of(new OfStation("idle")), step());
    }

    @Test
    void anotherProgramUnderThatNameIsNone() {
        sources.known(OTHER, 4);
        step();
        sources.onWhere(List.of(offer("idle", 4, 0)), nowNs);
        assertTrue(sources.nowhere());
        assertEquals(List.of(), step());
        assertEquals(List.of(new ProgramSources.Different("idle", HASH)), sources.takeDifferent());
        assertEquals(List.of(), sources.takeDifferent());
    }

    @Test
    void ofSeveralByOneIdItIsTheHomeStationsWhateverThatCosts() {
        step();
        sources.onWhere(List.of(offer("idle", 4, 0), home(OTHER, 3), offer("near", 4, 0)), nowNs);
        assertEquals(OTHER, sources.manifest());
        assertEquals(3, sources.total());
        assertEquals(List.of(new OfStation("home")), sources.step(List.of(0), nowNs));
        assertEquals(2, sources.takeDifferent().size());
    }

    @Test
    void thePlanSaysWhichOneIsMeant() {
        sources.meant(HASH);
        step();
        sources.onWhere(List.of(home(OTHER, 3), offer("idle", 4, 0)), nowNs);
        assertEquals(4, sources.total());
        assertEquals(List.of(new OfStation("idle")), sources.step(List.of(0), nowNs));
        assertEquals(List.of(new ProgramSources.Different("home", OTHER)), sources.takeDifferent());
        sources.known(HASH, 4);
        assertEquals(List.of(), sources.step(List.of(0), nowNs), "it is the same, and is not asked for anew");
    }

    /** The registry knew of what was there before. */
    @Test
    void aDirectorThatSaysItIsAnotherIsLeftAlone() {
        step();
        sources.onWhere(List.of(offer("near", 4, 0), slow("home", 4)), nowNs);
        step();
        sources.onAnswer("near", answer(Outcome.ANOTHER).toBuilder().setManifestHash(ByteString.fromHex(OTHER)).build(), nowNs);
        assertEquals(List.of(new ProgramSources.Different("near", OTHER)), sources.takeDifferent());
        assertEquals(List.of(new OfStation("home")), step());
        sources.onAnswer("home", found("home", 4).toBuilder().setManifestHash(ByteString.fromHex(OTHER)).build(), nowNs);
        assertEquals(List.of(new ProgramSources.Different("home", OTHER)), sources.takeDifferent(), "it does not know the question");
        assertEquals(List.of(), stations(0));
        nowNs += ProgramSources.REFUSED_NS - 1;
        assertFalse(step().contains(new OfStation("near")));
    }

    @Test
    void theStationThatThePlanNamesIsAskedFirstWhateverItCosts() {
        ProgramSources planned = new ProgramSources("slow", new SourceChoice());
        planned.step(ALL, nowNs);
        planned.onWhere(List.of(offer("idle", 4, 0), slow("slow", 4)), nowNs);
        assertEquals(new OfStation("slow"), planned.step(ALL, nowNs).get(0));
        assertEquals("the plan names it", planned.why("slow").orElseThrow());
    }

    @Test
    void aStationWithoutWhatIsLackingIsNotAsked() {
        step();
        sources.onWhere(List.of(offer("part", 4, 0, SegmentRanges.of(0)), offer("rest", 4, 0.6)), nowNs);
        assertEquals(List.of(new OfStation("rest")), sources.step(List.of(3), nowNs));
    }

    @Test
    void aSilentRegistryIsAskedAgainSoonAndOneThatAnsweredInAMinute() {
        step();
        sources.onWhereFailed(nowNs);
        assertFalse(sources.nowhere(), "nobody has said so");
        nowNs += ProgramSources.WHERE_AGAIN_NS - 1;
        assertEquals(List.of(), step());
        nowNs++;
        assertEquals(List.of(new OfRegistry()), step());
        sources.onWhere(List.of(), nowNs);
        assertTrue(sources.nowhere());
        nowNs += ProgramSources.WHERE_NS;
        assertEquals(List.of(new OfRegistry()), step());
    }

    @Test
    void forEachSegmentThatIsDueThoseAreAskedThatHoldIt() {
        step();
        sources.onWhere(List.of(offer("near", 4, 0, SegmentRanges.between(1, 3)), slow("home", 4)), nowNs);
        assertEquals(List.of(new OfStation("near")), sources.step(List.of(1), nowNs));
        assertEquals(List.of(new OfStation("home")), sources.step(List.of(0, 1), nowNs), "near is asked, and has no 0");
    }

    @Test
    void oneWhoseDirectorDoesNotGiveWhatTheRegistrySaysIsPassedOver() {
        step();
        sources.onWhere(List.of(offer("near", 4, 0), slow("home", 4)), nowNs);
        assertEquals(List.of(new OfStation("near")), step());
        sources.onAnswer("near", found("near", 1).toBuilder().setSegmentsTotal(4).build(), nowNs);
        assertEquals(List.of(new OfStation("home")), step());
        assertEquals(BitSet.valueOf(new long[] {1}), sources.given(station -> true, nowNs));
    }

    @Test
    void anAnswerThatCanNotBeRightIsNoneAndToldOf() {
        step();
        sources.onWhere(List.of(offer("near", 4, 0), slow("home", 4)), nowNs);
        step();
        SegmentSourceReply.Builder lie = found("near", 4).toBuilder();
        lie.getSourcesBuilder(0).setHttpUrl("http://198.51.100.7:80/");
        lie.getSourcesBuilder(1).setHttpUrl("file:/etc/passwd");
        sources.onAnswer("near", lie.build(), nowNs);
        assertEquals(List.of(), stations(0));
        ProgramSources.Distrusted told = sources.takeDistrusted().get(0);
        assertEquals("near", told.station());
        assertEquals(2, told.sources());
        assertTrue(told.why().contains("198.51.100.7"), told.why());
        assertEquals(List.of(), sources.takeDistrusted());
        assertEquals(List.of(new OfStation("home")), step());
        nowNs += SECOND;
        assertEquals(List.of(new OfStation("near")), step());
        sources.onAnswer("near", found("near", 4).toBuilder().setBytes(1L << 62).build(), nowNs);
        assertEquals(List.of(), stations(0));
        assertEquals(0, sources.shape("film", "near").getBytes());
    }

    @Test
    void aStationsEnginesLieWhereTheHeadEndSays() {
        step();
        Offer near = offer("near", 4, 0);
        sources.onWhere(List.of(new Offer(near.candidate(), near.address(), List.of("2001:db8::/48"), near.manifest(), 4, near.held())),
                nowNs);
        step();
        SegmentSourceReply.Builder six = found("near", 4).toBuilder();
        six.getSourcesBuilder(0).setHttpUrl("http://[2001:db8::7]:80/");
        sources.onAnswer("near", six.build(), nowNs);
        assertEquals(List.of(new FarEngine("near", "http://[2001:db8::7]:80/")), sources.engines(0, 0, nowNs).get("near"));
    }

    @Test
    void oneGoodAddressAmongWrongOnesIsAsked() {
        step();
        sources.onWhere(List.of(offer("near", 4, 0)), nowNs);
        step();
        SegmentSourceReply.Builder half = found("near", 4).toBuilder();
        half.getSourcesBuilder(0).setHttpUrl("not an address");
        sources.onAnswer("near", half.build(), nowNs);
        assertEquals(List.of(new FarEngine("near", url("near", 2))), sources.engines(0, 0, nowNs).get("near"));
        assertEquals(1, sources.takeDistrusted().get(0).sources());
    }
}
