package io.mediachassis.blade.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

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

    @TempDir
    private Path folder;
    private Path file;
    private WithheldPrograms withheld;

    @BeforeEach
    void open() throws IOException {
        file = folder.resolve("program-rules");
        withheld = new WithheldPrograms(file);
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
        assertTrue(withheld.isRemoved("gone", 7));
        assertFalse(withheld.isRemoved("early", 7));
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
        assertTrue(withheld.isRemoved("early", 7));
        assertFalse(withheld.isRemoved("early", 8));
    }

    @Test
    void anotherBladeThatIsToldAllOfIt_withholdsTheSame() throws IOException {
        assertEquals(Optional.empty(), withheld.word());
        withheld.learn(word(2, 1, EARLY));
        withheld.learn(word(2, 2, GONE));
        WithheldPrograms other = new WithheldPrograms(folder.resolve("other"));
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
        WithheldPrograms again = new WithheldPrograms(file);
        assertEquals(Optional.of(Fault.NOT_PUBLISHED), again.fault("early"));
        assertEquals(2, again.epoch());
        assertEquals(5, again.revision());
        Files.write(file, new byte[] {1, 2, 3});
        assertEquals(0, new WithheldPrograms(file).epoch(), "it is told again");
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
