package io.mediachassis.blade.fill;

import io.mediachassis.backplane.counter.Counter;
import io.mediachassis.backplane.counter.Declaration;

/** What is counted of segments that groups bring. */
public enum FillCounter implements Counter {
    SEGMENTS("group_fill_segments_total", "segments", "Segments that were put on this blade's disks from multicast streams."),
    BYTES("group_fill_bytes_total", "bytes", "Bytes of segments that came in multicast streams."),
    FETCHED_BYTES("group_fill_fetched_bytes_total", "bytes",
            "Bytes of such segments that streams had lost and that other engines gave."),
    FAILED("group_fill_failed_total", "segments", "Segments that were begun from multicast streams and given up."),
    NO_ROOM("group_fill_no_room_total", "segments",
            "Segments not begun, since cache-disk is taken or the disks are full."),
    GAPS_MENDED("group_gaps_mended_total", "packets",
            "Packets that streams lost on their way to this blade, put back from the segments' files."),
    GAPS_LEFT("group_gaps_left_total", "packets",
            "Packets that streams lost on their way to this blade, and that could not be put back."),
    WAITED("group_fill_waited_total", "packets", "Packets that had to wait for the disks.");

    private final Declaration declaration;

    FillCounter(String metric, String unit, String sentence) {
        this.declaration = new Declaration(metric, unit, sentence);
    }

    @Override
    public Declaration declaration() {
        return declaration;
    }
}
