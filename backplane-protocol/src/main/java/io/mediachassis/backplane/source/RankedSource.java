package io.mediachassis.backplane.source;

/**
 * A station with what a copy from it costs: the parts of the sum, in the same unit, and words for people.
 *
 * @param seconds until the copy is here, as far as is known
 * @param cost the lower the better; what {@link SourceChoice} compares
 * @param why a sentence
 */
public record RankedSource(SourceCandidate candidate, double seconds, double cost, String why) {}
