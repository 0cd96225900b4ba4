package io.mediachassis.blade.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** No engine gives away more than it has, however many ask at once. */
class AdmissionTest {
    private static final long MBIT = 1_000_000;

    @Test
    void asManyStreamsAsAreAllowed() {
        Admission admission = new Admission(2, 100 * MBIT);
        assertEquals(Optional.empty(), admission.admit(MBIT));
        assertEquals(Optional.empty(), admission.admit(MBIT));
        assertTrue(admission.admit(MBIT).orElse("").contains("2 streams"));
        admission.release(MBIT);
        assertEquals(Optional.empty(), admission.admit(MBIT));
    }

    @Test
    void asMuchBitRateAsIsAllowed_andASmallerStreamMayStillFit() {
        Admission admission = new Admission(100, 10 * MBIT);
        assertEquals(Optional.empty(), admission.admit(8 * MBIT));
        assertTrue(admission.admit(4 * MBIT).orElse("").contains("of the 10.0 Mbit/s that it may send 8.0 are taken"));
        assertEquals(8 * MBIT, admission.bps(), "a refused stream takes nothing");
        assertEquals(Optional.empty(), admission.admit(2 * MBIT), "up to the last bit");
        assertTrue(admission.admit(1).isPresent());
    }

    @Test
    void aHotBladeTakesLess_andWhatRunsGoesOn() {
        Admission admission = new Admission(10, 100 * MBIT);
        for (int i = 0; i < 6; i++) {
            assertEquals(Optional.empty(), admission.admit(8 * MBIT));
        }
        admission.throttle(50);
        assertEquals(5, admission.capacity());
        assertEquals(50 * MBIT, admission.capacityBps());
        assertTrue(admission.admit(MBIT).orElse("").contains("while it is too hot (50 %"));
        assertEquals(48 * MBIT, admission.bps(), "nothing is ended");
        admission.release(8 * MBIT);
        admission.release(8 * MBIT);
        assertTrue(admission.admit(20 * MBIT).orElse("").contains("too hot"), "the bit rate is halved as well");
        assertEquals(Optional.empty(), admission.admit(8 * MBIT));
        admission.throttle(1);
        assertEquals(1, admission.capacity());
        admission.throttle(100);
        assertEquals(Optional.empty(), admission.admit(20 * MBIT));
        assertEquals(10, admission.capacity());
    }

    @Test
    void downloadsHaveWhatStreamsLeave_andStreamsTakeItBack() {
        Admission admission = new Admission(100, 10 * MBIT);
        assertEquals(-1, admission.downloadsMaySend(), "no stream is disturbed");
        assertEquals(Optional.empty(), admission.admit(6 * MBIT));
        assertEquals(4 * MBIT, admission.downloadsMaySend());
        assertEquals(Optional.empty(), admission.admitDownload(3 * MBIT));
        assertTrue(admission.admitDownload(2 * MBIT).orElse("").contains("streams have 6.0 and downloads 3.0"));
        assertEquals(Optional.empty(), admission.admit(4 * MBIT), "strangers that download keep no stream out");
        assertEquals(10 * MBIT / 32, admission.downloadsMaySend(), "and come to their end");
        assertTrue(admission.admitDownload(1).isPresent());
        admission.release(4 * MBIT);
        admission.releaseDownload(3 * MBIT);
        assertEquals(Optional.empty(), admission.admitDownload(4 * MBIT));
    }

    @Test
    void aHotBladeSlowsNoDownloadThatRuns_andTakesNoMore() {
        Admission admission = new Admission(100, 10 * MBIT);
        assertEquals(Optional.empty(), admission.admit(4 * MBIT));
        assertEquals(Optional.empty(), admission.admitDownload(5 * MBIT));
        admission.throttle(50);
        assertEquals(6 * MBIT, admission.downloadsMaySend());
        admission.throttle(10);
        assertEquals(6 * MBIT, admission.downloadsMaySend());
        assertTrue(admission.admitDownload(1).orElse("").contains("too hot"));
    }

    @Test
    void neverMoreThanThereIsWhenManyAskAtOnce() throws Exception {
        Admission admission = new Admission(10_000, 50 * MBIT);
        ExecutorService callers = Executors.newFixedThreadPool(4);
        List<Future<Long>> asking = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Random random = new Random(i);
            asking.add(callers.submit(() -> {
                long held = 0;
                for (int n = 0; n < 20_000; n++) {
                    long rate = 1L + random.nextInt(3 * (int) MBIT);
                    if (random.nextInt(4) > 0 && admission.admit(rate).isEmpty()) {
                        held += rate;
                        if (random.nextBoolean()) {
                            admission.release(rate);
                            held -= rate;
                        }
                    }
                    assertTrue(admission.bps() <= 50 * MBIT);
                }
                return held;
            }));
        }
        long sum = 0;
        for (Future<Long> caller : asking) {
            sum += caller.get();
        }
        callers.shutdown();
        assertEquals(sum, admission.bps());
    }
}
