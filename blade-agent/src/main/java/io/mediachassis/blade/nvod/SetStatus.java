package io.mediachassis.blade.nvod;

import io.mediachassis.backplane.proto.NvodSetStatus;
import io.mediachassis.backplane.proto.NvodStreamStatus;
import io.mediachassis.blade.nvod.PlannedSets.Planned;

/** What a set does at a time, by schedule and assignment. Pure; any thread. */
public final class SetStatus {
    private static final long NS_PER_MS = 1_000_000;
    private static final long TICKS_PER_MS = 27_000;
    /** One whose plays are all over is shown for so long. */
    private static final long SHOWN_NS = 10_000_000_000L;

    private SetStatus() {}

    /** Whether all plays of all streams have been over for a while. */
    public static boolean isOver(NvodSet set, long stationNs) {
        NvodSchedule schedule = new NvodSchedule(set);
        int last = set.streams() - 1;
        return set.loops() != 0 && stationNs > schedule.endNs(last, schedule.slots() - 1) + SHOWN_NS;
    }

    /** How many of its streams that engine sends. */
    public static int sentBy(Planned planned, int engine, long stationNs) {
        NvodSchedule schedule = new NvodSchedule(planned.set());
        int count = 0;
        for (int stream = 0; stream < planned.set().streams(); stream++) {
            long slot = schedule.slotAt(stream, stationNs);
            if (schedule.sends(stream, slot, stationNs)
                    && planned.assignment().slot(stream, schedule.segment(slot)) == engine) {
                count++;
            }
        }
        return count;
    }

    /** For people. */
    public static NvodSetStatus of(Planned planned, long stationNs) {
        NvodSet set = planned.set();
        NvodSchedule schedule = new NvodSchedule(set);
        NvodSetStatus.Builder status = NvodSetStatus.newBuilder()
                .setSet(PlannedSets.toProto(set).toBuilder().clearOutline())
                .setDurationMs(set.program().durationTicks() / TICKS_PER_MS)
                .setBitRate(set.program().bitRate());
        for (int stream = 0; stream < set.streams(); stream++) {
            status.addStreams(stream(schedule, planned.assignment(), stream, stationNs));
        }
        int lacking = 0;
        for (int segment = 0; segment < set.program().segments(); segment++) {
            lacking += planned.assignment().slot(0, segment) == Assignment.NOBODY ? 1 : 0;
        }
        return status.setSegmentsLacking(lacking).build();
    }

    private static NvodStreamStatus stream(NvodSchedule schedule, Assignment assignment, int stream, long stationNs) {
        NvodStreamStatus.Builder status = NvodStreamStatus.newBuilder();
        long slot = schedule.slotAt(stream, stationNs);
        if (slot == schedule.slots()) {
            return status.setState(NvodStreamStatus.State.OVER).setPlays(schedule.play(slot)).build();
        }
        long nextPlay = slot == NvodSchedule.BEFORE ? 0 : schedule.play(slot) + 1;
        long nextSlot = nextPlay * assignment.segments();
        if (nextSlot < schedule.slots()) {
            status.setNextStartEpochMs(schedule.startNs(stream, nextSlot) / NS_PER_MS);
        }
        if (slot == NvodSchedule.BEFORE) {
            return status.setState(NvodStreamStatus.State.WAITING).build();
        }
        status.setPlays(nextPlay);
        if (!schedule.sends(stream, slot, stationNs)) {
            return status.setState(NvodStreamStatus.State.RESTING).build();
        }
        int engine = assignment.slot(stream, schedule.segment(slot));
        long playStart = schedule.startNs(stream, schedule.play(slot) * assignment.segments());
        return status.setState(engine == Assignment.NOBODY ? NvodStreamStatus.State.SILENT : NvodStreamStatus.State.SENDING)
                .setEngineSlot(engine)
                .setPositionMs((stationNs - playStart) / NS_PER_MS)
                .build();
    }
}
