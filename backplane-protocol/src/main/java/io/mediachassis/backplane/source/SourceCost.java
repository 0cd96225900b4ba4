package io.mediachassis.backplane.source;

/**
 * What a copy from a station costs, term by term; {@link CostModel} says how each comes about. Seconds can be added up,
 * since all of them are seconds of copying or are worth as much.
 *
 * @param roundTripSeconds of the way, as far as is known
 * @param bitsPerSecond that the copy is likely to get, shared with what the source and the way carry already
 * @param trust in what was measured of this way, 0 (nothing was) to 1
 * @param load of the source, with what was begun here since its last word, 0 to 1
 * @param sharing copies that come this way already
 * @param startSeconds until the first picture's bytes are here
 * @param copySeconds until the last byte is, from the first on
 * @param longLinkSeconds the price of the distance
 * @param homeSeconds the price of asking the home station
 * @param cost of all this; the lower the better
 */
public record SourceCost(
        double roundTripSeconds, double bitsPerSecond, double trust, double load, int sharing, double startSeconds,
        double copySeconds, double longLinkSeconds, double homeSeconds, double cost) {
    /** Until the whole copy is here. */
    public double seconds() {
        return CostModel.ROUND_TRIPS * roundTripSeconds + copySeconds;
    }

    /** For people; in one sentence what weighs. */
    public String why(SourceCandidate candidate) {
        StringBuilder text = new StringBuilder(160)
                .append(tenths(copySeconds)).append(" s for the copy at ")
                .append(tenths(bitsPerSecond / 1e6)).append(" Mbit/s (");
        int transfers = candidate.measured().map(PathMeasure::transfers).orElse(0);
        if (transfers == 0) {
            text.append(candidate.alike().isPresent() ? "as ways of that length gave lately" : "never tried");
        } else {
            text.append("measured ").append(transfers == 1 ? "once" : transfers + " times")
                    .append(", weight ").append(Math.round(trust * 100)).append(" %");
        }
        text.append("), first bytes after ").append(tenths(startSeconds)).append(" s, ")
                .append(Math.round(load * 100)).append(" % of it in use");
        if (sharing > 0) {
            text.append(", beside ").append(sharing).append(sharing == 1 ? " copy" : " copies").append(" of our own");
        }
        if (longLinkSeconds >= 0.05) {
            text.append(", ").append(tenths(longLinkSeconds)).append(" s for the distance");
        }
        if (homeSeconds >= 0.05) {
            text.append(", ").append(tenths(homeSeconds)).append(" s to spare the home station");
        }
        return text.toString();
    }

    private static String tenths(double value) {
        long tenths = Math.round(value * 10);
        return tenths / 10 + "." + tenths % 10;
    }
}
