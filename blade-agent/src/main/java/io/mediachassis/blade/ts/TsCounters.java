package io.mediachassis.blade.ts;

/**
 * What was seen and what was wrong in a stream so far; all counts only rise.
 *
 * @param packets whole packets read, null packets included
 * @param nullPackets of these
 * @param syncLosses times that packets stopped being where they should be
 * @param skippedBytes bytes that belong to no packet
 * @param transportErrors packets marked as damaged by what received them (transport_error_indicator)
 * @param continuityErrors breaks of a continuity counter without discontinuity_indicator
 * @param duplicates packets sent twice, which is allowed once
 * @param scrambled packets with scrambled payload
 * @param sectionErrors PAT and PMT sections that were damaged or absurd
 * @param pcrs program clock references read
 * @param pcrJumps discontinuities of the program clock, announced or not, that were bridged
 * @param pcrWraps times that the 33-bit clock started over
 * @param droppedBeforeStart packets before the first random access point with known PAT and PMT
 * @param insertedPackets PAT and PMT packets that were added at the start of segments
 * @param forcedCuts segments ended without a random access point, since none came for too long
 * @param tableChanges changes of PAT or PMT after the first
 */
public record TsCounters(long packets, long nullPackets, long syncLosses, long skippedBytes, long transportErrors,
        long continuityErrors, long duplicates, long scrambled, long sectionErrors, long pcrs, long pcrJumps,
        long pcrWraps, long droppedBeforeStart, long insertedPackets, long forcedCuts, long tableChanges) {}
