package io.mediachassis.blade.director;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.mediachassis.backplane.proto.HoldingsPush;
import io.mediachassis.backplane.proto.ProgramHolding;
import io.mediachassis.blade.director.SegmentLocationTable.Engine;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Engines of one station that hold different programs by one id. */
class OneProgramTest {
    private static final ByteString OLD = ByteString.fromHex("ab");
    private static final ByteString NEW = ByteString.fromHex("cd");

    private SegmentLocationTable table = SegmentLocationTable.EMPTY;

    private void engine(int slot, ByteString manifest, long published, int first, int last) {
        engine(slot, manifest, 4, published, first, last);
    }

    private void engine(int slot, ByteString manifest, int total, long published, int first, int last) {
        table = table.withReachable(slot, true).withHoldings(slot, HoldingsPush.newBuilder()
                .addPrograms(ProgramHolding.newBuilder()
                        .setProgramId("film")
                        .setSegmentsTotal(total)
                        .setManifestHash(manifest)
                        .setPublishedEpochMs(published)
                        .addSegmentRanges(first).addSegmentRanges(last))
                .build());
    }

    private List<Integer> holders(int segment) {
        return table.holders("film", segment).stream().map(Engine::slot).toList();
    }

    @Test
    void twoHalvesOfTwoProgramsAreNoWhole() {
        engine(1, OLD, 7, 0, 1);
        engine(2, NEW, 9, 2, 3);
        assertTrue(table.program("film").isEmpty());
        assertTrue(table.programs().isEmpty());
        assertEquals(Set.of(OLD, NEW), table.manifests("film"));
        assertEquals(NEW, table.any("film").orElseThrow().getManifestHash(), "the later one, of as much");
        assertEquals(List.of(), holders(0));
        assertEquals(List.of(2), holders(3));
        BitSet kept = new BitSet();
        kept.set(2, 4);
        assertEquals(kept, table.kept("film"));
    }

    @Test
    void aShortOneThatIsHereWholeCountsBeforeMoreOfALongOne() {
        engine(1, NEW, 9, 9, 0, 5);
        engine(2, OLD, 4, 7, 0, 3);
        assertEquals(OLD, table.program("film").orElseThrow().getManifestHash());
    }

    @Test
    void theOneThatIsHereWholeCountsAndNoStreamGoesOverToAnother() {
        engine(1, NEW, 9, 0, 2);
        engine(2, OLD, 7, 0, 1);
        engine(3, OLD, 7, 2, 3);
        assertEquals(OLD, table.program("film").orElseThrow().getManifestHash());
        assertEquals(List.of(2), holders(1));
        assertEquals(List.of(2), table.servers("film").stream().map(Engine::slot).toList());
        engine(4, NEW, 9, 3, 3);
        assertEquals(NEW, table.program("film").orElseThrow().getManifestHash(), "of two that are whole the later one");
        assertEquals(List.of(1), holders(1));
        table = table.withReachable(4, false);
        assertEquals(OLD, table.program("film").orElseThrow().getManifestHash());
    }
}
