package io.mediachassis.blade.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.mediachassis.backplane.clock.SystemClock;
import io.mediachassis.backplane.proto.ProgramRule;
import io.mediachassis.backplane.proto.ProgramRules;
import io.mediachassis.backplane.proto.Removed;
import io.mediachassis.blade.access.WithheldPrograms;
import io.mediachassis.blade.storage.Program;
import io.mediachassis.blade.storage.ProgramStore;
import io.mediachassis.blade.storage.ProgramWriter;
import io.mediachassis.blade.storage.StoreSettings;
import io.mediachassis.blade.ts.SegmenterSettings;
import io.mediachassis.blade.ts.TsSamples;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RuleKeeperTest {
    @TempDir
    private Path folder;

    private final BlockingQueue<Program> kept = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> learned = new LinkedBlockingQueue<>();

    private static Program write(ProgramStore store, String id) throws Exception {
        try (ProgramWriter writer = store.create(id, "Film")) {
            writer.write(ByteBuffer.wrap(TsSamples.h264()));
            return writer.complete();
        }
    }

    private static ProgramRules word(long revision, ByteString meant, String... ids) {
        ProgramRules.Builder word = ProgramRules.newBuilder().setEpoch(1).setRevision(revision);
        for (String id : ids) {
            word.addRules(ProgramRule.newBuilder()
                    .setProgramId(id)
                    .setRevision(revision)
                    .setManifestHash(meant)
                    .setRemoved(Removed.getDefaultInstance()));
        }
        return word.build();
    }

    @Test
    void whatOnlyHasTheIdOfOneThatIsWithdrawnStays_andIsToldOnce() throws Exception {
        StoreSettings settings = new StoreSettings(SegmenterSettings.ofTarget(Duration.ofSeconds(2)), 0, 1000);
        try (ProgramStore store = ProgramStore.open(folder.resolve("store"), new SystemClock(), settings);
                RuleKeeper keeper = new RuleKeeper(
                        new WithheldPrograms(folder.resolve("rules"), false, id -> Set.of()), store,
                        task -> new Thread(task, "rules"), () -> learned.add("news"), kept::add)) {
            ByteString film = ByteString.copyFrom(write(store, "film").manifestHash());
            write(store, "other");
            keeper.onWord(word(1, film, "film", "other"));
            Program told = kept.poll(10, TimeUnit.SECONDS);
            assertEquals("other", told == null ? "" : told.id());
            assertTrue(store.holding("film").isEmpty(), "it comes first");
            keeper.onWord(word(2, ByteString.EMPTY, "nothing"));
            assertEquals("news", learned.poll(10, TimeUnit.SECONDS));
            assertEquals("news", learned.poll(10, TimeUnit.SECONDS));
            keeper.onWord(word(3, ByteString.EMPTY, "nothing"));
            assertEquals("news", learned.poll(10, TimeUnit.SECONDS));
            assertTrue(kept.isEmpty(), "the second word's look is over by now");
            assertTrue(store.holding("other").isPresent());
            keeper.onWord(word(4, ByteString.EMPTY, "other"));
            keeper.onWord(word(5, ByteString.EMPTY, "nothing"));
            assertEquals("news", learned.poll(10, TimeUnit.SECONDS));
            assertEquals("news", learned.poll(10, TimeUnit.SECONDS));
            assertTrue(store.holding("other").isEmpty(), "a controller that does not say which one means whatever goes by the id");
        }
    }
}
