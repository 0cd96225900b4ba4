package io.mediachassis.blade.fault;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.blade.os.DiskException;
import io.mediachassis.blade.os.DiskFaults;
import io.mediachassis.blade.os.Errno;
import java.util.concurrent.locks.LockSupport;

/** One volume's disk with the fault that it was given last. Any thread. */
final class FaultyDisk implements DiskFaults {
    /** A slow disk that is well again lets go what it holds up within this. */
    private static final long LOOK_NS = 20_000_000L;

    private final String volume;
    private final Clock clock;
    private volatile VolumeFault fault = VolumeFault.WELL;

    FaultyDisk(String volume, Clock clock) {
        this.volume = volume;
        this.clock = clock;
    }

    void is(VolumeFault now) {
        fault = now;
    }

    VolumeFault fault() {
        return fault;
    }

    @Override
    public void onRead() throws DiskException {
        VolumeFault now = fault;
        if (now instanceof VolumeFault.Slow slow) {
            holdUp(slow);
        } else if (now instanceof VolumeFault.Failing) {
            throw new DiskException("cannot read " + volume, Errno.EIO);
        }
    }

    @Override
    public void onWrite() throws DiskException {
        VolumeFault now = fault;
        if (now instanceof VolumeFault.Slow slow) {
            holdUp(slow);
        } else if (now instanceof VolumeFault.Failing) {
            throw new DiskException("cannot write " + volume, Errno.EIO);
        } else if (now instanceof VolumeFault.Full) {
            throw new DiskException("cannot write " + volume, Errno.ENOSPC);
        }
    }

    private void holdUp(VolumeFault.Slow slow) {
        long untilNs = clock.nanoTime() + slow.by().toNanos();
        for (long left = slow.by().toNanos(); left > 0 && fault.equals(slow); left = untilNs - clock.nanoTime()) {
            LockSupport.parkNanos(Math.min(left, LOOK_NS));
        }
    }

    @Override
    public long free(long bytes) {
        return fault instanceof VolumeFault.Full ? 0 : bytes;
    }
}
