package io.mediachassis.blade.agent;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.proto.Envelope;
import io.mediachassis.backplane.proto.NextSegmentQuery;
import io.mediachassis.backplane.proto.NextSegmentReply;
import io.mediachassis.backplane.proto.OverrunNotice;
import io.mediachassis.backplane.proto.OverrunReply;
import io.mediachassis.blade.director.Headroom;
import io.mediachassis.blade.director.NextSegments;
import io.mediachassis.blade.director.OverrunAnswers;
import io.mediachassis.blade.director.SegmentLocationTable;
import io.mediachassis.blade.engine.EngineLine;
import io.mediachassis.blade.engine.NextEngine;
import io.mediachassis.blade.engine.OverrunDirector;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/**
 * Asks the director, which may be this blade, who sends a segment, or who takes a console that is about to overrun one.
 * Where the director can't be asked, as between two of them, the answer comes from the table that every blade keeps. Any
 * thread.
 */
public final class DirectorLine implements NextEngine, OverrunDirector {
    private final int slot;
    private final EngineLine line;
    private final IntSupplier director;
    private final Supplier<SegmentLocationTable> table;
    private final Headroom headroom;
    private final Clock clock;
    private final Function<NextSegmentQuery, CompletionStage<NextSegmentReply>> own;

    /**
     * @param director the slot that acts as director as far as this blade knows; 0 none
     * @param own the director's answers where that is this blade
     */
    public DirectorLine(
            int slot, EngineLine line, IntSupplier director, Supplier<SegmentLocationTable> table, Headroom headroom,
            Clock clock, Function<NextSegmentQuery, CompletionStage<NextSegmentReply>> own) {
        this.slot = slot;
        this.line = line;
        this.director = director;
        this.table = table;
        this.headroom = headroom;
        this.clock = clock;
        this.own = own;
    }

    @Override
    public CompletionStage<NextSegmentReply> ask(NextSegmentQuery query) {
        int asked = director.getAsInt();
        if (asked == 0) {
            return CompletableFuture.completedFuture(answer(query));
        } else if (asked == slot) {
            return own.apply(query);
        }
        return line.request(asked, Envelope.newBuilder().setNextSegmentQuery(query))
                .handle((reply, error) -> error == null
                        ? reply.getNextSegmentReply()
                        : answer(query));
    }

    @Override
    public CompletionStage<OverrunReply> tell(OverrunNotice notice) {
        int asked = director.getAsInt();
        if (asked == slot || asked == 0) {
            return CompletableFuture.completedFuture(answer(notice));
        }
        return line.request(asked, Envelope.newBuilder().setOverrunNotice(notice))
                .handle((reply, error) -> error == null
                        ? reply.getOverrunReply()
                        : answer(notice));
    }

    /** By this blade's table, for others that take it for the director too. */
    OverrunReply answer(OverrunNotice notice) {
        return OverrunAnswers.answer(notice, table.get(), headroom, clock.nanoTime());
    }

    private NextSegmentReply answer(NextSegmentQuery query) {
        return NextSegments.answer(query, table.get(), headroom, clock.nanoTime());
    }
}
