package io.mediachassis.sim.console.load;

import io.mediachassis.blade.ts.TsPacket;
import io.mediachassis.sim.console.receive.TransportCheck;
import java.io.OutputStream;
import java.util.concurrent.CountDownLatch;

/** A player that looks for what is missing in what it is given, and shows nothing. One thread writes; others may wait. */
final class CheckedOutput extends OutputStream {
    private final TransportCheck check = new TransportCheck();
    private final CountDownLatch first = new CountDownLatch(1);
    private volatile long errors;

    @Override
    public void write(int b) {
        throw new UnsupportedOperationException("media comes in packets");
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        check.onMedia(bytes, offset, length - length % TsPacket.SIZE);
        errors = check.errors();
        if (length > 0) {
            first.countDown();
        }
    }

    void awaitFirst() throws InterruptedException {
        first.await();
    }

    /** Breaks in a counter that nothing announced. */
    long errors() {
        return errors;
    }
}
