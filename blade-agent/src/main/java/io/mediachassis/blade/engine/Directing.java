package io.mediachassis.blade.engine;

import io.mediachassis.backplane.proto.StreamTaken;
import io.mediachassis.backplane.proto.TakeOver;
import io.mediachassis.blade.engine.HandOver.Action.Direct;

/** What is said when an engine directs another to go on with a stream. Pure. */
final class Directing {
    private Directing() {}

    /** To the engine that goes on. */
    static TakeOver order(SentStream stream, Direct direct, long nowNs) {
        return TakeOver.newBuilder()
                .setSession(stream.session())
                .setPoint(StreamPoints.toProto(direct.point()))
                .setRescues(stream.identity().getRescues())
                .setDueInNs(direct.dueNs() - nowNs)
                .build();
    }

    /** To every blade: should that engine die before it says a word, whoever is director knows where another goes on. */
    static StreamTaken news(SentStream stream, Direct direct) {
        return StreamTaken.newBuilder()
                .setSession(stream.session())
                .setEngineSlot(direct.slot())
                .setRescues(stream.identity().getRescues())
                .setPoint(StreamPoints.toProto(direct.point()))
                .setDirected(true)
                .build();
    }
}
