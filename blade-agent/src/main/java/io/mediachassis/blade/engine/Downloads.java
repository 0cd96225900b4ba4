package io.mediachassis.blade.engine;

import io.mediachassis.blade.http.DownloadGate;
import java.util.Optional;

/** What the engine's streams leave to HTTP. Any thread. */
final class Downloads implements DownloadGate {
    private final Admission admission;

    Downloads(Admission admission) {
        this.admission = admission;
    }

    @Override
    public Optional<String> admit(long bitRate) {
        return admission.admitDownload(bitRate);
    }

    @Override
    public void release(long bitRate) {
        admission.releaseDownload(bitRate);
    }

    @Override
    public long bps() {
        long most = admission.downloadsMaySend();
        return most < 0 ? UNLIMITED : most;
    }
}
