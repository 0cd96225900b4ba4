package io.mediachassis.blade.director;

import io.mediachassis.backplane.proto.LoadReport;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * One engine's load over time, from its answers to load polls: streams, egress, disk time and processor as exponentially
 * weighted means of 1, 5 and 15 s, like a kernel's load average, and what it sent in each second of the last minute
 * (seed 003 claims 8 and 16). Pure; its owner guards it with a lock.
 */
public final class LoadAverages {
    /** Time constants, seconds. */
    public static final int[] CONSTANTS_S = {1, 5, 15};

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

    private final double[][] averages = new double[Figure.values().length][CONSTANTS_S.length];
    private final double[] latest = new double[Figure.values().length];
    private final BandwidthHistory history = new BandwidthHistory();
    private LoadReport last = LoadReport.getDefaultInstance();
    private int samples;

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
            latest[Figure.STREAMS.ordinal()] = load.getStreams();
            latest[Figure.EGRESS_BPS.ordinal()] = load.getEgressBps();
            for (Figure figure : Figure.values()) {
                Arrays.fill(averages[figure.ordinal()], latest[figure.ordinal()]);
            }
            return true;
        }
        double httpBps = (load.getHttpBytesTotal() - last.getHttpBytesTotal()) * 8 / seconds;
        latest[Figure.STREAMS.ordinal()] = load.getStreams();
        latest[Figure.EGRESS_BPS.ordinal()] = load.getEgressBps() + httpBps;
        latest[Figure.DISK.ordinal()] =
                share(load.getDiskBusyUsTotal() - last.getDiskBusyUsTotal(), load.getDiskThreads(), seconds);
        latest[Figure.PROCESSOR.ordinal()] =
                share(load.getProcessorUsTotal() - last.getProcessorUsTotal(), load.getProcessors(), seconds);
        for (Figure figure : Figure.values()) {
            for (int i = 0; i < CONSTANTS_S.length; i++) {
                double keep = samples == 1 && figure.ordinal() >= Figure.DISK.ordinal()
                        ? 0 : Math.exp(-seconds / CONSTANTS_S[i]);
                double[] average = averages[figure.ordinal()];
                average[i] = average[i] * keep + latest[figure.ordinal()] * (1 - keep);
            }
        }
        history.add(latest[Figure.EGRESS_BPS.ordinal()], seconds);
        last = load;
        samples++;
        return true;
    }

    private static double share(long busyUs, int of, double seconds) {
        return Math.min(1, Math.max(0, busyUs / (seconds * 1e6 * Math.max(1, of))));
    }

    /** The mean over so many seconds, one of {@link #CONSTANTS_S}. */
    public double average(Figure figure, int seconds) {
        for (int i = 0; i < CONSTANTS_S.length; i++) {
            if (CONSTANTS_S[i] == seconds) {
                return averages[figure.ordinal()][i];
            }
        }
        throw new IllegalArgumentException("means are kept over 1, 5 and 15 s, not " + seconds);
    }

    /** Between the last two answers. */
    public double latest(Figure figure) {
        return latest[figure.ordinal()];
    }

    public BandwidthHistory history() {
        return history;
    }

    /** The last answer that counted. */
    public LoadReport last() {
        return last;
    }
}
