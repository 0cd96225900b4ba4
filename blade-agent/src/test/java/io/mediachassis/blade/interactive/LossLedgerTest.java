package io.mediachassis.blade.interactive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mediachassis.backplane.counter.Counts;
import io.mediachassis.blade.rtcp.RtcpPacket.LossCount;
import io.mediachassis.blade.rtcp.RtcpPacket.ReportBlock;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What consoles say that they lost, and what they can't have lost. */
class LossLedgerTest {
    private static final long SECOND = 1_000_000_000L;
    private static final int RATE = 100;
    private static final int HOME = 0x0a000001;

    private final Counts<InteractiveCounter> counts = new Counts<>(InteractiveCounter.class);
    private final LossLedger ledger = new LossLedger(RATE, counts);

    private void report(int reporter, int lost, long highest, long second) {
        ledger.onReport(HOME, 5000, reporter, new ReportBlock(7, 0, lost, highest, 0, 0, 0), second * SECOND);
    }

    private void count(int reporter, int begin, int unrepaired, long second) {
        ledger.onCount(HOME, 5000, reporter, new LossCount(7, begin, 0, unrepaired, 0), second * SECOND);
    }

    private long refused() {
        return counts.get(InteractiveCounter.REPORTS_REFUSED);
    }

    @Test
    void whatAReceiverLacksIsCounted_onceTheNextReportConfirmsIt() {
        report(1, 40, 1000, 0);
        assertEquals(0, ledger.lost(), "another director heard of that");
        report(1, 45, 1500, 5);
        assertEquals(0, ledger.lost(), "it may be on its way again");
        report(1, 43, 2000, 10);
        assertEquals(3, ledger.lost());
        report(1, 47, 2500, 15);
        // Asked for just now.
        report(1, 60, 2600, 16);
        report(1, 60, 2650, 16);
        report(1, 47, 3000, 20);
        assertEquals(7, ledger.lost());
        assertEquals(7, ledger.residual(), "nothing else says what came of it");
        assertEquals(7, counts.get(InteractiveCounter.REPORTED_LOST));
        assertEquals(7, counts.get(InteractiveCounter.RESIDUAL_LOST));
        assertEquals(0, refused());
    }

    /** As GStreamer says it. */
    @Test
    void aReceiverThatHasNoPacketYet_isBelievedLater() {
        report(1, 0, 0xffff_ffffL, 0);
        report(1, 10, 40_000, 5);
        report(1, 12, 40_400, 10);
        assertEquals(10, ledger.lost());
        assertEquals(0, refused());
    }

    @Test
    void whoSendsExtendedReports_missesWhatTheySay() {
        report(1, 0, 0, 0);
        count(1, 900, 0, 0);
        report(1, 50, 1500, 5);
        count(1, 900, 1, 5);
        report(1, 60, 2000, 10);
        count(1, 900, 3, 10);
        assertEquals(50, ledger.lost());
        assertEquals(3, ledger.residual());
        count(1, 2000, 2, 15);
        assertEquals(5, ledger.residual(), "it counts anew, from another packet on");
        count(1, 2000, 0xffff, 20);
        count(1, 2000, 0xfffe, 20);
        assertEquals(5, ledger.residual(), "it does not know");
        assertEquals(5, counts.get(InteractiveCounter.RESIDUAL_LOST));
        assertEquals(0, refused());
    }

    @Test
    void whatTheStreamCanNotHaveSentIsNotLost() {
        report(1, 0, 1000, 0);
        count(1, 900, 0, 0);
        report(1, 5000, 1500, 5);
        report(1, 200, 1100, 5);
        report(1, 0, 900_000, 5);
        report(1, 0, 900, 7);
        assertEquals(4, refused());
        assertEquals(0, ledger.lost());
        count(1, 900, 5000, 5);
        count(1, 900, 5000, 5);
        assertEquals(0, ledger.residual());
        assertEquals(6, refused());
    }

    /** One that was forged has changed nothing, unless it is all that is heard. */
    @Test
    void aForgedReportBetweenTrueOnesSpoilsNothing() {
        report(1, 0, 1000, 0);
        for (int i = 1; i <= 10; i++) {
            report(1, 4_000_000, 70_000_000, 5L * i);
            report(1, i, 1000 + 500L * i, 5L * i);
            count(1, 1, 60_000, 5L * i);
            count(1, 1, 0, 5L * i);
        }
        assertEquals(9, ledger.lost());
        assertEquals(0, ledger.residual());
        // It began anew: what comes from now on counts.
        for (int i = 0; i < 3; i++) {
            report(1, 10, 80_000_000, 60 + i);
        }
        report(1, 12, 80_000_500, 65);
        report(1, 12, 80_001_000, 70);
        assertEquals(11, ledger.lost());
    }

    @Test
    void otherReceiversAreOthers_andAForgedOneBeginsWithNothing() {
        report(1, 0, 1000, 0);
        report(2, 300, 1000, 0);
        report(1, 5, 1500, 5);
        report(1, 5, 2000, 10);
        assertEquals(5, ledger.lost());
        assertEquals(2, ledger.receivers());
        for (int i = 0; i < 100_000; i++) {
            report(100 + i, 300, 1000, 10);
        }
        assertEquals(LossLedger.MOST_OF_ADDRESS, ledger.receivers());
        assertEquals(5, ledger.lost());
        assertTrue(refused() > 90_000, refused() + "");
        report(1, 6, 2500, 15);
        report(1, 6, 3000, 20);
        assertEquals(6, ledger.lost(), "who was there before is heard");
        ledger.tick(70 * SECOND);
        assertEquals(1, ledger.receivers());
        ledger.tick(80 * SECOND);
        assertEquals(0, ledger.receivers());
    }

    /** However many receivers it makes up. */
    @Test
    void anAddressReportsNoMoreThanItCouldBeSentAgain() {
        for (int second = 0; second <= 60; second += 5) {
            for (int reporter = 0; reporter < 500; reporter++) {
                count(reporter, 0, second * RATE, second);
            }
        }
        long most = LossLedger.SHARE * RATE * (60 + 10);
        assertTrue(ledger.residual() > most / 2 && ledger.residual() <= most + 1, ledger.residual() + " of " + most);
    }

    @Test
    void whateverIsReported_noReceiverCountsForMoreThanTheStreamSent() {
        long seed = 3;
        Random random = new Random(seed);
        for (int i = 0; i < 100_000; i++) {
            long nowNs = i * SECOND / 1000;
            ledger.onReport(HOME, 5000, 1, new ReportBlock(7, 0, random.nextInt(), random.nextInt() & 0xffffffffL, 0, 0, 0),
                    nowNs);
            ledger.onCount(HOME, 5000, 1, new LossCount(7, random.nextInt(3), 0, random.nextInt(0x10000), 0), nowNs);
        }
        assertTrue(ledger.residual() <= LossLedger.SHARE * RATE * 110, ledger.residual() + ", seed " + seed);
    }
}
