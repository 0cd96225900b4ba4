package io.mediachassis.blade.director;

import io.mediachassis.backplane.proto.LoadReport;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * One engine's load over time, from its answers to load polls: streams, egress, disk time and processor as exponentially
 * weighted means of 1, 5 and 15 s, like a kernel's load average, and what it sent in each second of the last minute
 * (seed 003 claims 8 and 16). Pure; its owner guards it with a lock.
 */
public final class LoadAverages {
    /** What is averaged. */
    public enum Figure {
        STREAMS,
        /** Streams and HTTP together, bit/s. */
        EGRESS_BPS,
        /** Of the time of all the volumes' threads, 0 to 1. */
        DISK,
        /** Of the processors that the agent may use, 0 to 1. */
        PROCESSOR
    }

    private static final long RESTART_US = TimeUnit.SECONDS.toMicros(10);

    private final Map<Figure, Means> means = new EnumMap<>(Figure.class);
    private final BandwidthHistory history = new BandwidthHistory();
    private LoadReport last = LoadReport.getDefaultInstance();
    private int samples;

    public LoadAverages() {
        for (Figure figure : Figure.values()) {
            means.put(figure, new Means());
        }
    }

    /** One figure's. */
    private static final class Means {
        /** Time constants. */
        private static final double[] SECONDS = {1, 5, 15};

        private final double[] values = new double[SECONDS.length];
        private double latest;
        private boolean known;

        void add(double value, double seconds) {
            latest = value;
            for (int i = 0; i < values.length; i++) {
                double keep = known ? Math.exp(-seconds / SECONDS[i]) : 0;
                values[i] = values[i] * keep + value * (1 - keep);
            }
            known = true;
        }

        double over(int seconds) {
            return switch (seconds) {
                case 1 -> values[0];
                case 5 -> values[1];
                case 15 -> values[2];
                default -> throw new IllegalArgumentException("means are kept over 1, 5 and 15 s, not " + seconds);
            };
        }

        void restart() {
            known = false;
        }
    }

    private Means means(Figure figure) {
        return Objects.requireNonNull(means.get(figure));
    }

    /** Whether {@code load} was measured before {@code than} by the same run of an engine. */
    static boolean older(LoadReport load, LoadReport than) {
        long behind = than.getMeasuredUs() - load.getMeasuredUs();
        return behind >= 0 && behind < RESTART_US;
    }

    /**
     * Takes one answer in.
     *
     * @return false for one that is older than the last, which changes nothing
     */
    public boolean add(LoadReport load) {
        if (samples > 0 && older(load, last)) {
            return false;
        }
        double seconds = (load.getMeasuredUs() - last.getMeasuredUs()) / 1e6;
        if (samples == 0 || seconds <= 0 || load.getHttpBytesTotal() < last.getHttpBytesTotal()
                || load.getStreamsOpenedTotal() < last.getStreamsOpenedTotal()) {
            // The first, or the agent was started anew: totals tell nothing yet.
            last = load;
            samples = 1;
            means.values().forEach(Means::restart);
            means(Figure.STREAMS).add(load.getStreams(), 1);
            means(Figure.EGRESS_BPS).add((double) load.getEgressBps(), 1);
            return true;
        }
        double httpBps = (load.getHttpBytesTotal() - last.getHttpBytesTotal()) * 8 / seconds;
        double egressBps = load.getEgressBps() + httpBps;
        means(Figure.STREAMS).add(load.getStreams(), seconds);
        means(Figure.EGRESS_BPS).add(egressBps, seconds);
        means(Figure.DISK).add(
                share(load.getDiskBusyUsTotal() - last.getDiskBusyUsTotal(), load.getDiskThreads(), seconds), seconds);
        means(Figure.PROCESSOR).add(
                share(load.getProcessorUsTotal() - last.getProcessorUsTotal(), load.getProcessors(), seconds), seconds);
        history.add(egressBps, seconds);
        last = load;
        samples++;
        return true;
    }

    private static double share(long busyUs, int of, double seconds) {
        return Math.min(1, Math.max(0, busyUs / (seconds * 1e6 * Math.max(1, of))));
    }

    /** The mean over 1, 5 or 15 s. */
    public double average(Figure figure, int seconds) {
        return means(figure).over(seconds);
    }

    /** Between the last two answers. */
    public double latest(Figure figure) {
        return means(figure).latest;
    }

    public BandwidthHistory history() {
        return history;
    }

    /** The last answer that counted. */
    public LoadReport last() {
        return last;
    }
}
