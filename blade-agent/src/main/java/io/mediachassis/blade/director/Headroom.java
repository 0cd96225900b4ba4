package io.mediachassis.blade.director;

import io.mediachassis.backplane.proto.LoadReport;
import io.mediachassis.blade.director.LoadAverages.Figure;
import io.mediachassis.blade.director.SegmentLocationTable.Engine;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How much each engine can still take, predicted: by its last report and what was given to it since. A burst of consoles
 * is older than the next report, and would all go to the one engine that was least busy before it. A reservation ends
 * when a report shows so many more streams opened, or after {@link Reservations#LIFE_NS}.
 *
 * <p>Reservations only order the engines; refused is by reported load alone. So questions in a stranger's name can shift
 * the balance a little for some seconds, and never shut the station.
 *
 * <p>Pure: time comes with each call. Any thread, one at a time; allocates nothing.
 */
public final class Headroom {
    /** Slots are 1 to 16. */
    private static final int SLOTS = 17;
    /** Polls go out each 250 ms; an engine that left eight unanswered does not work, whatever its link says. */
    static final long SILENT_NS = TimeUnit.SECONDS.toNanos(2);
    /** Below this share of disk or processor a stream more costs no other stream anything. */
    private static final double AT_EASE = 0.7;
    /** From this share of its time on a disk is at its capacity: what is read more comes late. */
    private static final double DISK_FULL = 0.95;

    private final PerEngine[] engines = new PerEngine[SLOTS];

    /** What a console is given. */
    public enum Use {
        /** A stream, which the engine will report. */
        STREAM,
        /** A transfer over HTTP, which is soon over. */
        DOWNLOAD
    }

    private static final class PerEngine {
        final Reservations streams = new Reservations();
        final Reservations downloads = new Reservations();
        final LoadAverages averages = new LoadAverages();
        @Nullable LoadReport load;
        long askedNs;
        boolean asked;
    }

    public Headroom() {
        for (int i = 0; i < SLOTS; i++) {
            engines[i] = new PerEngine();
        }
    }

    // ---- what is known -----------------------------------------------------------------------------------------

    /** An engine said how busy it is, over its link. */
    public synchronized void onReport(int slot, LoadReport load, long nowNs) {
        PerEngine engine = engines[slot];
        LoadReport last = engine.load;
        if (last == null || load.getStreamsOpenedTotal() < last.getStreamsOpenedTotal()) {
            engine.load = load;
        } else if (!LoadAverages.older(load, last)) {
            engine.streams.arrived(load.getStreamsOpenedTotal() - last.getStreamsOpenedTotal(), nowNs);
            engine.load = load;
        }
    }

    /** A load poll went out to an engine. */
    public synchronized void onPolled(int slot, long nowNs) {
        PerEngine engine = engines[slot];
        if (!engine.asked) {
            engine.asked = true;
            engine.askedNs = nowNs;
        }
    }

    /** An engine answered a load poll. */
    public synchronized void onLoadAnswer(int slot, LoadReport load, long nowNs) {
        PerEngine engine = engines[slot];
        engine.asked = false;
        if (engine.averages.add(load)) {
            onReport(slot, load, nowNs);
        }
    }

    /** Nobody is polled any more: silence means nothing. */
    public synchronized void onPollingEnded() {
        for (PerEngine engine : engines) {
            engine.asked = false;
        }
    }

    // ---- choosing ----------------------------------------------------------------------------------------------

    /**
     * The engine with the most predicted headroom, and notes what it is given.
     *
     * @param excluded slots that may not, bit n-1 for slot n
     * @param bitRate of the media, bit/s; 0 when unknown
     * @return null when none of them may take it
     */
    public synchronized @Nullable Engine choose(
            List<Engine> candidates, int excluded, Use use, long bitRate, long nowNs) {
        return best(candidates, excluded, use, bitRate, false, nowNs);
    }

    /**
     * The same, but only of engines that have room with all that was given to them, and whose disks are not at their
     * limit: else the segment is hot.
     */
    public synchronized @Nullable Engine chooseWithRoom(
            List<Engine> candidates, int excluded, Use use, long bitRate, long nowNs) {
        return best(candidates, excluded, use, bitRate, true, nowNs);
    }

    private @Nullable Engine best(
            List<Engine> candidates, int excluded, Use use, long bitRate, boolean withRoom, long nowNs) {
        Engine best = null;
        double bestBusy = 0;
        boolean bestWorks = false;
        boolean bestFits = false;
        for (int i = 0; i < candidates.size(); i++) {
            Engine engine = candidates.get(i);
            PerEngine known = engines[engine.slot()];
            LoadReport load = loadOf(engine);
            if (!engine.inService() || (excluded >> (engine.slot() - 1) & 1) != 0 || !hasRoom(load, 1, Math.max(1, bitRate))) {
                continue;
            }
            upToDate(engine.slot(), nowNs);
            boolean works = works(known, nowNs);
            boolean fits = hasRoom(load, known.streams.count() + 1, known.streams.bitRate() + bitRate);
            if (withRoom && (!works || !fits || known.averages.average(Figure.DISK, 5) >= DISK_FULL)) {
                continue;
            }
            double busy = busyness(known, load);
            boolean better = best == null
                    || (works != bestWorks ? works
                            : fits != bestFits ? fits
                            : busy != bestBusy ? busy < bestBusy
                            : lessUsed(known, engines[best.slot()]));
            if (better) {
                best = engine;
                bestBusy = busy;
                bestWorks = works;
                bestFits = fits;
            }
        }
        if (best != null) {
            reservations(best.slot(), use).add(bitRate, nowNs);
        }
        return best;
    }

    /** What {@link #choose} has just noted did not happen: the answer was never sent. */
    public synchronized void takeBack(int slot, Use use, long bitRate) {
        reservations(slot, use).takeBack(bitRate);
    }

    /** How much of its capacity for streams an engine uses with all that was given to it; 1: it is full. */
    public synchronized double used(Engine engine, long nowNs) {
        PerEngine known = upToDate(engine.slot(), nowNs);
        LoadReport load = loadOf(engine);
        double streams = (double) (load.getStreams() + known.streams.count()) / Math.max(1, load.getStreamsCapacity());
        double egress = (double) (load.getEgressBps() + known.streams.bitRate())
                / Math.max(1, load.getEgressCapacityBps());
        return Math.max(load.getStreamsCapacity() == 0 ? 0 : streams, load.getEgressCapacityBps() == 0 ? 0 : egress);
    }

    /** What an engine's room is judged by, in words. */
    public synchronized String describe(Engine engine, long nowNs) {
        PerEngine known = upToDate(engine.slot(), nowNs);
        LoadReport load = loadOf(engine);
        return "blade " + engine.slot() + ": " + load.getStreams() + " and " + known.streams.count() + " coming of "
                + load.getStreamsCapacity() + " streams, " + load.getEgressBps() / 1_000_000 + " and "
                + known.streams.bitRate() / 1_000_000 + " coming of " + load.getEgressCapacityBps() / 1_000_000
                + " Mbit/s, disk busy " + Math.round(known.averages.average(Figure.DISK, 5) * 100) + " %";
    }

    /** Consoles that were given to an engine and are in no report of it yet. */
    public synchronized int reserved(int slot, long nowNs) {
        PerEngine known = upToDate(slot, nowNs);
        return known.streams.count() + known.downloads.count();
    }

    /** What was given to an engine that nobody chooses any more grows old all the same. */
    private PerEngine upToDate(int slot, long nowNs) {
        PerEngine known = engines[slot];
        known.streams.expire(nowNs);
        known.downloads.expire(nowNs);
        return known;
    }

    /** The mean of an engine's figure over 1, 5 or 15 s; 0 until it was polled twice. */
    public synchronized double average(int slot, Figure figure, int seconds) {
        return engines[slot].averages.average(figure, seconds);
    }

    private Reservations reservations(int slot, Use use) {
        return use == Use.STREAM ? engines[slot].streams : engines[slot].downloads;
    }

    private LoadReport loadOf(Engine engine) {
        LoadReport load = engines[engine.slot()].load;
        return load != null ? load : engine.load();
    }

    /** Operational status: it answered a poll lately, or has not been asked for long enough to tell. */
    private static boolean works(PerEngine engine, long nowNs) {
        return !engine.asked || nowNs - engine.askedNs < SILENT_NS;
    }

    private static boolean hasRoom(LoadReport load, int moreStreams, long moreBps) {
        boolean streams =
                load.getStreamsCapacity() == 0 || load.getStreams() + moreStreams <= load.getStreamsCapacity();
        boolean egress =
                load.getEgressCapacityBps() == 0 || load.getEgressBps() + moreBps <= load.getEgressCapacityBps();
        return streams && egress;
    }

    private static double busyness(PerEngine engine, LoadReport load) {
        int streams = load.getStreams() + engine.streams.count() + engine.downloads.count();
        double http = Math.max(0, engine.averages.average(Figure.EGRESS_BPS, 1)
                - engine.averages.last().getEgressBps());
        double egress = load.getEgressBps() + http + engine.streams.bitRate();
        return Math.max((double) streams / Math.max(1, load.getStreamsCapacity()),
                        egress / Math.max(1, load.getEgressCapacityBps()))
                + strain(engine.averages.average(Figure.PROCESSOR, 5))
                + strain(engine.averages.average(Figure.DISK, 5));
    }

    private static double strain(double share) {
        return Math.max(0, share - AT_EASE) / (1 - AT_EASE);
    }

    private static boolean lessUsed(PerEngine one, PerEngine than) {
        return one.averages.history().mean() < than.averages.history().mean();
    }
}
