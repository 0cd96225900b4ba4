package io.mediachassis.blade.repair;

/**
 * How a {@link NackDesk} answers.
 *
 * @param roundTripNs a receiver that asks for a packet again within this time has not had the time to get it
 * @param stormReceivers so many have a packet sent to each of them; when one more asks for it, it goes to the whole
 *     group; 1 to 64
 * @param stormWindowNs within which they have to ask
 * @param multicastHoldNs for so long after a packet went to the group nobody is sent it again: a round trip and the
 *     receivers' dithering
 * @param perAddress packets in a second that one address may ask for, and {@code perAddressBurst} at once
 * @param addresses that are told apart
 * @param unicastRate packets in a second to single receivers, all together, and {@code unicastBurst} at once
 * @param multicastRate packets in a second to the group, and {@code multicastBurst} at once
 */
public record NackSettings(long roundTripNs, int stormReceivers, long stormWindowNs, long multicastHoldNs,
        int perAddress, int perAddressBurst, int addresses, int unicastRate, int unicastBurst, int multicastRate,
        int multicastBurst) {
    private static final long MS = 1_000_000;

    public NackSettings {
        if (roundTripNs < 0 || stormWindowNs < roundTripNs || multicastHoldNs < 0) {
            throw new IllegalArgumentException("times of repair: 0 <= round trip (" + roundTripNs
                    + " ns) <= storm window (" + stormWindowNs + " ns), hold (" + multicastHoldNs + " ns) >= 0");
        }
        if (stormReceivers < 1 || stormReceivers > 64 || addresses < 1 || addresses > 1 << 20) {
            throw new IllegalArgumentException("a storm is of 1 to 64 receivers and more, not " + stormReceivers
                    + "; addresses told apart are 1 to 2^20, not " + addresses);
        }
    }

    /** For receivers a few milliseconds away, and streams of up to some 20 Mbit/s. */
    public static NackSettings defaults() {
        return new NackSettings(20 * MS, 8, 200 * MS, 60 * MS, 2000, 500, 16_384, 20_000, 4000, 400, 200);
    }

    /**
     * For a stream: one address, behind which may be many receivers, gets at most sixteen times as many packets again as
     * the stream has, and the group a quarter.
     *
     * @param packetsPerSecond of the stream, at least 1
     */
    public static NackSettings of(int packetsPerSecond) {
        NackSettings d = defaults();
        int perAddress = Math.max(800, 16 * packetsPerSecond);
        int perGroup = Math.max(20, packetsPerSecond / 4);
        return new NackSettings(
                d.roundTripNs, d.stormReceivers, d.stormWindowNs, d.multicastHoldNs, perAddress, perAddress / 4, 4096,
                d.unicastRate, d.unicastBurst, perGroup, Math.max(40, perGroup / 2));
    }
}
