package io.mediachassis.blade.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.mediachassis.backplane.proto.NotPublished;
import io.mediachassis.backplane.proto.ProgramRule;
import io.mediachassis.backplane.proto.ProgramRules;
import io.mediachassis.backplane.proto.Released;
import io.mediachassis.backplane.proto.Removed;
import io.mediachassis.blade.access.Access.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WithheldProgramsTest {
    private static final ProgramRule EARLY = ProgramRule.newBuilder()
            .setProgramId("early")
            .setRevision(2)
            .setNotPublished(NotPublished.getDefaultInstance())
            .build();
    private static final ProgramRule GONE =
            ProgramRule.newBuilder().setProgramId("gone").setRemoved(Removed.getDefaultInstance()).build();

    private static final ByteString THIS = ByteString.fromHex("ab".repeat(32));
    private static final ByteString OTHER = ByteString.fromHex("cd".repeat(32));

    private final Held held = new Held();
    @TempDir
    private Path folder;
    private Path file;
    private WithheldPrograms withheld;

    /** What the station holds, whatever the id. */
    private static final class Held {
        Set<ByteString> manifests = Set.of();

        Set<ByteString> get(String programId) {
            return manifests;
        }
    }

    @BeforeEach
    void open() throws IOException {
        file = folder.resolve("program-rules");
        withheld = new WithheldPrograms(file, false, held::get);
    }

    private static ProgramRules word(long epoch, long revision, ProgramRule... rules) {
        return ProgramRules.newBuilder()
                .setEpoch(epoch)
                .setRevision(revision)
                .addAllRules(List.of(rules))
                .build();
    }

    @Test
    void aWordCountsUntilANewerOneComes() throws IOException {
        assertEquals(Optional.empty(), withheld.fault("early"));
        assertTrue(withheld.learn(word(2, 1, EARLY, GONE)));
        assertEquals(Optional.of(Fault.NOT_PUBLISHED), withheld.fault("early"));
        assertEquals(Optional.of(Fault.WITHDRAWN), withheld.fault("gone"));
        assertTrue(withheld.isRemoved("gone", 7, THIS));
        assertFalse(withheld.isRemoved("early", 7, THIS));
        assertFalse(withheld.learn(word(2, 1)), "the same");
        assertFalse(withheld.learn(word(1, 9)), "of an earlier reign");
        assertTrue(withheld.learn(word(2, 2, released("early", 2))));
        assertEquals(Optional.empty(), withheld.fault("early"));
        assertEquals(Optional.of(Fault.WITHDRAWN), withheld.fault("gone"), "nothing was said of it");
    }

    /** It may have been away when the one before it was told. */
    @Test
    void aControllerThatKnowsLessReleasesNothing() throws IOException {
        withheld.learn(word(2, 1, EARLY, GONE));
        assertTrue(withheld.learn(word(3, 1, released("early", 1))));
        assertEquals(Optional.of(Fault.NOT_PUBLISHED), withheld.fault("early"), "what it says of it is older");
        assertEquals(Optional.of(Fault.WITHDRAWN), withheld.fault("gone"));
    }

    @Test
    void anEarlierProgramOfAnIdGoes_whateverBecomesOfTheNewOne() throws IOException {
        withheld.learn(word(2, 1, released("early", 5).toBuilder().setGoneStoredEpochMs(7).build()));
        assertTrue(withheld.isRemoved("early", 7, THIS));
        assertFalse(withheld.isRemoved("early", 8, THIS));
    }

    @Test
    void aRuleIsForTheProgramThatItSays_andNotForAnotherOfItsId() throws IOException {
        withheld.learn(word(2, 1, EARLY.toBuilder().setManifestHash(THIS).build(),
                GONE.toBuilder().setManifestHash(THIS).build()));
        assertTrue(withheld.isRemoved("gone", 7, THIS));
        assertFalse(withheld.isRemoved("gone", 7, OTHER), "it only has its id");
        assertTrue(withheld.outlives("gone", OTHER));
        assertFalse(withheld.outlives("gone", THIS));
        assertFalse(withheld.outlives("early", OTHER), "nothing is withdrawn");
        assertEquals(Optional.of(Fault.WITHDRAWN), withheld.fault("gone"), "nothing is here, and it is not to come");
        held.manifests = Set.of(OTHER);
        assertEquals(Optional.empty(), withheld.fault("gone"));
        assertEquals(Optional.empty(), withheld.fault("early"));
        held.manifests = Set.of(OTHER, THIS);
        assertEquals(Optional.of(Fault.WITHDRAWN), withheld.fault("gone"), "while any of it is here");
        assertEquals(Optional.of(Fault.NOT_PUBLISHED), withheld.fault("early"));
    }

    @Test
    void whatWasWithdrawnBeforeTheHomeStationHadItIsAtNoOtherStation() throws IOException {
        ProgramRule never = GONE.toBuilder().setRemoved(Removed.newBuilder().setAtHomeAlone(true)).build();
        withheld.learn(word(2, 1, never));
        held.manifests = Set.of(THIS);
        assertFalse(withheld.isRemoved("gone", 7, THIS));
        assertTrue(withheld.outlives("gone", THIS));
        assertEquals(Optional.empty(), withheld.fault("gone"));
        WithheldPrograms home = new WithheldPrograms(folder.resolve("home"), true, held::get);
        home.learn(word(2, 1, never));
        assertTrue(home.isRemoved("gone", 7, THIS));
        assertEquals(Optional.of(Fault.WITHDRAWN), home.fault("gone"));
    }

    @Test
    void anotherBladeThatIsToldAllOfIt_withholdsTheSame() throws IOException {
        assertEquals(Optional.empty(), withheld.word());
        withheld.learn(word(2, 1, EARLY));
        withheld.learn(word(2, 2, GONE));
        WithheldPrograms other = new WithheldPrograms(folder.resolve("other"), false, held::get);
        assertTrue(other.learn(withheld.word().orElseThrow()));
        assertEquals(Optional.of(Fault.NOT_PUBLISHED), other.fault("early"));
        assertEquals(Optional.of(Fault.WITHDRAWN), other.fault("gone"));
        assertFalse(withheld.learn(other.word().orElseThrow()), "it comes back, and is no news");
    }

    private static ProgramRule released(String id, long revision) {
        return ProgramRule.newBuilder()
                .setProgramId(id)
                .setRevision(revision)
                .setReleased(Released.getDefaultInstance())
                .build();
    }

    @Test
    void itCountsAfterARestartBeforeAnyControllerIsThere() throws IOException {
        withheld.learn(word(2, 5, EARLY));
        WithheldPrograms again = new WithheldPrograms(file, false, held::get);
        assertEquals(Optional.of(Fault.NOT_PUBLISHED), again.fault("early"));
        assertEquals(2, again.epoch());
        assertEquals(5, again.revision());
        Files.write(file, new byte[] {1, 2, 3});
        assertEquals(0, new WithheldPrograms(file, false, held::get).epoch(), "it is told again");
    }

    @Test
    void theGateRefusesByWhateverName() throws IOException {
        withheld.learn(word(1, 1, EARLY));
        PlaybackGate gate = new PublishedPrograms(
                withheld, PlaybackGate.OPEN, set -> set.equals("239.1.1.0") ? Optional.of("early") : Optional.empty());
        for (String name : new String[] {"early", "interactive/early", "nvod/239.1.1.0"}) {
            Access.Refused refused = assertInstanceOf(Access.Refused.class, gate.check("", name, "192.0.2.1"), name);
            assertEquals(403, refused.fault().status());
            assertEquals("", refused.fault().challenge(), "no token would help");
        }
        assertInstanceOf(Access.Granted.class, gate.check("", "other", "192.0.2.1"));
        assertInstanceOf(Access.Granted.class, gate.check("", "nvod/239.2.2.0", "192.0.2.1"));
    }
}
