package io.mediachassis.sim.console.output;

import io.mediachassis.blade.ts.TsPacket;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What is played: stretches, one behind the other without a break between them, until others take their place. One thread
 * takes, another does the rest. A <em>break</em> is where what is taken does not go on in time or in the program: after a
 * pause, a jump, or other stretches.
 */
public final class Playlist implements MediaSource, AutoCloseable {
    /** A jump may end so far behind where it was to. */
    private static final long NEAR_MS = 2000;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ArrayDeque<Stretch> stretches = new ArrayDeque<>();
    /** Taken from no more; closed by who takes. */
    private final List<Stretch> gone = new ArrayList<>();
    private final Seam seam = new Seam();
    private byte[] plain = new byte[0];
    private boolean held;
    private boolean over;
    private boolean hurried;
    private boolean emptied;
    private long changes;
    private long breaks;
    private long dropped;
    private long taken;
    private long seamed;
    private long overrun;
    private long most;

    /** Plays it behind what there is. */
    public void append(Stretch stretch) {
        lock.lock();
        try {
            stretches.add(stretch);
            signal();
        } finally {
            lock.unlock();
        }
    }

    /** Plays it instead of what there is, at once; gives the number of the break, or -1 when all is over. */
    public long replace(Stretch stretch) {
        lock.lock();
        try {
            if (emptied || hurried) {
                return -1;
            }
            over = false;
            for (Stretch old : stretches) {
                old.end();
                gone.add(old);
            }
            stretches.clear();
            stretches.add(stretch);
            return broken(true);
        } finally {
            lock.unlock();
        }
    }

    /** Goes to a position that is held; gives the number of the break, or -1 when it is not held. */
    public long seek(long positionMs) throws IOException {
        lock.lock();
        try {
            if (emptied || stretches.isEmpty() || positionMs < stretches.getFirst().positionMs()
                    || positionMs > stretches.getLast().endMs()) {
                return -1;
            }
            List<Stretch> before = new ArrayList<>();
            for (Stretch stretch : stretches) {
                boolean here = stretch == stretches.getLast() || positionMs <= stretch.endMs();
                if (here && stretch.skip(positionMs, NEAR_MS)) {
                    gone.addAll(before);
                    stretches.removeAll(before);
                    return broken(true);
                } else if (!stretch.ended()) {
                    // What is still to come of it lies before the others.
                    return -1;
                }
                before.add(stretch);
            }
            return -1;
        } finally {
            lock.unlock();
        }
    }

    /** Gives nothing while {@code value}; gives the number of the break that comes of going on, else -1. */
    public long hold(boolean value) {
        lock.lock();
        try {
            boolean goesOn = held && !value;
            held = value;
            signal();
            return goesOn ? broken(false) : -1;
        } finally {
            lock.unlock();
        }
    }

    private long broken(boolean drops) {
        breaks++;
        dropped = drops ? breaks : dropped;
        signal();
        return breaks;
    }

    /** Nothing more is put: it is over when all has been taken, unless others take its place before. */
    public void finish() {
        lock.lock();
        try {
            over = true;
            stretches.forEach(Stretch::end);
            signal();
        } finally {
            lock.unlock();
        }
    }

    /** It is over at once. */
    public void drop() {
        lock.lock();
        try {
            stretches.forEach(Stretch::end);
            gone.addAll(stretches);
            stretches.clear();
            dropped = ++breaks;
            held = false;
        } finally {
            lock.unlock();
        }
        finish();
    }

    /** Nothing more is put, and nothing waits any more for its time. */
    public void hurry() {
        lock.lock();
        try {
            hurried = true;
            held = false;
        } finally {
            lock.unlock();
        }
        finish();
    }

    // ---- who takes ---------------------------------------------------------------------------------------------

    @Override
    public int take(byte[] to, int most, long waitNs) throws IOException, InterruptedException {
        Stretch from;
        lock.lock();
        try {
            close(gone);
            from = stretches.peek();
            if (held || from == null) {
                return held || !over ? nothing(waitNs) : empty();
            }
            if (dropped > seamed) {
                seamed = dropped;
                seam.open();
            }
            int length = seam.isOpen() ? withSeam(from, to, most) : from.take(to, most);
            if (length > 0) {
                taken = breaks;
                return length;
            }
            if (length < 0) {
                return next(waitNs);
            }
        } finally {
            lock.unlock();
        }
        from.await(waitNs);
        return 0;
    }

    private int withSeam(Stretch from, byte[] to, int most) throws IOException, InterruptedException {
        if (plain.length < most) {
            plain = new byte[most];
        }
        int length = from.take(plain, Math.max(TsPacket.SIZE, most / 2 / TsPacket.SIZE * TsPacket.SIZE));
        return length <= 0 ? length : seam.pass(plain, length, to);
    }

    /** The first one has ended: on to the next one, which there may not be yet. */
    private int next(long waitNs) throws InterruptedException {
        if (stretches.size() > 1) {
            gone.add(stretches.remove());
            return 0;
        }
        return over ? empty() : nothing(waitNs);
    }

    private void signal() {
        changes++;
        changed.signalAll();
    }

    private int empty() {
        emptied = true;
        return -1;
    }

    private int nothing(long waitNs) throws InterruptedException {
        long before = changes;
        for (long left = waitNs; left > 0 && changes == before; ) {
            left = changed.awaitNanos(left);
        }
        return 0;
    }

    private void close(List<Stretch> ended) throws IOException {
        for (Stretch stretch : ended) {
            overrun += stretch.overrun();
            most = Math.max(most, stretch.most());
            stretch.close();
        }
        ended.clear();
    }

    @Override
    public long taken() {
        lock.lock();
        try {
            return taken;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean dropped(long takenAt) {
        lock.lock();
        try {
            return dropped > takenAt;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void pause(long ns) throws InterruptedException {
        lock.lock();
        try {
            long before = dropped;
            for (long left = ns; left > 0 && !hurried && dropped == before; ) {
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    // ---- figures -----------------------------------------------------------------------------------------------

    /** Of what is taken next, in the program, milliseconds. */
    public long positionMs() {
        lock.lock();
        try {
            for (Stretch stretch : stretches) {
                if (stretch.held() > 0 || !stretch.ended() || stretch == stretches.getLast()) {
                    return stretch.positionMs();
                }
            }
            return 0;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public long held() {
        lock.lock();
        try {
            return stretches.stream().mapToLong(Stretch::held).sum();
        } finally {
            lock.unlock();
        }
    }

    /** Most bytes held at a time, by one stretch. */
    public long most() {
        lock.lock();
        try {
            return Math.max(most, stretches.stream().mapToLong(Stretch::most).max().orElse(0));
        } finally {
            lock.unlock();
        }
    }

    /** Bytes left out for want of room. */
    public long overrun() {
        lock.lock();
        try {
            return overrun + stretches.stream().mapToLong(Stretch::overrun).sum();
        } finally {
            lock.unlock();
        }
    }

    /** Once nobody takes any more. */
    @Override
    public void close() throws IOException {
        lock.lock();
        try {
            close(gone);
            for (Stretch stretch : stretches) {
                stretch.close();
            }
        } finally {
            lock.unlock();
        }
    }
}
