package io.mediachassis.blade.distribution;

import io.mediachassis.backplane.proto.StallPolicy;

/**
 * What is done about an input that falls silent.
 *
 * @param policy one that says something
 * @param stallMs silence that counts as a stall, 100 ms to a minute
 * @param giveUpMs silence after which {@link StallPolicy#END} ends the input, up to an hour
 */
public record StallSettings(StallPolicy policy, long stallMs, long giveUpMs) {
    /** Stretches in which null packets are put in. */
    static final long FILL_MS = 250;

    public StallSettings {
        if (policy == StallPolicy.STALL_POLICY_UNSPECIFIED || policy == StallPolicy.UNRECOGNIZED
                || stallMs < 100 || stallMs > 60_000 || giveUpMs < stallMs || giveUpMs > 3_600_000) {
            throw new IllegalArgumentException("an input is called silent after 100 ms to 60 s, and given up after that, "
                    + "up to an hour; not " + stallMs + " and " + giveUpMs + " ms");
        }
    }

    /** These, as far as the order does not say otherwise: unspecified and 0. */
    StallSettings with(StallPolicy asked, long askedStallMs, long askedGiveUpMs) throws DistributionRefused {
        long stall = askedStallMs == 0 ? stallMs : askedStallMs;
        try {
            return new StallSettings(
                    asked == StallPolicy.STALL_POLICY_UNSPECIFIED ? policy : asked, stall,
                    askedGiveUpMs == 0 ? Math.max(stall, giveUpMs) : askedGiveUpMs);
        } catch (IllegalArgumentException e) {
            throw new DistributionRefused(400, String.valueOf(e.getMessage()), "give other times");
        }
    }
}
