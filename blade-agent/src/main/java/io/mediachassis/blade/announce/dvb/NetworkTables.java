package io.mediachassis.blade.announce.dvb;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The tables that say what network this is and what time: NIT, TDT and TOT. Any thread. */
public final class NetworkTables {
    private static final int NIT_ACTUAL = 0x40;
    private static final int TDT = 0x70;
    private static final int TOT = 0x73;
    /** Between its header with the network's descriptors, and its CRC. */
    private static final int ROOM = SectionWriter.MAX_SECTION - 12 - 4;

    private NetworkTables() {}

    /** One transport stream in a network's list. */
    record Carried(int transportStreamId, List<Integer> services, int serviceType) {}

    /** The network and its transport streams; as many sections as it takes. */
    static List<SiSection> nit(SiNumbers numbers, String networkName, int version, List<Carried> carried) {
        byte[] name = new Descriptors().networkName(networkName).bytes();
        List<byte[]> entries = new ArrayList<>();
        for (Carried stream : carried) {
            Descriptors list = new Descriptors();
            for (int from = 0; from < stream.services().size(); from += 80) {
                list.serviceList(stream.services().subList(from, Math.min(stream.services().size(), from + 80)),
                        stream.serviceType());
            }
            entries.add(entry(numbers, stream.transportStreamId(), list.bytes()));
        }
        List<List<byte[]>> parts = SectionParts.of(entries, ROOM - name.length);
        List<SiSection> sections = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            SectionWriter section = new SectionWriter().begin(NIT_ACTUAL, numbers.networkId(), version, i,
                    parts.size() - 1, SectionWriter.MAX_SECTION);
            section.loop(0xf, name).loop(0xf, SectionParts.joined(parts.get(i)));
            sections.add(new SiSection(SiSection.NIT_PID, SiSection.NIT_MS, section.finish()));
        }
        return sections;
    }

    /** The time now, as TDT and as TOT. To be made anew right before it is sent. */
    public static List<SiSection> time(Instant now) {
        byte[] utc = DvbTime.utc(now);
        byte[] tdt = new SectionWriter().beginShort(TDT).put(utc).finishShort();
        // Whose local time it would be nobody knows here: a TOT without countries.
        byte[] tot = new SectionWriter().beginShort(TOT).put(utc).loop(0xf, new byte[0]).finish();
        return List.of(new SiSection(SiSection.TDT_PID, SiSection.TIME_MS, tdt),
                new SiSection(SiSection.TDT_PID, SiSection.TIME_MS, tot));
    }

    private static byte[] entry(SiNumbers numbers, int transportStreamId, byte[] descriptors) {
        byte[] entry = new byte[6 + descriptors.length];
        put16(entry, 0, transportStreamId);
        put16(entry, 2, numbers.originalNetworkId());
        put16(entry, 4, 0xf000 | descriptors.length);
        System.arraycopy(descriptors, 0, entry, 6, descriptors.length);
        return entry;
    }

    private static void put16(byte[] to, int at, int value) {
        to[at] = (byte) (value >>> 8);
        to[at + 1] = (byte) value;
    }
}
