package io.mediachassis.blade.engine;

import io.mediachassis.backplane.proto.Envelope;
import java.util.concurrent.CompletionStage;

/** Speaks to the agent of another blade. Any thread. */
public interface EngineLine {
    /** One-way; false when there is no link or it takes no more. */
    boolean send(int slot, Envelope.Builder message);

    /** A request; fails when there is no link, no answer in time, or a fault. */
    CompletionStage<Envelope> request(int slot, Envelope.Builder message);
}
