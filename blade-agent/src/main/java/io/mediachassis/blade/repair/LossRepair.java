package io.mediachassis.blade.repair;

import java.util.Locale;

/**
 * How the console of a unicast stream is sent again what it lost. It asks by generic NACK (RFC 4585), which players do
 * only where they were offered the profile with feedback; live555 can't read that profile's name and would play nothing,
 * so it is offered to those alone that are known to take it.
 */
public enum LossRepair {
    /** Not at all. */
    NONE,
    /** The packet as it was, for players that know no retransmissions: libavformat (ffplay, mpv, Kodi). */
    PLAIN,
    /** A retransmission (RFC 4588); asked again, the packet as it was. */
    RETRANSMISSION;

    /** What a player may be offered in a session description. */
    public static LossRepair offeredTo(String userAgent) {
        String agent = userAgent.toLowerCase(Locale.ROOT);
        if (agent.startsWith("lavf")) {
            return PLAIN;
        }
        return agent.startsWith("gstreamer") || agent.startsWith("mediachassis") ? RETRANSMISSION : NONE;
    }

    /**
     * What a console has that set a stream up.
     *
     * @param feedback whether it asked for the profile with feedback, RTP/AVPF; libavformat reports by it and asks for
     *     the one without
     */
    public static LossRepair of(String userAgent, boolean feedback) {
        if (offeredTo(userAgent) == PLAIN) {
            return PLAIN;
        }
        return feedback ? RETRANSMISSION : NONE;
    }
}
