package io.mediachassis.blade.obtain;

import io.mediachassis.backplane.registry.SegmentRanges;

/** What the director is to do, so that programs come. */
public sealed interface Act {
    /** Ask the registry which stations hold a program. */
    record AskRegistry(String programId) implements Act {}

    /**
     * Ask a station's director which of its engines give these segments; none named: any.
     *
     * @param manifest hexadecimal, of the program that is meant; empty: not known
     */
    record AskStation(String programId, String manifest, String station, SegmentRanges segments) implements Act {}

    /** Have an engine of this station copy a segment. */
    record Give(Order order) implements Act {}

    /** Engines that a station named are not asked, since its answer can't be right. */
    record Distrust(String station, int sources, String why) implements Act {}

    /**
     * What a station holds by an id is another program than the one that is meant, so it is no source.
     *
     * @param manifest hexadecimal, of the one that is meant
     * @param there of the one that is there; empty: it did not say
     */
    record Differs(String programId, String station, String manifest, String there) implements Act {}

    /** What the plan names does not come, since another program goes by its id here. */
    record Blocked(String programId) implements Act {}

    /** A fill has begun: an event. */
    record Begun(String programId, String station, String why) implements Act {}

    /** All of a program that consoles asked for is here: an event. */
    record Ended(String programId, int segments) implements Act {}

    /** A fill is given up: an event. */
    record Failed(String programId, String why) implements Act {}
}
