package io.mediachassis.sim.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

/** The bench's arithmetic: what it says must follow from what it measured. */
class BenchTest {
    private static final io.mediachassis.backplane.clock.Clock STOPPED = new io.mediachassis.backplane.clock.Clock() {
        @Override
        public long nanoTime() {
            return 0;
        }

        @Override
        public Instant now() {
            return Instant.EPOCH;
        }
    };

    private static Row row(String name, double ours) {
        return new Row() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public Result run(Bench bench) throws IOException {
                if (ours == 0) {
                    throw new IOException("no peer");
                }
                return Result.lowerIsBetter(name, ours, 150, "target", "ms", 1, List.of("a note"));
            }
        };
    }

    @Test
    void percentilesAreMeasuredValues() {
        Samples hundred = new Samples(DoubleStream.iterate(100, d -> d - 1).limit(100).toArray());
        assertEquals(99, hundred.percentile(99));
        assertEquals(100, hundred.percentile(100));
        assertEquals(1, hundred.percentile(0.5));
        assertEquals(50.5, hundred.median());
        assertEquals(100, hundred.max());
        Samples five = new Samples(9, 1, 5, 3, 7);
        assertEquals(9, five.percentile(99));
        assertEquals(5, five.median());
        assertThrows(IllegalArgumentException.class, () -> five.percentile(0));
        assertThrows(IllegalArgumentException.class, Samples::new);
    }

    @Test
    void theRatioIsHigherWhereOursIsBetter() {
        assertEquals(1.5, Result.lowerIsBetter("r", 100, 150, "target", "ms", 1, List.of()).ratio());
        assertEquals(0.5, Result.higherIsBetter("r", 100, 200, "nginx", "GB/s", 1, List.of()).ratio());
        assertThrows(IllegalArgumentException.class,
                () -> Result.lowerIsBetter("r", 0, 150, "target", "ms", 1, List.of()));
        assertThrows(IllegalArgumentException.class,
                () -> Result.lowerIsBetter("r", 1, Double.NaN, "target", "ms", 1, List.of()));
    }

    @Test
    void aRowHoldsFromItsTargetUp() {
        assertTrue(Result.lowerIsBetter("r", 150, 150, "target", "ms", 1, List.of()).holds());
        assertFalse(Result.lowerIsBetter("r", 150.01, 150, "target", "ms", 1, List.of()).holds());
    }

    @Test
    void theJsonHasTheAgreedNames() {
        assertEquals(
                "{\"row\":\"failover-kill\",\"ours\":120.123,\"peer\":150.0,\"peer_name\":\"target\",\"unit\":\"ms\","
                        + "\"ratio\":1.249,\"target\":1.0,\"holds\":true}",
                Result.lowerIsBetter("failover-kill", 120.1234, 150, "target", "ms", 1, List.of()).json().toString());
    }

    @Test
    void aRowThatDidNotRunIsAnErrorAndIsNotPrinted() {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        Bench bench = new Bench(9, Path.of("none"), Path.of("none"),
                new BenchSettings(1, 1, Duration.ZERO, Duration.ofSeconds(1), 1), STOPPED,
                new PrintStream(said, true, StandardCharsets.UTF_8));
        List<Bench.Outcome> kept = new ArrayList<>();
        Bench.Outcome outcome = bench.run(List.of(row("broken", 0), row("good", 100)), kept::add);
        assertEquals(List.of("broken did not run: no peer"), outcome.errors());
        assertEquals(1, outcome.json().size());
        assertEquals(List.of(0, 1), kept.stream().map(soFar -> soFar.json().size()).toList(), "after each row");
        assertEquals("good", outcome.json().get(0).path("row").asText());
        String table = said.toString(StandardCharsets.UTF_8);
        assertTrue(table.contains("good ") && table.contains("a note") && !table.contains("broken  "), table);
    }

    @Test
    void anUnknownRowIsToldTheRows() {
        assertEquals(Rows.names(), Rows.of(List.of()).stream().map(Row::name).toList());
        assertEquals(List.of("agent-start"), Rows.of(List.of("agent-start")).stream().map(Row::name).toList());
        String message = String.valueOf(assertThrows(
                IllegalArgumentException.class, () -> Rows.of(List.of("agent-start", "fast"))).getMessage());
        assertEquals("no row fast; the rows are " + String.join(", ", Rows.names()), message);
    }

    @Test
    void theIdleTimeIsTakenOff() {
        // 142 500 datagrams of 1316 bytes in 30 s are 50 streams of 4 Mbit/s, nearly exactly.
        PacedCost cost = new PacedCost(700, 142_477, 30);
        assertEquals(1.5, cost.gbit(), 1e-4);
        assertEquals(0.25, cost.pace(50), 1e-4);
        assertEquals(400, cost.msPerGbit(100), 0.1);
    }

    @Test
    void onlyGoodAnswersOfWrkCount() throws IOException {
        assertEquals(new WrkLoad.Load(10, 2000), WrkLoad.read("u", "Running 1s test\nTOTAL 10 2000 0 0\n"));
        for (String bad : List.of("", "unable to connect", "TOTAL 0 0 0 0", "TOTAL 10 2000 1 0", "TOTAL 10 2000 0 1")) {
            assertThrows(IOException.class, () -> WrkLoad.read("u", bad), bad);
        }
    }

    @Test
    void procFilesAreRead() {
        String stat = "77 (a ) b) S 1 77 77 0 -1 4194560 9 0 0 0 31 11 0 0 20 0 1 0 100 1 1";
        assertEquals(42, ProcessorTime.ticks(stat));
        List<String> udp = List.of(
                "   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref"
                        + " pointer drops",
                "  300: 0100007F:4E20 00000000:0000 07 00000000:00000900 00:00000000 00000000 0 0 5 2 00000000 40",
                "  301: 0100007F:4E21 00000000:0000 07 00000000:00000900 00:00000000 00000000 0 0 5 2 00000000 9",
                "  302: 0200007F:4E20 00000000:0000 07 00000000:00000900 00:00000000 00000000 0 0 5 2 00000000 9",
                "  303: 000109EF:1392 00000000:0000 07 00000000:00000900 00:00000000 00000000 0 0 5 2 00000000 3",
                "  304: 030109EF:1392 00000000:0000 07 00000000:00000900 00:00000000 00000000 0 0 5 2 00000000 4",
                "  305: 040109EF:1392 00000000:0000 07 00000000:00000900 00:00000000 00000000 0 0 5 2 00000000 5");
        assertEquals(40, UnreadPorts.arrived(udp, Set.of(0x4E20)));
        assertEquals(3 + 4, UnreadGroups.arrived(udp, 0xef090100, 4));
    }
}
