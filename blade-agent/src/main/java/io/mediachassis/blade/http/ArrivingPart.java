package io.mediachassis.blade.http;

import java.nio.file.Path;

/** A segment that is on its way to this blade, as far as it has come. Any thread; nothing blocks. */
public interface ArrivingPart {
    /** Where it is written. */
    Path file();

    /**
     * Bytes from its start that can be sent by now; -1: it is on its way no more, since it is whole, or does not come, or came
     * damaged.
     */
    long readable();
}
