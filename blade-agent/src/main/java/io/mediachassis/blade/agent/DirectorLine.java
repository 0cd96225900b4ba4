package io.mediachassis.blade.agent;

import io.mediachassis.backplane.proto.Envelope;
import io.mediachassis.backplane.proto.NextSegmentQuery;
import io.mediachassis.backplane.proto.NextSegmentReply;
import io.mediachassis.blade.director.NextSegments;
import io.mediachassis.blade.director.SegmentLocationTable;
import io.mediachassis.blade.engine.EngineLine;
import io.mediachassis.blade.engine.NextEngine;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/**
 * Asks the director, which may be this blade, who sends a segment. Where the director can't be asked, as between two of
 * them, the answer comes from the table that every blade keeps. Any thread.
 */
final class DirectorLine implements NextEngine {
    private final int slot;
    private final EngineLine line;
    private final IntSupplier director;
    private final Supplier<SegmentLocationTable> table;

    /** @param director the slot that acts as director as far as this blade knows; 0 none */
    DirectorLine(int slot, EngineLine line, IntSupplier director, Supplier<SegmentLocationTable> table) {
        this.slot = slot;
        this.line = line;
        this.director = director;
        this.table = table;
    }

    @Override
    public CompletionStage<NextSegmentReply> ask(NextSegmentQuery query) {
        int asked = director.getAsInt();
        if (asked == slot || asked == 0) {
            return CompletableFuture.completedFuture(NextSegments.answer(query, table.get()));
        }
        return line.request(asked, Envelope.newBuilder().setNextSegmentQuery(query))
                .handle((reply, error) -> error == null
                        ? reply.getNextSegmentReply()
                        : NextSegments.answer(query, table.get()));
    }
}
