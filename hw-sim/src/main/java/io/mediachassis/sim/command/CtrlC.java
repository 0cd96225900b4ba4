package io.mediachassis.sim.command;

import java.util.concurrent.CountDownLatch;

/** What Ctrl-C does to a command that stays up: everything is stopped in order while the main thread ends with the process. */
final class CtrlC {
    private final CountDownLatch ended = new CountDownLatch(1);

    private CtrlC() {}

    /** From now on. */
    static CtrlC closes(Runnable close) {
        CtrlC pressed = new CtrlC();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            close.run();
            pressed.ended.countDown();
        }, "stop"));
        return pressed;
    }

    /** Waits for it. */
    void await() throws InterruptedException {
        ended.await();
    }
}
