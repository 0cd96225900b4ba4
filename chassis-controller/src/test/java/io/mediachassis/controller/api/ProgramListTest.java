package io.mediachassis.controller.api;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.protobuf.ByteString;
import io.mediachassis.backplane.proto.AgentStatus;
import io.mediachassis.backplane.proto.ProgramHolding;
import io.mediachassis.backplane.proto.SlotStatus;
import io.mediachassis.backplane.proto.UnitSnapshot;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProgramListTest {
    private static final String OLD = "ab".repeat(32);
    private static final String NEW = "cd".repeat(32);

    private static SlotStatus blade(int slot, String manifest, long published, int last) {
        return SlotStatus.newBuilder()
                .setSlot(slot)
                .setPresent(true)
                .setLinkUp(true)
                .setAgent(AgentStatus.newBuilder().addPrograms(ProgramHolding.newBuilder()
                        .setProgramId("film")
                        .setManifestHash(ByteString.fromHex(manifest))
                        .setPublishedEpochMs(published)
                        .setSegmentsTotal(4)
                        .addSegmentRanges(0).addSegmentRanges(last)))
                .build();
    }

    private static ProgramList.Program film(SlotStatus... blades) {
        return ProgramList.of(UnitSnapshot.newBuilder().addAllSlots(List.of(blades)).build()).get(0);
    }

    @Test
    void copiesOfOneProgramAreCountedTogether() {
        ProgramList.Program film = film(blade(1, OLD, 7, 3), blade(2, OLD, 7, 3), blade(3, OLD, 7, 1));
        assertEquals(2, film.leastCopies());
        assertEquals(List.of(1, 2), film.copies());
        assertEquals(List.of(3), film.partial());
        assertEquals(OLD, film.manifestHash());
    }

    /** As when a blade comes back with one that was replaced meanwhile. */
    @Test
    void ofSeveralByOneIdItIsTheLastAndTheOthersAreNoCopies() {
        for (ProgramList.Program film : List.of(
                film(blade(1, OLD, 7, 3), blade(2, NEW, 9, 1)), film(blade(2, NEW, 9, 1), blade(1, OLD, 7, 3)))) {
            assertEquals(0, film.leastCopies());
            assertEquals(9, film.publishedEpochMs());
            assertEquals(NEW, film.manifestHash());
            assertEquals(List.of(), film.copies());
            assertEquals(List.of(1, 2), film.partial().stream().sorted().toList());
        }
    }
}
