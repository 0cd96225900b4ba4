package io.mediachassis.blade.trick;

import static io.mediachassis.blade.trick.CutProgram.SECOND;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mediachassis.blade.ts.TsPacket;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a transport stream at another scale keeps to, packet by packet. */
final class TransportChecks {
    private TransportChecks() {}

    /** Counters, clocks and stamps as ISO/IEC 13818-1 wants them. */
    static void wellFormed(byte[] out) {
        Map<Integer, Integer> counters = new HashMap<>();
        for (int at = 0; at < out.length; at += 188) {
            assertEquals(0x47, out[at]);
            int pid = TsPacket.pid(out, at);
            Integer last = counters.get(pid);
            int now = TsPacket.continuity(out, at);
            if (last != null) {
                assertEquals(TsPacket.hasPayload(out, at) ? last + 1 & 15 : last, now, "counter of PID " + pid);
            } else {
                assertTrue(TsPacket.discontinuity(out, at), "PID " + pid + " starts unannounced");
            }
            counters.put(pid, now);
        }
        List<Long> clocks = clocks(out);
        for (int i = 1; i < clocks.size(); i++) {
            assertEquals(SECOND / 25, clocks.get(i) - clocks.get(i - 1));
        }
        assertTrue(sorted(stamps(out)));
        // Every picture is there before it is shown.
        long clock = 0;
        for (int at = 0; at < out.length; at += 188) {
            clock = TsPacket.pcr(out, at) >= 0 ? TsPacket.pcr(out, at) : clock;
            long dts = TsPacket.unitStart(out, at) ? Pes.dts(out, at) : -1;
            assertTrue(dts < 0 || dts * 300 > clock, "decoded at " + dts * 300 + ", sent at " + clock);
        }
    }

    /** Packets that announce a break in their counter or clock. */
    static long breaks(byte[] ts) {
        long found = 0;
        for (int at = 0; at < ts.length; at += 188) {
            found += TsPacket.discontinuity(ts, at) ? 1 : 0;
        }
        return found;
    }

    static boolean sorted(List<Long> values) {
        for (int i = 1; i < values.size(); i++) {
            if (values.get(i) <= values.get(i - 1)) {
                return false;
            }
        }
        return true;
    }

    static List<Long> clocks(byte[] ts) {
        List<Long> found = new ArrayList<>();
        for (int at = 0; at < ts.length; at += 188) {
            if (TsPacket.pcr(ts, at) >= 0) {
                found.add(TsPacket.pcr(ts, at));
            }
        }
        return found;
    }

    /** Presentation times of the pictures, in the order of presentation. */
    static List<Long> stamps(byte[] ts) {
        List<Long> found = new ArrayList<>();
        for (int at = 0; at < ts.length; at += 188) {
            if (TsPacket.unitStart(ts, at) && TsPacket.pid(ts, at) == 0x100) {
                found.add(Pes.pts(ts, at));
            }
        }
        return found.stream().sorted().toList();
    }
}
