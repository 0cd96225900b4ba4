package io.mediachassis.sim.hardware;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where the board of a slot is switched: one order after the other. */
interface BoardThread extends Executor {
    /** Takes nothing more. */
    void shutDown();

    /** Waits until all that was taken is done. */
    void awaitDown();

    /** The caller's own: for boards that are switched in no time. */
    BoardThread CALLERS = new BoardThread() {
        @Override
        public void execute(Runnable order) {
            order.run();
        }

        @Override
        public void shutDown() {}

        @Override
        public void awaitDown() {}
    };

    /** One of the slot's own, since killing a process may take long and no other blade may wait for it. */
    static BoardThread ofSlot(int slot) {
        LinkedBlockingQueue<Runnable> orders = new LinkedBlockingQueue<>(64);
        ThreadPoolExecutor thread = new ThreadPoolExecutor(1, 1, 1, TimeUnit.SECONDS, orders, task -> {
            Thread fresh = new Thread(task, "board-" + slot);
            fresh.setDaemon(true);
            return fresh;
        });
        thread.allowCoreThreadTimeOut(true);
        return new Own(slot, thread);
    }

    /** A thread that ends when it has nothing to do. */
    record Own(int slot, ThreadPoolExecutor thread) implements BoardThread {
        private static final Logger LOG = LoggerFactory.getLogger(BoardThread.class);

        @Override
        public void execute(Runnable order) {
            thread.execute(order);
        }

        @Override
        public void shutDown() {
            thread.shutdown();
        }

        @Override
        public void awaitDown() {
            try {
                if (!thread.awaitTermination(30, TimeUnit.SECONDS)) {
                    LOG.warn("slot {}: the board did not go down within 30 s", slot);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
