package io.mediachassis.blade.distribution;

import io.mediachassis.backplane.proto.DistributeStart;
import java.util.List;

/**
 * A distribution that was allowed.
 *
 * @param inputText as ordered
 * @param title of the program that it becomes at its end; empty: none
 */
record Order(
        String id, InputAddress input, String inputText, List<Onward> onward, StallSettings stall, String title) {
    Order {
        onward = List.copyOf(onward);
    }

    Order with(List<Onward> others) {
        return new Order(id, input, inputText, others, stall, title);
    }

    /** Whether all that comes is kept, and not only a window. */
    boolean keepsAll() {
        return !title.isEmpty() || onward.isEmpty() || onward.stream().anyMatch(o -> o.loops() != 0);
    }

    DistributeStart toProto() {
        return DistributeStart.newBuilder()
                .setId(id)
                .setInput(inputText)
                .addAllOnward(onward.stream().map(Onward::toProto).toList())
                .setOnStall(stall.policy())
                .setStallMs(stall.stallMs())
                .setGiveUpMs(stall.giveUpMs())
                .setTitle(title)
                .build();
    }
}
