package io.mediachassis.blade.distribution;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** Where an input's thread puts what it receives. Any one thread at a time. */
interface InputSink {
    /** Whole transport packets, in order; may wait while the store is at its limit. @throws IOException when it fails */
    void packets(ByteBuffer packets) throws IOException;

    /** Another connection begins: its clock is another one. */
    void connected();

    /** The content server names onward streams. */
    void onward(List<Onward> streams) throws DistributionRefused;

    /** What is wrong now, a sentence; empty: nothing. */
    void trouble(String text);

    /** The input is over, as its sender says. */
    void over();

    /** It can't be taken in, ever. */
    void failed(String text);

    /** Whether it is still wanted. */
    boolean wanted();
}
