package io.mediachassis.blade.announce.dvb;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mediachassis.blade.announce.AnnouncedSet;
import io.mediachassis.blade.announce.Carriage;
import io.mediachassis.blade.announce.Sets;
import io.mediachassis.blade.ts.Crc32Mpeg2;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ServiceInformationTest {
    private static final SiNumbers NUMBERS = SiNumbers.unregistered();
    private static final Instant NOW = Sets.START.plusSeconds(3600);

    private final ServiceInformation information =
            new ServiceInformation(NUMBERS, "Chassis 1", "Mediachassis", 0, 2);
    private final AnnouncedSet film = Sets.film("Der Blaue Engel", 4, new Carriage.Rtp(1, null, null));

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    private static String ascii(String text) {
        return hex(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static List<SiSection> of(List<SiSection> all, int table) {
        return all.stream().filter(section -> section.tableId() == table).toList();
    }

    private static int extension(SiSection section) {
        return (section.bytes()[3] & 0xff) << 8 | (section.bytes()[4] & 0xff);
    }

    private static int version(SiSection section) {
        return section.bytes()[5] >> 1 & 31;
    }

    private static List<SiSection> service(List<SiSection> all, int table, int service) {
        return of(all, table).stream().filter(section -> extension(section) == service).toList();
    }

    /** Byte by byte as EN 300 468 sections 5.2.3, 6.2.26 and 6.2.45 have it: 0x1600 is the set's first service. */
    @Test
    void theReferenceService_listsItsStreams() {
        List<SiSection> sdt = of(information.ofAll(List.of(film), 5, NOW), 0x42);
        assertEquals(1, sdt.size());
        assertEquals(SiSection.SDT_PID, sdt.get(0).pid());
        assertEquals("42f04b0001cb0000ff01ff" + "1600ff003a"
                + "481e04" + "0c" + ascii("Mediachassis") + "0f" + ascii("Der Blaue Engel")
                + "4b18" + "1610ff011610" + "1611ff011611" + "1612ff011612" + "1613ff011613",
                hex(sdt.get(0).bytes()).substring(0, 2 * (sdt.get(0).bytes().length - 4)));
    }

    @Test
    void streams_areTimeShiftedServicesOfTheirOwnTransportStreams() {
        List<SiSection> sdt = of(information.ofAll(List.of(film), 5, NOW), 0x46);
        assertEquals(4, sdt.size());
        assertEquals("46f0151612cb0000ff01ff" + "1612ff8004" + "4c021600",
                hex(sdt.get(2).bytes()).substring(0, 40));
        List<SiSection> own = information.ofStream(film, 2, NOW);
        assertEquals("42f0151612cb0000ff01ff" + "1612ff8004" + "4c021600",
                hex(of(own, 0x42).get(0).bytes()).substring(0, 40));
        assertEquals(1, of(own, 0x42).size());
        assertEquals(1, of(own, 0x46).size());
        assertEquals(1, extension(of(own, 0x46).get(0)));
    }

    @Test
    void theReferenceEvent_hasATitleAndNoTime() {
        List<SiSection> eit = service(information.ofAll(List.of(film), 5, NOW), 0x4E, 0x1600);
        assertEquals("4ef0421600cb0000" + "0001ff01" + "004e" + "0001" + "ffffffffff" + "020000" + "0027"
                + "4d25" + ascii("und") + "0f" + ascii("Der Blaue Engel") + "11"
                + ascii("Starts every 30 s"),
                hex(eit.get(0).bytes()).substring(0, 2 * (eit.get(0).bytes().length - 4)));
    }

    /** The stream that started 30 s late: an hour in its first play, the second one follows. */
    @Test
    void presentAndFollowing_areThePlays() {
        List<SiSection> eit = service(information.ofAll(List.of(film), 5, NOW), 0x4F, 0x1611);
        assertEquals(2, eit.size());
        // Modified Julian date of 2026-11-21 is 61365, 0xEFB5.
        assertEquals("1611ff01" + "014f" + "0001" + "efb5200030" + "020000" + "8006" + "4f0416000001",
                hex(eit.get(0).bytes()).substring(16, 64));
        assertEquals("1611ff01" + "014f" + "0002" + "efb5220030" + "020000" + "2006" + "4f0416000001",
                hex(eit.get(1).bytes()).substring(16, 64));
        assertEquals("cb0001", hex(eit.get(0).bytes()).substring(10, 16));
        assertEquals("cb0101", hex(eit.get(1).bytes()).substring(10, 16));
    }

    @Test
    void versionsChange_withWhatIsPlayed() {
        AnnouncedSet gaps = new AnnouncedSet("g", 3, "g", "G", "und", 60_000, 30_000, 90_000, 0, 30,
                List.of(Sets.stream(0, new Carriage.PlainUdp(), 3)));
        Set<Integer> versions = new HashSet<>();
        Instant now = Sets.START.minusSeconds(10);
        List<Instant> changes = new ArrayList<>();
        String before = "";
        for (; !now.equals(Instant.MAX) && changes.size() < 20; now = information.nextChange(List.of(gaps), now)) {
            List<SiSection> eit = service(information.ofAll(List.of(gaps), 30, now), 0x4F, 0x1610);
            String content = hex(eit.get(0).bytes()) + hex(eit.get(1).bytes());
            assertNotEquals(before, content);
            before = content;
            if (changes.size() < 7) {
                assertTrue(versions.add(version(eit.get(0))), "at " + now);
                // Nothing changes in between without a new version.
                List<SiSection> later = service(information.ofAll(List.of(gaps), 30, now.plusSeconds(5)), 0x4F, 0x1610);
                assertArrayEquals(eit.get(0).bytes(), later.get(0).bytes());
            }
            changes.add(now);
            if (changes.size() == 7) {
                break;
            }
        }
        assertEquals(List.of(-10L, 0L, 60L, 90L, 150L, 180L, 240L),
                changes.stream().map(i -> i.getEpochSecond() - Sets.START.getEpochSecond()).toList());
        // Between plays nothing is present, after the last one nothing follows.
        List<SiSection> pause = service(information.ofAll(List.of(gaps), 30, Sets.START.plusSeconds(70)), 0x4F, 0x1610);
        assertEquals(18, pause.get(0).bytes().length);
        assertEquals(36, pause.get(1).bytes().length);
        List<SiSection> over = service(information.ofAll(List.of(gaps), 30, Sets.START.plusSeconds(241)), 0x4F, 0x1610);
        assertEquals(18, over.get(1).bytes().length);
    }

    /** Two days in segments of three hours from midnight; it is 21:00, so seven are over. */
    @Test
    void schedules_areInSegments() {
        List<SiSection> schedule = service(information.ofAll(List.of(film), 5, NOW), 0x60, 0x1610);
        assertEquals(16, schedule.size());
        int events = 0;
        for (int i = 0; i < 16; i++) {
            byte[] b = schedule.get(i).bytes();
            assertEquals(8 * i, b[6]);
            assertEquals(8 * 15, b[7]);
            assertEquals(8 * i, b[12]);
            assertEquals(0x60, b[13]);
            int n = (b.length - 18) / 18;
            assertEquals(i < 7 ? 0 : n, n);
            events += n;
        }
        // From 21:00 to midnight one of 22:00 on, then 12 a day.
        assertEquals(1 + 12, events);
    }

    @Test
    void manyShortPlays_takeSeveralSectionsOfASegment() {
        AnnouncedSet clips = new AnnouncedSet("c", 3, "c", "C", "und", 20_000, 10_000, 20_000, 0, 1,
                List.of(Sets.stream(0, new Carriage.PlainUdp(), 0)));
        List<SiSection> schedule = service(information.ofAll(List.of(clips), 1, NOW), 0x60, 0x1610);
        // 540 in three hours, 226 to a section.
        List<SiSection> segment = schedule.stream().filter(s -> (s.bytes()[6] & 0xff) / 8 == 9).toList();
        assertEquals(3, segment.size());
        assertEquals(540, segment.stream().mapToInt(s -> (s.bytes().length - 18) / 18).sum());
        for (int i = 0; i < 3; i++) {
            assertEquals(72 + i, segment.get(i).bytes()[6]);
            assertEquals(74, segment.get(i).bytes()[12]);
        }
    }

    @Test
    void everySectionIsWholeAndIsOne() {
        AnnouncedSet big = new AnnouncedSet("b", 119, "b", "Gr\u00f6\u00dftes \u4e2d".repeat(30), "deu", 7_200_000,
                15_000, 7_200_000, 0, 77, Sets.film("x", 496, new Carriage.PlainUdp()).streams());
        List<SiSection> all = new ServiceInformation(NUMBERS, "N\u00e4", "P\u00e4".repeat(50), 0x4d4d, 4)
                .ofAll(List.of(film, big), 9, NOW);
        Set<String> names = new HashSet<>();
        for (SiSection section : all) {
            byte[] b = section.bytes();
            assertEquals(b.length, 3 + ((b[1] & 15) << 8 | (b[2] & 0xff)));
            assertEquals(0, Crc32Mpeg2.of(b, 0, b.length));
            assertTrue(b.length <= (section.pid() == SiSection.EIT_PID ? 4096 : 1024));
            assertTrue(names.add(section.pid() + " " + hex(b).substring(0, 2) + " " + hex(b).substring(6, 10) + " "
                    + hex(b).substring(12, 14)), "twice: " + hex(b).substring(0, 16));
        }
        List<SiSection> references = of(all, 0x42);
        assertTrue(references.size() >= 5, references.size() + " sections");
        int listed = references.stream().mapToInt(s -> count(s.bytes())).sum();
        assertEquals(500, listed);
        assertEquals(0xffff, NUMBERS.serviceId(big, 495));
        // Each transport stream is in the network's list.
        assertEquals(501, of(all, 0x40).stream().mapToInt(s -> {
            int n = 0;
            int at = 10 + (s.bytes()[8] & 15) * 256 + (s.bytes()[9] & 0xff) + 2;
            for (; at < s.bytes().length - 4; at += 6 + (s.bytes()[at + 5] & 0xff)) {
                n++;
            }
            return n;
        }).sum());
    }

    @Test
    void whereAStreamIs_isSaidWhereThereIsASpecifier() {
        List<SiSection> all = new ServiceInformation(NUMBERS, "N", "P", 0x4d4d, 1).ofAll(List.of(film), 5, NOW);
        String uri = "rtp://@239.255.7.1:5000";
        String sdt = hex(service(all, 0x46, 0x1610).get(0).bytes());
        assertTrue(sdt.contains("4c0216005f0400004d4d7f1a1380" + "17" + ascii(uri)), sdt);
    }

    @Test
    void impossibleNumbers_areRefused() {
        assertThrows(IllegalArgumentException.class, () -> new SiNumbers(0, 1, 1));
        assertThrows(IllegalArgumentException.class, () -> new SiNumbers(1, 0x10000, 1));
        assertThrows(IllegalArgumentException.class, () -> new SiNumbers(1, 1, 0x1000));
        assertThrows(IllegalArgumentException.class, () -> new ServiceInformation(NUMBERS, "N", "P", 0, 5));
    }

    @Test
    void nothing_isStillANetwork() {
        List<SiSection> all = information.ofAll(List.of(), 0, NOW);
        assertEquals(List.of(0x40, 0x42), all.stream().map(SiSection::tableId).toList());
        assertEquals(Instant.MAX, information.nextChange(List.of(), NOW));
    }

    /** Streams that NVOD references of an SDT section list. */
    private static int count(byte[] b) {
        int n = 0;
        int at = 11;
        while (at < b.length - 4) {
            int end = at + 5 + ((b[at + 3] & 15) << 8 | (b[at + 4] & 0xff));
            for (at += 5; at < end; at += 2 + (b[at + 1] & 0xff)) {
                n += b[at] == 0x4b ? (b[at + 1] & 0xff) / 6 : 0;
            }
        }
        return n;
    }
}
