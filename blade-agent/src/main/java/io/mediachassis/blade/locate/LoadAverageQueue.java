package io.mediachassis.blade.locate;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.proto.LoadAnswer;
import io.mediachassis.blade.director.Headroom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/** The load average queue, and the load average threads that drain it into what the director knows of each engine. */
public final class LoadAverageQueue implements AutoCloseable {
    private static final int LIMIT = 256;
    private static final int THREADS = 2;

    private final BlockingQueue<LoadAnswer> answers = new ArrayBlockingQueue<>(LIMIT);
    private final List<Thread> threads = new ArrayList<>();
    private final Headroom headroom;
    private final Clock clock;

    public LoadAverageQueue(Headroom headroom, Clock clock) {
        this.headroom = headroom;
        this.clock = clock;
    }

    /** False, and nothing is kept, when it is full. Any thread. */
    boolean offer(LoadAnswer answer) {
        return answers.offer(answer);
    }

    public void start() {
        for (int i = 1; i <= THREADS; i++) {
            Thread thread = new Thread(this::drain, "load-average-" + i);
            thread.setDaemon(true);
            threads.add(thread);
            thread.start();
        }
    }

    private void drain() {
        try {
            while (true) {
                LoadAnswer answer = answers.take();
                headroom.onLoadAnswer(answer.getSlot(), answer.getLoad(), clock.nanoTime());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        threads.forEach(Thread::interrupt);
    }
}
