package io.mediachassis.blade.announce.dvb;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.mediachassis.blade.ts.Crc32Mpeg2;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class DvbCodingTest {
    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    /** The example of EN 300 468 annex C and section 5.2.4: 93/10/13 12:45:00 is 0xC079124500; 01:45:30 is 0x014530. */
    @Test
    void times_areTheStandardsExamples() {
        assertEquals("c079124500", hex(DvbTime.utc(Instant.parse("1993-10-13T12:45:00Z"))));
        assertEquals("014530", hex(DvbTime.duration((3600 + 45 * 60 + 30) * 1000L)));
    }

    @Test
    void times_areRoundedAndBounded() {
        assertEquals("c07a000000", hex(DvbTime.utc(Instant.parse("1993-10-13T23:59:59.500Z"))));
        assertEquals("c079235959", hex(DvbTime.utc(Instant.parse("1993-10-13T23:59:59.499Z"))));
        assertEquals("ffff235959", hex(DvbTime.utc(Instant.parse("2038-04-22T23:59:59Z"))));
        assertThrows(IllegalArgumentException.class, () -> DvbTime.utc(Instant.parse("2038-04-23T00:00:00Z")));
        assertEquals("000001", hex(DvbTime.duration(1)));
        assertEquals("995959", hex(DvbTime.duration(1_000_000_000_000L)));
    }

    @Test
    void text_isAsciiOrUtf8BehindItsSelector() {
        assertArrayEquals("Film 1".getBytes(StandardCharsets.US_ASCII), DvbText.encode("Film 1", 20));
        assertEquals("15c384c3966c", hex(DvbText.encode("\u00c4\u00d6l", 20)));
        // Cut at a character, the selector counted.
        assertEquals("15c384", hex(DvbText.encode("\u00c4\u00d6", 4)));
        assertEquals("15c384c396", hex(DvbText.encode("\u00c4\u00d6", 5)));
        assertEquals("Fil", new String(DvbText.encode("Film", 3), StandardCharsets.US_ASCII));
    }

    @Test
    void text_hasNoControls() {
        assertEquals("A B C", new String(DvbText.encode("A\r\nB\ue086C".replace("\ue086", " \ue086"), 20),
                StandardCharsets.US_ASCII));
        assertEquals("1541c3844220c384", hex(DvbText.encode("A\u00c4\ue08aB\u0086\u00c4", 20)));
        assertEquals("", hex(DvbText.encode("\u0005", 20)));
    }

    @Test
    void sections_haveLengthAndCrc() {
        byte[] section = new SectionWriter().begin(0x42, 0x1234, 33, 1, 2, 1024).u16(0xff01).u8(0xff).finish();
        assertEquals("42f00c1234c30102ff01ff", hex(section).substring(0, 22));
        assertEquals(3 + 12, section.length);
        assertEquals(0, Crc32Mpeg2.of(section, 0, section.length));
        assertThrows(IllegalArgumentException.class,
                () -> new SectionWriter().begin(0x42, 1, 1, 0, 0, 1024).put(new byte[1013]));
        assertEquals(1024, new SectionWriter().begin(0x42, 1, 1, 0, 0, 1024).put(new byte[1012]).finish().length);
    }

    @Test
    void theTime_isInTdtAndTot() {
        var time = NetworkTables.time(Instant.parse("1993-10-13T12:45:00Z"));
        assertEquals("707005c079124500", hex(time.get(0).bytes()));
        byte[] tot = time.get(1).bytes();
        assertEquals("73700bc079124500f000", hex(tot).substring(0, 20));
        assertEquals(0, Crc32Mpeg2.of(tot, 0, tot.length));
        assertEquals(14, tot.length);
    }
}
