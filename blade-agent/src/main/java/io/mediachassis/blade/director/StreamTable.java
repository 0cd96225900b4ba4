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

    private final Map<Long, Entry> bySession = new HashMap<>();

    /**
     * One stream.
     *
     * @param engine the slot that sends it
     * @param heardNs when its record came
     */
    public record Entry(StreamRecord stream, int engine, long heardNs) {}

    /** An engine tells of its streams. */
    public void onPush(int engine, StreamsPush push, long nowNs) {
        Set<Long> told = new HashSet<>();
        for (StreamRecord stream : push.getStreamsList()) {
            long session = stream.getStream().getSession();
            told.add(session);
            if (!isOutdated(stream) && (stream.getPlaying() || !isOthers(session, engine))) {
                put(session, new Entry(stream, engine, nowNs));
            }
        }
        if (push.getWhole()) {
            bySession.values().removeIf(entry ->
                    entry.engine() == engine && !told.contains(entry.stream().getStream().getSession()));
        }
    }

    /**
     * An engine took a stream over: it will tell of it itself before long. Where it went on for one that was thought dead,
     * whoever goes on for it in turn has to begin past what it sends since.
     */
    public void onTaken(StreamTaken taken, long nowNs) {
        Entry entry = bySession.get(taken.getSession());
        if (entry == null || entry.stream().getStream().getRescues() > taken.getRescues()) {
            return;
        }
        StreamRecord.Builder known = entry.stream().toBuilder();
        known.getStreamBuilder().setRescues(taken.getRescues());
        if (taken.hasPoint()) {
            known.setPoint(taken.getPoint());
        }
        bySession.put(taken.getSession(),
                new Entry(known.build(), taken.getEngineSlot(), taken.hasPoint() ? nowNs : entry.heardNs()));
    }

    /** An engine was ordered to go on for another: whoever goes on for it in turn has to begin past what it may send. */
    public void onRescued(StartStream order, int engine, long nowNs) {
        Entry entry = bySession.get(order.getStream().getSession());
        if (entry != null) {
            StreamRecord.Builder ordered =
                    entry.stream().toBuilder().setStream(order.getStream()).setPoint(order.getPoint());
            bySession.put(order.getStream().getSession(), new Entry(ordered.build(), engine, nowNs));
        }
    }

    /** The streams that an engine sent last. */
    public List<Entry> of(int engine) {
        return bySession.values().stream().filter(entry -> entry.engine() == engine).toList();
    }

    public Optional<Entry> of(long session) {
        return Optional.ofNullable(bySession.get(session));
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
    }

    /** What an engine tells that does not know that another went on for it. */
    private boolean isOutdated(StreamRecord stream) {
        Entry known = bySession.get(stream.getStream().getSession());
        return known != null && known.stream().getStream().getRescues() > stream.getStream().getRescues();
    }

    /** A paused record of a stream that another engine has, such as one that was preloaded or has just left. */
    private boolean isOthers(long session, int engine) {
        Entry known = bySession.get(session);
        return known != null && known.engine() != engine;
    }

    private void put(long session, Entry entry) {
        if (bySession.size() < LIMIT || bySession.containsKey(session)) {
            bySession.put(session, entry);
        }
    }
}
