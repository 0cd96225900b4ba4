package io.mediachassis.blade.announce.dvb;

import io.mediachassis.blade.announce.AnnouncedSet;
import io.mediachassis.blade.ts.ServiceIdentity;

/**
 * DVB's identifiers of what is announced: computed from a set's number and a stream's index, so that every blade gives
 * the same and none changes when another set comes or goes. Each stream is a transport stream with one service, whose
 * identifiers are the same number, which the stream's PAT and PMT have too ({@link ServiceIdentity}).
 *
 * @param networkId of the network that delivers, 1 to 0xFEFF; 0xFF01 to 0xFFFF are temporary private use
 * @param originalNetworkId of the network that the services come from
 * @param siTransportStreamId of the transport stream that has nothing but service information
 */
public record SiNumbers(int networkId, int originalNetworkId, int siTransportStreamId) {
    /** Reference services that a set may have. */
    static final int REFERENCES = 16;

    private static final int BLOCK = REFERENCES + AnnouncedSet.MAX_STREAMS;
    /** Lower numbers are left to other services of the network. */
    private static final int FIRST = 0x1000;

    public SiNumbers {
        check("a network id", networkId);
        check("an original network id", originalNetworkId);
        if (siTransportStreamId < 1 || siTransportStreamId >= FIRST) {
            throw new IllegalArgumentException("the transport stream id of service information must be 1 to "
                    + (FIRST - 1) + ", is " + siTransportStreamId);
        }
    }

    /** Private temporary numbers (ETSI TS 101 162), for networks that were given none. */
    public static SiNumbers unregistered() {
        return new SiNumbers(0xff01, 0xff01, 1);
    }

    int referenceServiceId(AnnouncedSet set, int reference) {
        return FIRST + set.number() * BLOCK + reference;
    }

    /** Of a stream: its service, and its transport stream. */
    public int serviceId(AnnouncedSet set, int index) {
        return serviceId(set.number(), index);
    }

    /** What a stream's PAT and PMT say. */
    public ServiceIdentity identity(int setNumber, int index) {
        int id = serviceId(setNumber, index);
        return new ServiceIdentity(id, id);
    }

    private static int serviceId(int setNumber, int index) {
        return FIRST + setNumber * BLOCK + REFERENCES + index;
    }

    private static void check(String what, int id) {
        if (id < 1 || id > 0xffff) {
            throw new IllegalArgumentException(what + " must be 1 to 65535, is " + id);
        }
    }
}
