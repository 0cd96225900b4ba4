package io.mediachassis.sim.station;

import io.mediachassis.blade.engine.EngineStreams;
import java.util.HashMap;
import java.util.Map;

/**
 * What must hold, always or once all is healed:
 * <ul>
 *   <li>S1: {@link StreamLedger};
 *   <li>S2: the last copy of a segment goes with its disks alone, and nothing is dropped that a stream reads;
 *   <li>S3: no engine has more streams than its capacity;
 *   <li>S4: when the faults are over: every segment has its copies again, every console that asks is served or was told
 *       why not, no stream is sent twice; and when the consoles have left, nothing of theirs is left;
 *   <li>S5: while nothing is wrong, what a console asks of its stream is done; and an agent finds the streams of the
 *       connections that the one before it left, unless other blades failed, too;
 *   <li>S6: a stream that another engine sends goes on unbroken when the agent that holds its conversation is killed and
 *       started again; {@link AnchorKills} alone makes sure that nothing else is wrong then.
 * </ul>
 */
final class Invariants {
    private static final long CALM_NS = 20_000_000_000L;

    private final StationWorld world;
    private final Map<Integer, StreamLedger> streams = new HashMap<>();
    private final long[] touchedUntil;

    Invariants(StationWorld world, int blades) {
        this.world = world;
        this.touchedUntil = new long[blades + 1];
    }

    /** A fault is upon a blade until then. */
    void touch(int slot, long untilNs) {
        touchedUntil[slot] = Math.max(touchedUntil[slot], untilNs);
    }

    /** Whether a fault was upon it within the last so many nanoseconds. */
    boolean touched(int slot, long withinNs) {
        return slot == 0 || (touchedUntil[slot] > 0 && world.now - touchedUntil[slot] < withinNs);
    }

    // ---- S1 ----------------------------------------------------------------------------------------------------

    void opened(StreamLedger ledger) {
        streams.put(ledger.ssrc, ledger);
    }

    void sent(SimBlade blade, int ssrc, int sequence, int timestamp, SimProgram.Place place, long offset, int length) {
        StreamLedger ledger = streams.get(ssrc);
        if (ledger == null) {
            world.fail("S1", "blade " + blade.slot + " sends stream " + Integer.toHexString(ssrc) + ", which nobody has");
        } else {
            ledger.sent(blade, sequence, timestamp, place, offset, length);
        }
    }

    // ---- S2 ----------------------------------------------------------------------------------------------------

    void dropping(SimBlade blade, SimProgram program, int segment) {
        world.trace("blade " + blade.slot + " drops " + program.id + " " + segment);
        if (world.blades.stream().noneMatch(other -> other != blade && other.store.holds(program, segment))) {
            world.fail("S2", "blade " + blade.slot + " drops the last copy of " + program.id + " " + segment);
        }
        for (StreamLedger stream : streams.values()) {
            if (stream.isSending(blade, program, segment) && blade.parts().played.plays(program.id, segment)) {
                world.fail("S2", "blade " + blade.slot + " drops " + program.id + " " + segment + ", which it sends as "
                        + stream);
            }
        }
    }

    // ---- S3 ----------------------------------------------------------------------------------------------------

    void checkCapacity(SimBlade blade) {
        int count = blade.parts().streams.count();
        int exchanged = blade.parts().swapping() ? EngineStreams.SWAPPED_AT_MOST : 0;
        if (count > blade.capacity + exchanged) {
            world.fail("S3", "blade " + blade.slot + " has " + count + " streams, its capacity is " + blade.capacity);
        }
    }

    // ---- S5 ----------------------------------------------------------------------------------------------------

    void refused(String what, SimProgram program, String why) {
        boolean calm = world.blades.stream().noneMatch(blade -> touched(blade.slot, CALM_NS));
        if (calm && whole(program) && !isFull(why)) {
            world.fail("S5", what + " though nothing is wrong: " + why);
        }
    }

    void notFound(String stream, SimBlade anchor, SimProgram program, String why) {
        boolean alone = world.blades.stream().noneMatch(blade -> blade != anchor && touched(blade.slot, CALM_NS));
        if (alone && whole(program) && !isFull(why)) {
            world.fail("S5", stream + " is not found by the next agent of " + anchor.name() + ": " + why);
        }
    }

    private static boolean isFull(String why) {
        return why.startsWith("453") || why.startsWith("503");
    }

    // ---- S4 ----------------------------------------------------------------------------------------------------

    /** Called again and again once all has been healed for long enough. */
    void settled() {
        world.consoles.forEach(SimConsole::checkServed);
        checkCopies();
        checkSenders();
    }

    private void checkCopies() {
        for (SimProgram program : world.programs) {
            for (int n = 0; n < program.segments(); n++) {
                int segment = n;
                long have = world.blades.stream().filter(b -> b.store.holds(program, segment)).count();
                long room = world.blades.stream()
                        .filter(b -> b.store.holds(program, segment) || b.store.freeBytes() > program.manifest.bytes())
                        .count();
                boolean whole = whole(program);
                if (whole && !world.evicting && have < Math.min(world.copies, room)) {
                    world.fail("S4", program.id + " " + n + " has " + have + " copies, not " + world.copies);
                }
            }
        }
    }

    /** A program that lost a segment for good is none any more. */
    boolean whole(SimProgram program) {
        for (int n = 0; n < program.segments(); n++) {
            int segment = n;
            if (world.blades.stream().noneMatch(blade -> blade.store.holds(program, segment))) {
                return false;
            }
        }
        return true;
    }

    private void checkSenders() {
        Map<Long, Integer> senders = new HashMap<>();
        for (SimBlade blade : world.blades) {
            blade.parts().streams.records().forEach(stream -> {
                Integer other = stream.getPlaying()
                        ? senders.put(stream.getStream().getSession(), blade.slot)
                        : null;
                if (other != null) {
                    world.fail("S4", "stream " + Integer.toHexString(stream.getStream().getSsrc())
                            + " is sent by blades " + other + " and " + blade.slot);
                }
            });
        }
    }

    /** Nobody has watched for a while. */
    void left() {
        for (SimBlade blade : world.blades) {
            BladeParts parts = blade.parts();
            if (parts.streams.count() > 0) {
                world.fail("S4", "blade " + blade.slot + " has " + parts.streams.count() + " streams that nobody watches: "
                        + parts.streams.statuses());
            }
            if (!parts.copies.idle() || blade.store.anyArriving()) {
                world.fail("S4", "blade " + blade.slot + " still copies");
            }
        }
    }
}
