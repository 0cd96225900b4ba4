package io.mediachassis.blade.playout;

import static io.mediachassis.blade.playout.PlayoutCounter.JITTER_1MS;
import static io.mediachassis.blade.playout.PlayoutCounter.JITTER_20MS;
import static io.mediachassis.blade.playout.PlayoutCounter.JITTER_5MS;
import static io.mediachassis.blade.playout.PlayoutCounter.LATE_10MS;
import static io.mediachassis.blade.playout.PlayoutCounter.LATE_1MS;
import static io.mediachassis.blade.playout.PlayoutCounter.LATE_200MS;
import static io.mediachassis.blade.playout.PlayoutCounter.LATE_50MS;
import static io.mediachassis.blade.playout.PlayoutCounter.LATE_5MS;
import static io.mediachassis.blade.playout.PlayoutCounter.TICKS_LATE_10MS;
import static io.mediachassis.blade.playout.PlayoutCounter.TICKS_LATE_1MS;
import static io.mediachassis.blade.playout.PlayoutCounter.TICKS_LATE_20MS;
import static io.mediachassis.blade.playout.PlayoutCounter.TICKS_LATE_5MS;
import static io.mediachassis.blade.playout.PlayoutCounter.UNDERRUNS_100MS;
import static io.mediachassis.blade.playout.PlayoutCounter.UNDERRUNS_20MS;
import static io.mediachassis.blade.playout.PlayoutCounter.UNDERRUNS_500MS;

import io.mediachassis.backplane.counter.Counts;
import io.mediachassis.blade.os.SendCounters;
import org.HdrHistogram.AtomicHistogram;

/**
 * What all streams of a playout thread did together: histograms of how late packets and ticks were, of how that changed
 * from one tick of a stream to the next, and of how long media was waited for. The thread records, without allocating,
 * and each second brings the {@link PlayoutCounter}s up to date; {@link #counts} and {@link #histograms} are for any
 * thread.
 */
final class PlayoutFigures {
    private static final long HIGHEST_MICROS = 60_000_000;

    private final Counts<PlayoutCounter> counts = new Counts<>(PlayoutCounter.class);
    private final Steps lateness = new Steps(LATE_1MS, LATE_5MS, LATE_10MS, LATE_50MS, LATE_200MS);
    private final Steps jitter = new Steps(JITTER_1MS, JITTER_5MS, JITTER_20MS);
    private final Steps underruns = new Steps(UNDERRUNS_20MS, UNDERRUNS_100MS, UNDERRUNS_500MS);
    private final Steps tickLateness = new Steps(TICKS_LATE_1MS, TICKS_LATE_5MS, TICKS_LATE_10MS, TICKS_LATE_20MS);
    private long packets;
    private long bytes;

    /** A histogram and the counters that show its steps. */
    private final class Steps {
        // Two significant digits: a step of 1 %, 30 kB.
        final AtomicHistogram histogram = new AtomicHistogram(HIGHEST_MICROS, 2);
        private final PlayoutCounter[] steps;

        Steps(PlayoutCounter... steps) {
            this.steps = steps;
        }

        void record(long ns, long times) {
            histogram.recordValueWithCount(Math.max(0, Math.min(HIGHEST_MICROS, ns / 1000)), times);
        }

        void publish() {
            for (PlayoutCounter step : steps) {
                long over = histogram.getCountBetweenValues(step.overMicros() + 1, HIGHEST_MICROS);
                counts.add(step, over - counts.get(step));
            }
        }
    }

    // ---- the playout thread ------------------------------------------------------------------------------------

    /**
     * A stream's packets of one tick.
     *
     * @param lateNs how late the latest of them was
     * @param changedNs how differently from the last tick's first packet the first one left
     */
    void sent(int morePackets, long moreBytes, long lateNs, long changedNs) {
        packets += morePackets;
        bytes += moreBytes;
        lateness.record(lateNs, morePackets);
        jitter.record(changedNs, morePackets);
    }

    void underrun() {
        counts.add(PlayoutCounter.UNDERRUNS);
    }

    void underrunOver(long lastedNs) {
        underruns.record(lastedNs, 1);
    }

    void slip() {
        counts.add(PlayoutCounter.SLIPS);
    }

    void leftOut(long packetsLeft) {
        counts.add(PlayoutCounter.LEFT_OUT, packetsLeft);
    }

    void skip() {
        counts.add(PlayoutCounter.SKIPS);
    }

    void unread() {
        counts.add(PlayoutCounter.UNREAD);
    }

    void count(PlayoutCounter what) {
        counts.add(what);
    }

    void backPressure() {
        counts.add(PlayoutCounter.BACK_PRESSURE);
    }

    /** A tick is through, and its packets with the kernel, so long after its time. */
    void tick(long lateNs) {
        tickLateness.record(lateNs, 1);
    }

    void opened() {
        counts.add(PlayoutCounter.STREAMS_OPENED);
    }

    void refused() {
        counts.add(PlayoutCounter.STREAMS_REFUSED);
    }

    /** Brings the counters up to date; each second. */
    void publish(SendCounters sent, ChunkPool pool, long commandsRefused) {
        lateness.publish();
        jitter.publish();
        underruns.publish();
        tickLateness.publish();
        upTo(PlayoutCounter.PACKETS, packets);
        upTo(PlayoutCounter.BYTES, bytes);
        upTo(PlayoutCounter.TICKS, tickLateness.histogram.getTotalCount());
        upTo(PlayoutCounter.COMMANDS_REFUSED, commandsRefused);
        upTo(PlayoutCounter.MESSAGES, sent.messages());
        upTo(PlayoutCounter.CALLS, sent.calls());
        upTo(PlayoutCounter.WAITS, sent.waits());
        upTo(PlayoutCounter.DROPPED, sent.dropped());
        upTo(PlayoutCounter.FAILED, sent.failed());
        upTo(PlayoutCounter.UNSEGMENTED, sent.segmentationRefused());
        upTo(PlayoutCounter.BUFFERS_SHARED, pool.sharedHits());
        upTo(PlayoutCounter.BUFFERS_READ, pool.sharedMisses());
        upTo(PlayoutCounter.BUFFERS_EXHAUSTED, pool.exhausted());
    }

    private void upTo(PlayoutCounter counter, long value) {
        counts.add(counter, value - counts.get(counter));
    }

    // ---- any thread --------------------------------------------------------------------------------------------

    Counts<PlayoutCounter> counts() {
        return counts;
    }

    PlayoutThread.Histograms histograms() {
        return new PlayoutThread.Histograms(Distribution.of(lateness.histogram), Distribution.of(jitter.histogram),
                Distribution.of(underruns.histogram), Distribution.of(tickLateness.histogram));
    }
}
