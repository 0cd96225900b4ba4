package io.mediachassis.blade.engine;

import io.mediachassis.backplane.proto.IngestStatus;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** What is being taken in or copied now, and the last failures, for people and the director to see. Any thread. */
public final class IngestJobs {
    private static final int FAILURES_KEPT = 16;

    private final Map<String, IngestStatus> running = new LinkedHashMap<>();
    private final Set<String> deliveries = new HashSet<>();
    private final Deque<Failure> failures = new ArrayDeque<>();
    private DeliveryListener listener = new DeliveryListener() {
        @Override
        public void begun(String programId) {}

        @Override
        public void ended(String programId) {}
    };

    private record Failure(IngestStatus status, boolean delivery) {}

    /** Told of each delivery's begin and end, in this order; must be quick. */
    public interface DeliveryListener {
        /** A program has begun to come in. */
        void begun(String programId);

        /** It is stored (of which the store has told before), or has failed. */
        void ended(String programId);
    }

    /** Who hears of deliveries; before the first. */
    public synchronized void listener(DeliveryListener hears) {
        listener = hears;
    }

    /**
     * A program is about to be delivered.
     *
     * @param total its bytes, 0 when not known
     * @return false when it is on its way in already
     */
    public synchronized boolean deliver(String programId, String title, long total) {
        if (running.containsKey(programId)) {
            return false;
        }
        deliveries.add(programId);
        progress(programId, title, "receiving", 0, total);
        listener.begun(programId);
        return true;
    }

    /** A job goes on. */
    public synchronized void progress(String programId, String title, String state, long done, long total) {
        failures.removeIf(failure -> failure.status().getProgramId().equals(programId));
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
        if (deliveries.remove(programId)) {
            listener.ended(programId);
        }
    }

    /** A job failed; the reason stays visible until the program is tried again or others failed since. */
    public synchronized void failed(String programId, String reason) {
        IngestStatus last = running.remove(programId);
        IngestStatus.Builder failure = last == null
                ? IngestStatus.newBuilder().setProgramId(programId)
                : last.toBuilder();
        boolean delivery = deliveries.remove(programId);
        failures.addLast(new Failure(failure.setState("failed").setError(reason).build(), delivery));
        if (failures.size() > FAILURES_KEPT) {
            failures.removeFirst();
        }
        if (delivery) {
            listener.ended(programId);
        }
    }

    /** Deliveries that failed are told of no more where {@code elsewhere} says that the program came in after all. */
    public synchronized void forgetDelivered(Predicate<String> elsewhere) {
        failures.removeIf(failure -> failure.delivery() && elsewhere.test(failure.status().getProgramId()));
    }

    /** How many programs are being delivered now; copies do not count. */
    public synchronized int deliveries() {
        return deliveries.size();
    }

    /** Whether a program is being delivered here now; copies do not count. */
    public synchronized boolean takesIn(String programId) {
        return deliveries.contains(programId);
    }

    /** Running jobs, then failures. */
    public synchronized List<IngestStatus> statuses() {
        List<IngestStatus> all = new ArrayList<>(running.values());
        failures.forEach(failure -> all.add(failure.status()));
        return all;
    }
}
