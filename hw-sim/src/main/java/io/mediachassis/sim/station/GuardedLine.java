package io.mediachassis.sim.station;

import io.mediachassis.backplane.proto.Envelope;
import io.mediachassis.backplane.proto.KeepReply;
import io.mediachassis.backplane.proto.StartStream;
import io.mediachassis.blade.engine.EngineLine;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A line between engines that spoils what a guard was taken out of. */
record GuardedLine(EngineLine line, Set<Guards> guards) implements EngineLine {
    @Override
    public boolean send(int slot, Envelope.Builder message) {
        return line.send(slot, message);
    }

    @Override
    public CompletionStage<Envelope> request(int slot, Envelope.Builder message) {
        if (message.hasStartStream() && message.getStartStream().getRescue()
                && !guards.contains(Guards.RESCUE_AHEAD)) {
            StartStream.Builder order = message.getStartStreamBuilder();
            order.getPointBuilder().setSequence((order.getPoint().getSequence() - 260) & 0xffff);
        }
        if (message.hasKeepSegments() && !guards.contains(Guards.KEEPER_WORD)) {
            return CompletableFuture.completedFuture(Envelope.newBuilder()
                    .setKeepReply(KeepReply.newBuilder()
                            .addAllSegments(message.getKeepSegments().getSegmentsList()))
                    .build());
        }
        return line.request(slot, message);
    }
}
