package io.mediachassis.blade.distribution;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mediachassis.backplane.proto.DistributeReply;
import io.mediachassis.backplane.proto.DistributeStart;
import io.mediachassis.backplane.proto.DistributionStatus;
import io.mediachassis.backplane.proto.OnwardStatus;
import io.mediachassis.blade.http.HttpRefusal;
import io.mediachassis.blade.http.IngestDesk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Distributions on a disk, with the product's playout and stepped time; content servers deliver. */
class DistributionsTest {
    private static final long LIMIT = 64 << 20;
    private static final String FIRST = "udp://192.0.2.1:5000";

    @TempDir
    private Path folder;

    private final DistributionRig.Time clock = new DistributionRig.Time();

    private DistributionRig rig() {
        return new DistributionRig(folder, clock, 3, LIMIT);
    }

    /** So many tenths of a second, 70 packets each, the first of them with a PCR. */
    private static byte[] stream(int tenths) {
        Random random = new Random(81);
        byte[] b = new byte[tenths * 70 * Piece.TS];
        random.nextBytes(b);
        for (int at = 0; at < b.length; at += Piece.TS) {
            b[at] = 0x47;
            b[at + 1] = 1;
            b[at + 2] = 0;
            b[at + 3] = 0x10;
            if (at % (70 * Piece.TS) == 0) {
                long base = at / (70 * Piece.TS) * 9_000L;
                ByteBuffer.wrap(b, at + 3, 9).put((byte) 0x30).put((byte) 7).put((byte) 0x10)
                        .putInt((int) (base >> 1)).putShort((short) ((base & 1) << 15 | 0x7e00));
            }
        }
        return b;
    }

    private static void deliver(IngestDesk.Intake intake, byte[] bytes, int from, int to) throws Exception {
        intake.write(ByteBuffer.wrap(bytes, from, to - from)).toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private static void finish(IngestDesk.Intake intake) throws Exception {
        intake.finish().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private long folders() throws IOException {
        try (Stream<Path> all = Files.list(folder.resolve("distribution"))) {
            return all.count();
        }
    }

    @Test
    void eachRecipientGetsItToTheByteBehindItsOffset_asOftenAsOrdered() throws Exception {
        byte[] film = stream(50);
        try (DistributionRig rig = rig()) {
            IngestDesk.Intake intake = rig.distributions.push(
                    "film", List.of(FIRST + ";offset=3;loops=1", "rtp://192.0.2.2:5000;offset=4.5"));
            deliver(intake, film, 0, film.length);
            finish(intake);
            rig.pass(Duration.ofSeconds(2));
            assertEquals(0, rig.network.to("192.0.2.1:5000").length, "before its offset");
            assertEquals(DistributionStatus.State.ENDED, rig.status("film").getState());
            rig.pass(Duration.ofSeconds(14));
            byte[] first = rig.network.to("192.0.2.1:5000");
            assertArrayEquals(film, Arrays.copyOf(first, film.length));
            assertArrayEquals(film, Arrays.copyOfRange(first, film.length, first.length), "the second play");
            assertArrayEquals(film, rig.network.to("192.0.2.2:5000"));
            assertEquals(3_000, rig.network.packetMs.get("192.0.2.1:5000").get(0), 30.0);
            assertEquals(4_500, rig.network.packetMs.get("192.0.2.2:5000").get(0), 30.0);
            List<Long> times = rig.network.packetMs.get("192.0.2.1:5000");
            assertEquals(8_000, times.get(times.size() / 2), 60.0, "where the second play begins");
            assertEquals(DistributionStatus.State.OVER, rig.status("film").getState());
            assertEquals(3, rig.counts.get(DistributionCounter.PLAYS));
            assertTrue(folders() == 1, "what was received is kept");
            assertEquals(200, rig.distributions.stop("film").getStatus());
            assertEquals(0, folders());
        }
    }

    @Test
    void anotherAgentGoesOnFromDisk() throws Exception {
        byte[] film = stream(100);
        int half = film.length / 2 / Piece.TS * Piece.TS;
        byte[] before;
        try (DistributionRig rig = rig()) {
            IngestDesk.Intake intake = rig.distributions.push("film", List.of(FIRST + ";offset=3"));
            deliver(intake, film, 0, film.length);
            finish(intake);
            rig.pass(Duration.ofSeconds(6));
            before = rig.network.to("192.0.2.1:5000");
            assertArrayEquals(Arrays.copyOf(film, before.length), before);
            assertTrue(before.length > half / 2 && before.length < half, before.length + " of " + film.length);
        }
        clock.advance(Duration.ofSeconds(2));
        try (DistributionRig rig = rig()) {
            rig.distributions.resume();
            assertEquals(1, rig.counts.get(DistributionCounter.RESUMED));
            rig.pass(Duration.ofSeconds(10));
            byte[] after = rig.network.to("192.0.2.1:5000");
            assertArrayEquals(Arrays.copyOfRange(film, film.length - after.length, film.length), after);
            // Two seconds of ten passed without it.
            assertEquals(0.2, 1 - (double) (before.length + after.length) / film.length, 0.03);
            assertEquals(DistributionStatus.State.OVER, rig.status("film").getState());
        }
    }

    @Test
    void aDeliveryThatBreaksOffIsGoneOnWith() throws Exception {
        byte[] film = stream(40);
        int half = film.length / 2 / Piece.TS * Piece.TS;
        try (DistributionRig rig = rig()) {
            IngestDesk.Intake first = rig.distributions.push("film", List.of(FIRST + ";offset=3"));
            deliver(first, film, 0, half);
            assertEquals(409, assertThrows(HttpRefusal.class, () -> rig.distributions.push("film", List.of())).status());
            first.abort("gone");
            ExecutionException error = assertThrows(ExecutionException.class, () -> finish(first));
            assertTrue(error.getCause() instanceof HttpRefusal);
            rig.pass(Duration.ofSeconds(2));
            assertEquals(DistributionStatus.State.STALLED, rig.status("film").getState());
            IngestDesk.Intake second = rig.distributions.push("film", List.of());
            deliver(second, film, half, film.length);
            finish(second);
            rig.pass(Duration.ofSeconds(8));
            byte[] got = rig.network.to("192.0.2.1:5000");
            // The end of the first delivery may be short of a few packets, which nothing followed.
            int lost = film.length - got.length;
            assertTrue(lost >= 0 && lost <= 20 * Piece.TS, lost + " bytes");
            assertArrayEquals(Arrays.copyOfRange(film, half, film.length),
                    Arrays.copyOfRange(got, got.length - (film.length - half), got.length));
            assertEquals(1, rig.counts.get(DistributionCounter.BREAKS));
        }
    }

    @Test
    void whatIsRefusedIsCountedAndLeavesNothing() throws Exception {
        try (DistributionRig rig = rig()) {
            for (List<String> onward : List.of(List.<String>of(), List.of("udp://nowhere"), List.of("udp://198.51.100.1:5000"),
                    List.of("udp://239.1.1.1:0"))) {
                assertEquals(400, assertThrows(HttpRefusal.class, () -> rig.distributions.push("bad", onward)).status());
            }
            DistributeReply loop = rig.distributions.start(DistributeStart.newBuilder()
                    .setInput("udp://@239.1.1.1:5000")
                    .addOnward(OnwardText.one("udp://239.1.1.1:5000").toProto())
                    .build());
            assertEquals(400, loop.getStatus());
            assertEquals(5, rig.counts.get(DistributionCounter.ORDERS_REFUSED));
            assertEquals(List.of(), rig.distributions.statuses());
            assertEquals(404, rig.distributions.stop("bad").getStatus());
            assertTrue(Files.notExists(folder.resolve("distribution")));
        }
    }

    @Test
    void whatIsNoTransportStreamIsRefused() throws Exception {
        try (DistributionRig rig = rig()) {
            IngestDesk.Intake intake = rig.distributions.push("junk", List.of(FIRST));
            byte[] junk = new byte[100_000];
            ExecutionException error = assertThrows(ExecutionException.class, () -> {
                deliver(intake, junk, 0, junk.length);
                finish(intake);
            });
            assertEquals(415, ((HttpRefusal) error.getCause()).status());
            rig.pass(Duration.ofMillis(100));
            assertEquals(DistributionStatus.State.FAILED, rig.status("junk").getState());
            assertTrue(rig.status("junk").getTrouble().contains("no MPEG transport stream"));
            // Another one may take its name.
            IngestDesk.Intake again = rig.distributions.push("junk", List.of(FIRST));
            again.abort("enough");
        }
    }

    @Test
    void noMoreThanAreAllowed_andWhatIsOverMakesRoom() throws Exception {
        byte[] film = stream(5);
        try (DistributionRig rig = rig()) {
            IngestDesk.Intake over = rig.distributions.push("over", List.of(FIRST));
            deliver(over, film, 0, film.length);
            finish(over);
            rig.distributions.push("two", List.of("udp://192.0.2.2:5000"));
            rig.distributions.push("three", List.of("udp://192.0.2.3:5000"));
            assertEquals(503, assertThrows(HttpRefusal.class,
                    () -> rig.distributions.push("four", List.of("udp://192.0.2.4:5000"))).status());
            rig.pass(Duration.ofSeconds(6));
            rig.distributions.push("four", List.of("udp://192.0.2.4:5000"));
            assertEquals(3, rig.distributions.statuses().size());
            assertEquals(3, folders());
        }
    }

    @Test
    void aBladeWithoutRoomSendsLater() throws Exception {
        byte[] film = stream(50);
        try (DistributionRig rig = rig()) {
            rig.full = true;
            IngestDesk.Intake intake = rig.distributions.push("film", List.of(FIRST + ";offset=3"));
            deliver(intake, film, 0, film.length);
            finish(intake);
            rig.pass(Duration.ofMillis(4_500));
            assertEquals(OnwardStatus.State.NO_ROOM, rig.status("film").getOnward(0).getState());
            assertTrue(rig.counts.get(DistributionCounter.PLAYS_REFUSED) > 0);
            rig.full = false;
            rig.pass(Duration.ofSeconds(6));
            byte[] got = rig.network.to("192.0.2.1:5000");
            assertArrayEquals(Arrays.copyOfRange(film, film.length - got.length, film.length), got, "where it had to be by then");
            assertTrue(got.length > film.length / 2 && got.length < film.length);
        }
    }

    @Test
    void whatWasReceivedBecomesAProgram() throws Exception {
        byte[] film = stream(10);
        try (DistributionRig rig = rig()) {
            assertEquals(200, rig.distributions.start(DistributeStart.newBuilder()
                    .setId("film").setInput("push").setTitle("A film").build()).getStatus());
            IngestDesk.Intake intake = rig.distributions.push("film", List.of());
            deliver(intake, film, 0, film.length);
            finish(intake);
            rig.pass(Duration.ofMillis(200));
            for (int i = 0; i < 1_000 && rig.counts.get(DistributionCounter.PUBLISHED) == 0; i++) {
                Thread.onSpinWait();
                rig.pass(Duration.ofMillis(50));
            }
            assertEquals(List.of("A film"), rig.published);
        }
    }
}
