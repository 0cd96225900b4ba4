package io.mediachassis.blade.director;

import io.mediachassis.backplane.proto.StartStream;
import io.mediachassis.backplane.proto.StreamRecord;
import io.mediachassis.backplane.proto.StreamTaken;
import io.mediachassis.backplane.proto.StreamsPush;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Who sends which stream to which console, as the engines tell every blade, so that whoever is director when an engine
 * dies can have its streams sent on. Pure; the control loop owns it.
 */
public final class StreamTable {
    /** More than the consoles of a chassis: an engine that tells of more is mistaken. */
    private static final int LIMIT = 200_000;
    /** Within this an engine that was ordered to send a stream tells of it, or never will. */
    private static final long ORDERED_NS = 3_000_000_000L;
    /** Within this an engine that was ordered to send a stream begins to. */
    private static final long OPENING_NS = 500_000_000L;
    /** An engine that was cut off for longer has stopped. */
    private static final long RESCUED_NS = 60_000_000_000L;

    private final Map<Long, Entry> bySession = new HashMap<>();
    /** Of streams that were rescued, whoever sends them or sent them last. */
    private final Map<Long, Rescued> rescued = new HashMap<>();
    /** Of streams that are to be rescued: an order counts until it was refused, or while the engine may still tell of it. */
    private final Map<Long, Rescued> ordered = new HashMap<>();

    private record Rescued(int times, long heardNs) {}

    /**
     * One stream.
     *
     * @param engine the slot that sends it
     * @param heardNs when its record came
     * @param told whether that engine tells of it itself; else others do, and it will
     */
    public record Entry(StreamRecord stream, int engine, long heardNs, boolean told) {
        /** Whether the other was rescued more often. */
        public boolean isOlderThan(Entry other) {
            return stream.getStream().getRescues() < other.stream().getStream().getRescues();
        }
    }

    /** An engine tells of its streams. */
    public void onPush(int engine, StreamsPush push, long nowNs) {
        Set<Long> told = new HashSet<>();
        for (StreamRecord stream : push.getStreamsList()) {
            long session = stream.getStream().getSession();
            if (stream.getWaiting()) {
                // It is handed over to that engine yet, if ever.
                continue;
            }
            told.add(session);
            if (!isOutdated(stream, nowNs) && (stream.getPlaying() || !isElsewhere(session, engine, nowNs))) {
                put(session, new Entry(stream, engine, nowNs, true));
            }
        }
        if (push.getWhole()) {
            // What it was ordered to send just now is not in what it said before.
            bySession.values().removeIf(entry -> entry.engine() == engine
                    && !told.contains(entry.stream().getStream().getSession())
                    && (entry.told() || nowNs - entry.heardNs() > ORDERED_NS));
        }
    }

    /**
     * An engine took a stream over: it will tell of it itself before long. Where it went on for one that was thought dead,
     * whoever goes on for it in turn has to begin past what it sends since.
     */
    public void onTaken(StreamTaken taken, long nowNs) {
        Entry entry = bySession.get(taken.getSession());
        int before = rescues(taken.getSession(), nowNs);
        note(rescued, taken.getSession(), taken.getRescues(), nowNs);
        if (entry == null || before > taken.getRescues()) {
            return;
        }
        StreamRecord.Builder known = entry.stream().toBuilder();
        known.getStreamBuilder().setRescues(taken.getRescues());
        if (taken.hasPoint()) {
            known.setPoint(taken.getPoint());
        }
        bySession.put(taken.getSession(),
                new Entry(known.build(), taken.getEngineSlot(), taken.hasPoint() ? nowNs : entry.heardNs(),
                        !taken.hasPoint()));
    }

    /**
     * An engine was ordered to go on for another: whoever goes on for it in turn has to begin past what it may send.
     *
     * @param before what the order was made of
     * @return the stream by this order
     */
    public Entry onRescued(Entry before, StartStream order, int engine, long nowNs) {
        StreamRecord goesOn =
                before.stream().toBuilder().setStream(order.getStream()).setPoint(order.getPoint()).build();
        Entry entry = new Entry(goesOn, engine, nowNs, false);
        put(order.getStream().getSession(), entry);
        ordered.put(order.getStream().getSession(), new Rescued(order.getStream().getRescues(), nowNs));
        return entry;
    }

    /**
     * The engine that was ordered does not go on: then nothing has happened, and who sent it may send it still.
     *
     * @param before what the order was made of
     * @param order what {@link #onRescued} gave
     */
    public void onRefused(Entry before, Entry order) {
        long session = order.stream().getStream().getSession();
        if (order.equals(bySession.get(session))) {
            bySession.put(session, before);
            if (before.told()) {
                ordered.remove(session);
            } else {
                // An order itself, to an engine that has not answered.
                ordered.put(session, new Rescued(before.stream().getStream().getRescues(), before.heardNs()));
            }
        }
    }

    /** The streams that an engine sent last. */
    public List<Entry> of(int engine) {
        return bySession.values().stream().filter(entry -> entry.engine() == engine).toList();
    }

    public Optional<Entry> of(long session) {
        return Optional.ofNullable(bySession.get(session));
    }

    /** The engine that told of a session last; 0: none did. */
    public int sender(long session) {
        return of(session).map(Entry::engine).orElse(0);
    }

    /** The stream with an SSRC. */
    public Optional<Entry> bySsrc(int ssrc) {
        return bySession.values().stream()
                .filter(entry -> entry.stream().getStream().getSsrc() == ssrc)
                .findFirst();
    }

    /** What was over some time ago need not be kept: engines tell of theirs each second. */
    public void forgetBefore(long ns) {
        bySession.values().removeIf(entry -> entry.heardNs() - ns < 0);
        rescued.entrySet().removeIf(entry -> entry.getValue().heardNs() - ns < -RESCUED_NS
                && !bySession.containsKey(entry.getKey()));
        ordered.values().removeIf(order -> order.heardNs() - ns < 0);
    }

    /** What an engine tells that does not know that another went on for it. */
    private boolean isOutdated(StreamRecord stream, long nowNs) {
        return rescues(stream.getStream().getSession(), nowNs) > stream.getStream().getRescues();
    }

    /** How often a session was rescued, by what the engines tell and told, and is to be by orders just given. */
    public int rescues(long session, long nowNs) {
        Rescued known = rescued.get(session);
        Rescued order = ordered.get(session);
        int times = known == null ? 0 : known.times();
        return order == null || nowNs - order.heardNs() > ORDERED_NS ? times : Math.max(times, order.times());
    }

    /**
     * A paused record says nothing of a stream that another engine has, such as one that has just left; nor of one that
     * this engine was just ordered to go on with, and does not send yet.
     */
    private boolean isElsewhere(long session, int engine, long nowNs) {
        Entry known = bySession.get(session);
        return known != null
                && (known.engine() != engine || (!known.told() && nowNs - known.heardNs() < OPENING_NS));
    }

    private void put(long session, Entry entry) {
        if (bySession.size() < LIMIT || bySession.containsKey(session)) {
            bySession.put(session, entry);
        }
        if (entry.told()) {
            note(rescued, session, entry.stream().getStream().getRescues(), entry.heardNs());
        }
    }

    private static void note(Map<Long, Rescued> counts, long session, int times, long nowNs) {
        Rescued known = counts.get(session);
        boolean fits = known != null ? times >= known.times() : counts.size() < LIMIT;
        if (times > 0 && fits) {
            counts.put(session, new Rescued(times, nowNs));
        }
    }
}
