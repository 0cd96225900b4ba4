package io.mediachassis.sim.source;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.DoubleConsumer;

/**
 * Stations whose consoles ask for programs; what a station lacks it copies from one that the registry names, and its console
 * plays while that comes. A second at a time; what stations say of their load is up to four seconds old, what they measure
 * has an error. The same seed gives the same requests, whatever the policy. One thread.
 */
final class SourceWorld {
    private static final double MOST_WARM_UP_S = 12 * 3600;
    private static final double DAY_S = 86_400;
    private static final int REPORT_EVERY_S = 3;
    private static final double PATIENCE_S = 60;
    private static final double AGAIN_S = 2;
    private static final int ASKED_AT_ONCE = 3;
    /** The director's question, connecting (TLS with it), asking for the segment. */
    private static final double ROUND_TRIPS = 4;
    private static final double FIRST_BYTES = 1e6;
    private static final double FIRST_WINDOW_BYTES = 14_600;
    private static final double WINDOW_BYTES = 4e6;
    /** Of a source's line for each copy that it gives at once. */
    private static final double BPS_FOR_COPY = 25e6;

    private final Geography map;
    private final Demand demand;
    private final Caches caches;
    private final SourcePolicy policy;
    private final Fluid fluid;
    private final Tally tally;
    private final SplittableRandom asks;
    private final SplittableRandom noise;
    private final double endS;
    private final PriorityQueue<Ask> queue = new PriorityQueue<>(
            Comparator.comparingDouble(Ask::atS).thenComparingInt(Ask::station));
    private final List<Flow> starting = new ArrayList<>();
    /** By station: programs that are on their way to it. */
    private final List<Set<Integer>> coming = new ArrayList<>();
    private final Map<Integer, Integer> given = new HashMap<>();
    private double[] toldBefore;
    private double[] told;

    /** @param program -1: whatever its consoles want next; else one that is asked for again since all were busy */
    private record Ask(double atS, int station, int program, double firstS) {}

    SourceWorld(Geography map, Demand demand, SourcePolicy policy, double days, long seed) {
        this.map = map;
        this.demand = demand;
        this.policy = policy;
        double warmUpS = Math.min(MOST_WARM_UP_S, days * DAY_S);
        this.endS = warmUpS + days * DAY_S;
        this.caches = new Caches(map, demand, seed);
        this.fluid = new Fluid(map.links);
        this.tally = new Tally(map, warmUpS, endS);
        this.asks = new SplittableRandom(seed ^ 0xA5A5L);
        this.noise = new SplittableRandom(seed ^ 0x5A5AL);
        this.told = new double[map.stations];
        this.toldBefore = new double[map.stations];
        for (int s = 0; s < map.stations; s++) {
            coming.add(new HashSet<>());
            if (s != Geography.HOME) {
                queue.add(new Ask(demand.wait(s, 0, asks), s, -1, 0));
            }
        }
    }

    /**
     * Runs to the end.
     *
     * @param progress told now and then, 0 to 1
     */
    SourceFigures run(String name, DoubleConsumer progress) {
        for (double nowS = 0; nowS < endS; nowS++) {
            begin(nowS);
            fluid.share(nowS);
            tally.second(fluid, nowS);
            if ((long) nowS % REPORT_EVERY_S == 0) {
                report(nowS);
            }
            flow(nowS);
            while (queue.peek() != null && queue.element().atS() < nowS + 1) {
                Ask ask = queue.remove();
                handle(ask);
            }
            if ((long) nowS % 3600 == 0) {
                progress.accept(nowS / endS);
            }
        }
        return tally.figures(name);
    }

    private void begin(double nowS) {
        for (int i = starting.size() - 1; i >= 0; i--) {
            if (starting.get(i).startS < nowS + 1) {
                fluid.flows.add(starting.get(i));
                starting.set(i, starting.get(starting.size() - 1));
                starting.remove(starting.size() - 1);
            }
        }
    }

    private void report(double nowS) {
        double[] next = toldBefore;
        toldBefore = told;
        told = next;
        for (int s = 0; s < map.stations; s++) {
            told[s] = fluid.load(map.out(s), nowS);
        }
    }

    private void flow(double nowS) {
        List<Flow> flows = fluid.flows;
        for (int i = flows.size() - 1; i >= 0; i--) {
            Flow flow = flows.get(i);
            double from = Math.max(nowS, flow.startS);
            double before = flow.done;
            flow.done += flow.rateBps / 8 * (nowS + 1 - from);
            if (!flow.shown && flow.done >= Math.min(FIRST_BYTES, (double) flow.bytes)) {
                flow.shown = true;
                tally.shown(flow, from + (FIRST_BYTES - before) * 8 / flow.rateBps);
            }
            if (flow.done >= flow.bytes) {
                end(flow, from + (flow.bytes - before) * 8 / flow.rateBps);
                flows.set(i, flows.get(flows.size() - 1));
                flows.remove(flows.size() - 1);
            }
        }
    }

    private void end(Flow flow, double atS) {
        tally.ended(flow, atS);
        coming.get(flow.station).remove(flow.program);
        given.merge(flow.source, -1, Integer::sum);
        caches.add(flow.station, flow.program);
        double error = Math.exp(0.1 * noise.nextGaussian());
        double queued = -0.1 * Math.log(1 - noise.nextDouble());
        policy.ended(
                flow.station, flow.source, flow.bytes, (atS - flow.startS) * error, flow.roundTripS * (1 + queued), atS);
    }

    private void handle(Ask ask) {
        int station = ask.station();
        int program = ask.program();
        if (program < 0) {
            program = demand.program(station, asks);
            queue.add(new Ask(ask.atS() + demand.wait(station, ask.atS(), asks), station, -1, 0));
            tally.asked(ask.atS());
            if (caches.touch(station, program)) {
                return;
            }
        }
        if (coming.get(station).contains(program)) {
            return; // Another console asked before; this one plays what comes.
        }
        double firstS = ask.program() < 0 ? ask.atS() : ask.firstS();
        int[] holders = caches.holders(program);
        tally.lookedUp(holders.length, ask.atS());
        Set<Integer> busy = new HashSet<>();
        double lostS = 0;
        while (busy.size() < ASKED_AT_ONCE) {
            int source = policy.choose(station, demand.bytes[program], holders, toldBefore, busy, ask.atS());
            if (source < 0) {
                break;
            }
            double roundTrip = map.roundTrip(source, station);
            if (given.getOrDefault(source, 0) < Math.max(4, map.line[source] / BPS_FOR_COPY)) {
                copy(source, station, program, roundTrip, firstS, ask.atS() + lostS);
                return;
            }
            busy.add(source);
            lostS += roundTrip;
        }
        if (ask.atS() + AGAIN_S - firstS >= PATIENCE_S) {
            tally.gaveUp(firstS);
        } else {
            queue.add(new Ask(ask.atS() + AGAIN_S, station, program, firstS));
        }
    }

    private void copy(int source, int station, int program, double roundTrip, double firstS, double atS) {
        // The window doubles each round trip until it is as large as what is wanted, or as the way takes.
        double wanted = Math.min(FIRST_BYTES, Math.max(FIRST_WINDOW_BYTES, 100e6 / 8 * roundTrip));
        double opening = Math.log(wanted / FIRST_WINDOW_BYTES) / Math.log(2);
        Flow flow = new Flow(
                source, station, program, map.path(source, station), demand.bytes[program], roundTrip, firstS,
                atS + (ROUND_TRIPS + opening) * roundTrip, WINDOW_BYTES * 8 / roundTrip);
        starting.add(flow);
        coming.get(station).add(program);
        given.merge(source, 1, Integer::sum);
        policy.begun(station, source, atS);
        tally.begun(flow);
    }
}
