package io.mediachassis.blade.director;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mediachassis.backplane.proto.LoadReport;
import io.mediachassis.blade.director.Headroom.Use;
import io.mediachassis.blade.director.LoadAverages.Figure;
import io.mediachassis.blade.director.SegmentLocationTable.Engine;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Balance by predicted headroom: bursts older than any report, silence, strain, and what ends a reservation. */
class HeadroomTest {
    private static final long MS = 1_000_000;
    private static final long SECOND = 1_000 * MS;

    private static LoadReport.Builder load(int streams, int capacity) {
        return LoadReport.newBuilder()
                .setInService(true)
                .setStreams(streams)
                .setStreamsCapacity(capacity)
                .setEgressCapacityBps(8_000_000L * capacity);
    }

    private static Engine engine(int slot, LoadReport.Builder load) {
        return new Engine(slot, true, load.build(), Map.of(), Set.of(), StoredBytes.NOTHING);
    }

    private static int chosen(Headroom headroom, List<Engine> engines, long nowNs) {
        Engine engine = headroom.choose(engines, 0, Use.STREAM, 4_000_000, nowNs);
        return engine == null ? 0 : engine.slot();
    }

    @Test
    void aBurstOlderThanEveryReportSpreadsWithinFivePercent() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            Headroom headroom = new Headroom();
            List<Engine> engines = new ArrayList<>();
            int capacities = 0;
            int slots = 2 + random.nextInt(15);
            for (int slot = 1; slot <= slots; slot++) {
                int capacity = 1000 * (1 + random.nextInt(3));
                capacities += capacity;
                engines.add(engine(slot, load(0, capacity)));
            }
            int[] given = new int[17];
            long nowNs = random.nextLong() >> 8;
            for (int i = 0; i < 1000; i++) {
                nowNs += random.nextInt((int) (2 * MS));
                Use use = random.nextInt(3) == 0 ? Use.DOWNLOAD : Use.STREAM;
                Engine engine = headroom.choose(engines, 0, use, 4_000_000, nowNs);
                assertTrue(engine != null, "nobody was chosen");
                given[engine == null ? 0 : engine.slot()]++;
            }
            for (Engine engine : engines) {
                double ideal = 1000.0 * engine.load().getStreamsCapacity() / capacities;
                // A console can't be divided.
                assertEquals(ideal, given[engine.slot()], Math.max(1.5, 0.05 * ideal),
                        "seed " + seed + " round " + round + " slot " + engine.slot());
            }
        }
    }

    @Test
    void reportsThatComeInTheMiddleOfABurstCountNothingTwice() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        Headroom headroom = new Headroom();
        List<Engine> engines = List.of(
                engine(1, load(0, 1000)), engine(2, load(0, 1000)), engine(3, load(0, 1000)));
        int[] given = new int[4];
        int[] arrived = new int[4];
        int[] onTheWay = new int[4];
        long nowNs = 0;
        for (int i = 0; i < 1500; i++) {
            nowNs += MS;
            int slot = chosen(headroom, engines, nowNs);
            given[slot]++;
            onTheWay[slot]++;
            for (int s = 1; s <= 3; s++) {
                // Engine 1's consoles come at once, engine 3's late.
                int come = Math.min(onTheWay[s], random.nextInt(5 - s));
                onTheWay[s] -= come;
                arrived[s] += come;
                if (i % (100 * s) == 0) {
                    headroom.onReport(s, load(arrived[s], 1000).setStreamsOpenedTotal(arrived[s]).setMeasuredUs(i + 1)
                            .build(), nowNs);
                }
            }
        }
        for (int s = 1; s <= 3; s++) {
            assertEquals(500, given[s], 25, "seed " + seed + " slot " + s);
        }
    }

    @Test
    void aReservationEndsWithTheReportThatShowsItOrAfterThreeSeconds() {
        Headroom headroom = new Headroom();
        List<Engine> engines = List.of(engine(1, load(0, 100)));
        headroom.onReport(1, load(0, 100).setMeasuredUs(1).build(), 0);
        for (int i = 0; i < 10; i++) {
            assertEquals(1, chosen(headroom, engines, i * MS));
        }
        assertEquals(10, headroom.reserved(1, 10 * MS));
        headroom.onReport(1, load(4, 100).setStreamsOpenedTotal(4).setMeasuredUs(2).build(), 20 * MS);
        assertEquals(6, headroom.reserved(1, 20 * MS));
        // An older report that came late changes nothing.
        headroom.onReport(1, load(0, 100).setStreamsOpenedTotal(4).setMeasuredUs(1).build(), 30 * MS);
        assertEquals(6, headroom.reserved(1, 30 * MS));
        assertEquals(0.1, headroom.used(engines.get(0), 30 * MS), 1e-9);
        // Nobody need choose for that.
        assertEquals(0, headroom.reserved(1, 4 * SECOND));
        assertEquals(0.04, headroom.used(engines.get(0), 4 * SECOND), 1e-9);
        chosen(headroom, engines, 4 * SECOND);
        assertEquals(1, headroom.reserved(1, 4 * SECOND));
    }

    @Test
    void reservationsOrderButOnlyReportsRefuse() {
        Headroom headroom = new Headroom();
        List<Engine> engines = List.of(engine(1, load(9, 10)), engine(2, load(0, 2)));
        int[] given = new int[3];
        for (int i = 0; i < 50; i++) {
            given[chosen(headroom, engines, 0)]++;
        }
        assertEquals(0, given[0]);
        assertEquals(0, chosen(headroom, List.of(engine(1, load(10, 10))), 0));
        assertNull(headroom.choose(engines, 0b11, Use.STREAM, 0, 0));
    }

    @Test
    void anEngineThatLeavesPollsUnansweredComesLast() {
        Headroom headroom = new Headroom();
        List<Engine> engines = List.of(engine(1, load(0, 1000)), engine(2, load(500, 1000)));
        headroom.onPolled(1, 0);
        headroom.onPolled(2, 0);
        headroom.onLoadAnswer(2, load(500, 1000).setMeasuredUs(1).build(), MS);
        assertEquals(1, chosen(headroom, engines, SECOND));
        assertEquals(2, chosen(headroom, engines, 2 * SECOND));
        // Where nobody answers, silence says nothing about one of them.
        assertEquals(1, chosen(headroom, engines.subList(0, 1), 2 * SECOND));
        headroom.onLoadAnswer(1, load(0, 1000).setMeasuredUs(1).build(), 2 * SECOND);
        assertEquals(1, chosen(headroom, engines, 2 * SECOND));
    }

    @Test
    void anEngineWithoutProcessorLeftIsSparedAndAverageIsExponential() {
        Headroom headroom = new Headroom();
        List<Engine> engines = List.of(engine(1, load(0, 1000)), engine(2, load(300, 1000)));
        long processorUs = 0;
        for (int i = 0; i < 80; i++) {
            processorUs += 250_000L * 2 * (i == 0 ? 0 : 1);
            headroom.onLoadAnswer(1, load(0, 1000).setMeasuredUs(250_000L * i + 1).setProcessors(2)
                    .setProcessorUsTotal(processorUs).build(), 250 * MS * i);
        }
        assertEquals(1, headroom.average(1, Figure.PROCESSOR, 5), 0.01);
        assertEquals(2, chosen(headroom, engines, 20 * SECOND));
        LoadAverages averages = new LoadAverages();
        averages.add(load(0, 100).setMeasuredUs(1).build());
        averages.add(load(100, 100).setMeasuredUs(1_000_001).build());
        assertEquals(100 * (1 - Math.exp(-1)), averages.average(Figure.STREAMS, 1), 1e-6);
        assertEquals(100 * (1 - Math.exp(-1 / 5.0)), averages.average(Figure.STREAMS, 5), 1e-6);
        assertEquals(100 * (1 - Math.exp(-1 / 15.0)), averages.average(Figure.STREAMS, 15), 1e-6);
    }

    @Test
    void ofEqualsTheOneThatSentLessLatelyIsChosen() {
        Headroom headroom = new Headroom();
        List<Engine> engines = List.of(engine(1, load(0, 1000)), engine(2, load(0, 1000)));
        for (int i = 0; i < 40; i++) {
            boolean early = i < 20;
            headroom.onLoadAnswer(1, load(0, 1000).setEgressBps(early ? 900_000_000 : 0)
                    .setMeasuredUs(250_000L * i + 1).build(), 250 * MS * i);
            headroom.onLoadAnswer(2, load(0, 1000).setMeasuredUs(250_000L * i + 1).build(), 250 * MS * i);
        }
        assertEquals(2, chosen(headroom, engines, 11 * SECOND));
    }

    @Test
    void theHistoryHasEachSecondOfTheLastMinute() {
        BandwidthHistory history = new BandwidthHistory();
        for (int i = 0; i < 400; i++) {
            history.add(i < 4 ? 1000 : 100, 0.25);
        }
        assertEquals(100, history.mean(), 1e-6);
        assertEquals(100, history.peak(), 1e-6);
        history.add(500, 2);
        assertEquals(500, history.peak(), 1e-6);
    }
}
