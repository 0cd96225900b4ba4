package io.mediachassis.sim.station;

import io.mediachassis.backplane.proto.StreamsPush;
import io.mediachassis.blade.engine.Rivals;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.LongFunction;

/** An engine that learns nothing from what others tell of the streams that it sends, too. */
final class BlindRivals extends Rivals {
    BlindRivals() {
        super(0);
    }

    @Override
    public List<Long> onPush(int engine, StreamsPush push, LongFunction<OptionalInt> own, long nowNs) {
        return List.of();
    }
}
