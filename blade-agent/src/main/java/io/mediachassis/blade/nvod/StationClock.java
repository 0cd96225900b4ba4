package io.mediachassis.blade.nvod;

import java.util.OptionalLong;

/**
 * The station's time as this blade reckons it: one for all blades, so that each can send its part of a schedule. Blades
 * ask the director (an asker without a time asks any), and of the last answers the one with the shortest way counts, since
 * half its round trip bounds its error (as in NTP, RFC 5905). What is wrong is made good by running a little faster or
 * slower ({@link #MOST_PPB}), never by a step, unless nothing is
 * sent by it.
 *
 * <p>The director goes on with the time that it has, so that a change of director is no step either, and holds it to its
 * own wall clock in the same slow way. Pure; one thread.
 */
public final class StationClock {
    /** 500 parts in a million: a tick of 10 ms in 20 s. */
    static final long MOST_PPB = 500_000;
    /** The director himself goes slower after his wall clock, or others could not follow. */
    static final long LEADER_PPB = 200_000;
    /** An error is made good in so many seconds: with clocks 100 ppm apart, 0.4 ms remain. */
    private static final long GOOD_IN_S = 4;
    /** Where nothing is sent by it, a greater error is made good at once. */
    private static final long STEP_NS = 20_000_000;
    private static final int ANSWERS = 32;
    /** The first answer may have been long on its way: with fewer there is no time yet. */
    static final int FIRST_ANSWERS = 8;
    /** An answer is worth less the older it is: clocks may run apart by so much. */
    private static final long AGEING_PPB = 400_000;
    private static final long BILLION = 1_000_000_000L;

    private final long[] heardNs = new long[ANSWERS];
    private final long[] offsets = new long[ANSWERS];
    private final long[] errors = new long[ANSWERS];
    private int count;
    private boolean known;
    private long anchorNs;
    private long anchorStationNs;
    private long ppb;

    /** Whether there is a time. */
    public boolean known() {
        return known;
    }

    /** Station time, nanoseconds since 1970; empty while not known. */
    public OptionalLong at(long nowNs) {
        return known ? OptionalLong.of(station(nowNs)) : OptionalLong.empty();
    }

    /** When it will be that station time, by this machine's clock; only while known. */
    public long localNs(long stationNs) {
        long passed = stationNs - anchorStationNs;
        return anchorNs + passed - passed / BILLION * ppb - passed % BILLION * ppb / BILLION;
    }

    private long station(long nowNs) {
        long passed = nowNs - anchorNs;
        return anchorStationNs + passed + passed / BILLION * ppb + passed % BILLION * ppb / BILLION;
    }

    /**
     * The director, or any blade while this one knows nothing, answered.
     *
     * @param askedNs when it was asked, by this machine's clock
     * @param stationNs its time when it answered
     * @param mayStep nothing is sent by this time
     */
    public void onAnswer(long askedNs, long stationNs, boolean mayStep, long nowNs) {
        long way = nowNs - askedNs;
        if (way < 0 || stationNs <= 0) {
            return;
        }
        int place = count++ % ANSWERS;
        heardNs[place] = nowNs;
        offsets[place] = stationNs + way / 2 - nowNs;
        errors[place] = way / 2;
        if (known || count >= FIRST_ANSWERS) {
            steer(bestOffset(nowNs), mayStep, MOST_PPB, nowNs);
        }
    }

    private long bestOffset(long nowNs) {
        long best = 0;
        long least = Long.MAX_VALUE;
        for (int i = 0; i < Math.min(count, ANSWERS); i++) {
            long error = errors[i] + (nowNs - heardNs[i]) / 1000 * AGEING_PPB / 1_000_000;
            if (error < least) {
                least = error;
                best = offsets[i];
            }
        }
        return best;
    }

    /** This blade is the reference: it goes on, and comes nearer to its own wall clock. */
    public void lead(long wallNs, boolean mayStep, long nowNs) {
        // What others said before is of no account, should it ask again one day.
        count = 0;
        steer(wallNs - nowNs, mayStep, LEADER_PPB, nowNs);
    }

    /** The director is another one now: old answers say nothing of its time. */
    public void forgetAnswers() {
        count = 0;
    }

    private void steer(long offset, boolean mayStep, long most, long nowNs) {
        long right = nowNs + offset;
        long station = known ? station(nowNs) : right;
        if (mayStep && Math.abs(right - station) > STEP_NS) {
            station = right;
        }
        known = true;
        long error = right - station;
        anchorNs = nowNs;
        anchorStationNs = station;
        ppb = Math.max(-most, Math.min(most, error / GOOD_IN_S));
    }
}
