package io.mediachassis.blade.engine;

import io.mediachassis.backplane.proto.IngestStatus;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What is being taken in or copied now, and the last failures, for people to see. Any thread. */
public final class IngestJobs {
    private static final int FAILURES_KEPT = 16;

    private final Map<String, IngestStatus> running = new LinkedHashMap<>();
    private final Deque<IngestStatus> failures = new ArrayDeque<>();

    /** A job goes on. */
    public synchronized void progress(String programId, String title, String state, long done, long total) {
        failures.removeIf(failure -> failure.getProgramId().equals(programId));
        running.put(programId, IngestStatus.newBuilder()
                .setProgramId(programId)
                .setTitle(title)
                .setState(state)
                .setBytesDone(done)
                .setBytesTotal(total)
                .build());
    }

    /** A job is over and all is well. */
    public synchronized void done(String programId) {
        running.remove(programId);
    }

    /** A job failed; the reason stays visible until the program is tried again or others failed since. */
    public synchronized void failed(String programId, String reason) {
        IngestStatus last = running.remove(programId);
        IngestStatus.Builder failure = last == null
                ? IngestStatus.newBuilder().setProgramId(programId)
                : last.toBuilder();
        failures.addLast(failure.setState("failed").setError(reason).build());
        if (failures.size() > FAILURES_KEPT) {
            failures.removeFirst();
        }
    }

    /** Whether a program is on its way in now. */
    public synchronized boolean takesIn(String programId) {
        return running.containsKey(programId);
    }

    /** Running jobs, then failures. */
    public synchronized List<IngestStatus> statuses() {
        List<IngestStatus> all = new ArrayList<>(running.values());
        all.addAll(failures);
        return all;
    }
}
