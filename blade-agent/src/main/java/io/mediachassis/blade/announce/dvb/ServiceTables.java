package io.mediachassis.blade.announce.dvb;

import io.mediachassis.blade.announce.AnnouncedSet;
import io.mediachassis.blade.announce.AnnouncedStream;
import io.mediachassis.blade.announce.M3uWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * Service description tables (EN 300 468 section 5.2.3): a reference service, which is the program and is not itself
 * sent, and time-shifted services, each a stream. A set of more streams than one section can list has several reference
 * services, which differ in nothing else. Pure; any thread.
 */
final class ServiceTables {
    static final int ACTUAL = 0x42;
    static final int OTHER = 0x46;
    /** Streams that a reference service lists: its entry must fit into one section. */
    static final int STREAMS_PER_REFERENCE = 120;

    private static final int MAX_NAME = 160;
    private static final int HEADER_AND_CRC = 11 + 4;
    private static final int SCHEDULE = 0x02;
    private static final int PRESENT_FOLLOWING = 0x01;
    private static final int RUNNING = 4;

    private final SiNumbers numbers;
    private final String provider;
    private final int privateDataSpecifier;

    /** @param privateDataSpecifier of who defines our type of URI linkage (ETSI TS 101 162); 0: leave it out */
    ServiceTables(SiNumbers numbers, String provider, int privateDataSpecifier) {
        this.numbers = numbers;
        this.provider = provider;
        this.privateDataSpecifier = privateDataSpecifier;
    }

    static int references(AnnouncedSet set) {
        return (set.streams().size() + STREAMS_PER_REFERENCE - 1) / STREAMS_PER_REFERENCE;
    }

    /** Which reference service lists the stream at a place in the set's list. */
    int referenceOf(AnnouncedSet set, int place) {
        return numbers.referenceServiceId(set, place / STREAMS_PER_REFERENCE);
    }

    /** The entry of one of a set's reference services. */
    byte[] reference(AnnouncedSet set, int reference) {
        int from = reference * STREAMS_PER_REFERENCE;
        List<Descriptors.Triplet> streams = new ArrayList<>();
        for (AnnouncedStream stream
                : set.streams().subList(from, Math.min(set.streams().size(), from + STREAMS_PER_REFERENCE))) {
            int id = numbers.serviceId(set, stream.index());
            streams.add(new Descriptors.Triplet(id, numbers.originalNetworkId(), id));
        }
        byte[] descriptors = new Descriptors()
                .service(Descriptors.REFERENCE_SERVICE_TYPE, provider, set.cleanTitle(MAX_NAME))
                .nvodReference(streams)
                .bytes();
        // A reference service does not run.
        return entry(numbers.referenceServiceId(set, reference), 0, descriptors);
    }

    /** The entry of a stream: a descriptor of its own in place of the service descriptor. */
    byte[] timeShifted(AnnouncedSet set, int place) {
        AnnouncedStream stream = set.streams().get(place);
        Descriptors descriptors = new Descriptors().timeShiftedService(referenceOf(set, place));
        if (privateDataSpecifier != 0) {
            descriptors.uriLinkage(privateDataSpecifier, M3uWriter.uri(stream));
        }
        return entry(numbers.serviceId(set, stream.index()), RUNNING, descriptors.bytes());
    }

    /** The table of one transport stream. */
    List<SiSection> table(boolean actual, int transportStreamId, int version, List<byte[]> entries) {
        List<List<byte[]>> parts = SectionParts.of(entries, SectionWriter.MAX_SECTION - HEADER_AND_CRC);
        List<SiSection> sections = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            byte[] section = new SectionWriter().begin(actual ? ACTUAL : OTHER, transportStreamId, version, i,
                    parts.size() - 1, SectionWriter.MAX_SECTION).u16(numbers.originalNetworkId()).u8(0xff)
                    .put(SectionParts.joined(parts.get(i))).finish();
            sections.add(new SiSection(SiSection.SDT_PID, actual ? SiSection.ACTUAL_MS : SiSection.OTHER_MS, section));
        }
        return sections;
    }

    private static byte[] entry(int serviceId, int running, byte[] descriptors) {
        byte[] entry = new byte[5 + descriptors.length];
        entry[0] = (byte) (serviceId >>> 8);
        entry[1] = (byte) serviceId;
        entry[2] = (byte) (0xfc | SCHEDULE | PRESENT_FOLLOWING);
        // Not scrambled.
        entry[3] = (byte) (running << 5 | descriptors.length >>> 8);
        entry[4] = (byte) descriptors.length;
        System.arraycopy(descriptors, 0, entry, 5, descriptors.length);
        return entry;
    }
}
