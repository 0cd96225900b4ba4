package io.mediachassis.blade.obtain;

import io.mediachassis.backplane.registry.SegmentRanges;
import io.mediachassis.backplane.source.SourceCandidate;

/**
 * A station that holds some of a program, by the registry's word.
 *
 * @param address HOST:PORT of its director, by the head-end's word
 * @param manifest its manifest's hash, hexadecimal
 * @param total segments of the program
 */
public record Offer(SourceCandidate candidate, String address, String manifest, int total, SegmentRanges held) {}
