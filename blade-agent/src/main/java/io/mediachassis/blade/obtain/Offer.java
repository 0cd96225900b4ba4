package io.mediachassis.blade.obtain;

import io.mediachassis.backplane.registry.SegmentRanges;
import io.mediachassis.backplane.source.SourceCandidate;
import java.util.List;

/**
 * A station that holds some of a program, by the registry's word.
 *
 * @param address HOST:PORT of its director, by the head-end's word
 * @param nets in which its engines lie, by that word; none: that of its director
 * @param manifest its manifest's hash, hexadecimal
 * @param total segments of the program
 */
public record Offer(
        SourceCandidate candidate, String address, List<String> nets, String manifest, int total, SegmentRanges held) {}
