package io.mediachassis.blade.announce;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class M3uWriterTest {
    @Test
    void eachStreamIsAnEntry() {
        AnnouncedSet set = Sets.set("Film, \"the\"\nbest", List.of(
                Sets.stream(0, new Carriage.PlainUdp(), 0),
                Sets.stream(1, "239.255.7.2", "192.0.2.10", new Carriage.Rtp(1, null, null), 0)));
        assertEquals("""
                #EXTM3U
                #EXTINF:-1 tvg-id="film-nvod.0" group-title="Film, 'the' best",Film, "the" best (1/2)
                udp://@239.255.7.1:5000
                #EXTINF:-1 tvg-id="film-nvod.1" group-title="Film, 'the' best",Film, "the" best (2/2)
                rtp://192.0.2.10@239.255.7.2:5000
                """, M3uWriter.write(List.of(set)));
    }

    @Test
    void nothing_isAnEmptyList() {
        assertEquals("#EXTM3U\n", M3uWriter.write(List.of()));
    }

    @Test
    void addressesOfVersion6_areInBrackets() {
        assertEquals("udp://[2001:db8:0:0:0:0:0:1]@[ff15:0:0:0:0:0:0:1]:5000",
                M3uWriter.uri(Sets.stream(0, "ff15::1", "2001:db8::1", new Carriage.PlainUdp(), 0)));
        assertEquals("rtp://@[ff15:0:0:0:0:0:0:1]:5000",
                M3uWriter.uri(Sets.stream(0, "ff15::1", null, new Carriage.Rtp(0, null, null), 0)));
    }

    @Test
    void titlesStayOnTheirLine() {
        String list = M3uWriter.write(List.of(Sets.film("A\r\nudp://@239.0.0.1:1\u2028x", 3, new Carriage.PlainUdp())));
        assertEquals(7, list.lines().count(), list);
        assertTrue(list.lines().skip(1).allMatch(line -> line.startsWith("#EXTINF:-1 ")
                || line.startsWith("udp://@239.255.7.")), list);
    }
}
