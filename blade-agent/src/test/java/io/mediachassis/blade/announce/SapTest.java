package io.mediachassis.blade.announce;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SapTest {
    private static final long SECOND = 1_000_000_000L;

    private final AnnouncedSet set = Sets.film("Film", 1, new Carriage.Rtp(7, new Carriage.Interleave(38, 8, 3, 37),
            new Carriage.Repair(97, 6000, Sets.address("192.0.2.20"), 5001, 3000)));
    private final String sdp = new SdpWriter(Sets.ORIGIN).stream(set, set.streams().get(0));
    private final SapWriter writer = new SapWriter(Sets.ORIGIN);

    @Test
    void anAnnouncement_isWhatTheRfcDraws() throws AnnouncementRefusedException {
        byte[] packet = writer.announcement(sdp);
        assertEquals("2000", HexFormat.of().formatHex(packet, 0, 2));
        assertEquals("c000020a" + HexFormat.of().formatHex("application/sdp\0v=0".getBytes(StandardCharsets.US_ASCII)),
                HexFormat.of().formatHex(packet, 4, 8 + 19));
        SapMessage read = SapMessage.parse(ByteBuffer.wrap(packet)).orElseThrow();
        assertEquals(new SapMessage(false, (packet[2] & 0xff) << 8 | (packet[3] & 0xff), Sets.ORIGIN, sdp), read);
        assertNotEquals(0, read.hash());
    }

    @Test
    void aDeletion_hasTheHashAndTheOrigin() throws AnnouncementRefusedException {
        SapMessage announced = SapMessage.parse(ByteBuffer.wrap(writer.announcement(sdp))).orElseThrow();
        byte[] packet = writer.deletion(sdp);
        assertEquals(0x24, packet[0]);
        SapMessage deleted = SapMessage.parse(ByteBuffer.wrap(packet)).orElseThrow();
        assertTrue(deleted.deletion());
        assertEquals(announced.hash(), deleted.hash());
        assertEquals(announced.source(), deleted.source());
        assertEquals(sdp.lines().skip(1).findFirst().orElseThrow() + "\r\n", deleted.description());
    }

    @Test
    void anotherVersion_hasAnotherHash() {
        assertNotEquals(SapWriter.hash(sdp), SapWriter.hash(sdp.replace(" 5 IN", " 6 IN")));
        assertEquals(SapWriter.hash(sdp), SapWriter.hash(new String(sdp.toCharArray())));
    }

    @Test
    void announcersOfVersion6_sayTheirAddressInFull() throws AnnouncementRefusedException {
        byte[] packet = new SapWriter(Sets.address("2001:db8::9")).announcement(sdp);
        assertEquals(0x30, packet[0]);
        assertEquals(Sets.address("2001:db8::9"), SapMessage.parse(ByteBuffer.wrap(packet)).orElseThrow().source());
    }

    @Test
    void whatIsTooLong_isRefusedWithItsSize() throws AnnouncementRefusedException {
        String head = "v=0\r\no=- 1 1 IN IP4 1.2.3.4\r\n";
        String fits = head.concat("a".repeat(1024 - 8 - 16 - 31)).concat("\r\n");
        int over = 1024 - writer.announcement(fits).length;
        String most = fits.replace("a\r\n", "a".repeat(over + 1) + "\r\n");
        assertEquals(1024, writer.announcement(most).length);
        String message = assertThrows(AnnouncementRefusedException.class, () -> writer.announcement(most + "b"))
                .getMessage();
        assertTrue(message.contains("1025") && message.contains("1024") && message.contains("shorten"), message);
        AnnouncedSet many = Sets.film("Film", 100, new Carriage.PlainUdp());
        assertThrows(AnnouncementRefusedException.class,
                () -> writer.announcement(new SdpWriter(Sets.ORIGIN).set(many)));
    }

    /** Everything in one stream's description at its longest still goes into one packet. */
    @Test
    void theLongestTitle_fits() throws AnnouncementRefusedException {
        AnnouncedStream stream = new AnnouncedStream(495, Sets.address("239.255.255.250"), 65534,
                Sets.address("192.168.100.200"), 255, new Carriage.Rtp(-1, new Carriage.Interleave(16384, 1000, 1000,
                16383), new Carriage.Repair(127, 65535, Sets.address("192.168.100.201"), 65535, 600_000)), Sets.START
                .plusNanos(123_000_000), 0);
        AnnouncedSet longest = Sets.set("\u4e2d".repeat(200), List.of(stream));
        assertTrue(writer.announcement(new SdpWriter(Sets.ORIGIN).stream(longest, stream)).length <= 1024);
    }

    @Test
    void theGroup_isTheScopes() {
        assertArrayEquals(Sets.address(SapWriter.LOCAL_GROUP).getAddress(),
                SapWriter.announcementGroup(Sets.address("239.255.7.1")));
        assertArrayEquals(Sets.address(SapWriter.ORGANISATION_GROUP).getAddress(),
                SapWriter.announcementGroup(Sets.address("239.194.7.1")));
        assertArrayEquals(Sets.address(SapWriter.GLOBAL_GROUP).getAddress(),
                SapWriter.announcementGroup(Sets.address("232.1.7.1")));
        assertArrayEquals(Sets.address("ff05::2:7ffe").getAddress(),
                SapWriter.announcementGroup(Sets.address("ff15::1234")));
    }

    @Test
    void whatIsNoPlainAnnouncement_isLeftAlone() throws AnnouncementRefusedException {
        byte[] good = writer.announcement(sdp);
        for (int bits : new int[] {0x01, 0x02, 0x40, 0x80}) {
            byte[] bad = good.clone();
            bad[0] ^= (byte) bits;
            assertEquals(Optional.empty(), SapMessage.parse(ByteBuffer.wrap(bad)), "bit " + bits);
        }
        byte[] authenticated = good.clone();
        authenticated[1] = (byte) 255;
        assertEquals(Optional.empty(), SapMessage.parse(ByteBuffer.wrap(authenticated)));
        byte[] other = new String(good, StandardCharsets.ISO_8859_1).replace("application/sdp", "application/xml")
                .getBytes(StandardCharsets.ISO_8859_1);
        assertEquals(Optional.empty(), SapMessage.parse(ByteBuffer.wrap(other)));
        long seed = 20_261_121;
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            byte[] b = Arrays.copyOf(good, random.nextInt(good.length + 1));
            for (int n = random.nextInt(4); n > 0 && b.length > 0; n--) {
                b[random.nextInt(Math.min(b.length, 40))] = (byte) random.nextInt();
            }
            SapMessage.parse(ByteBuffer.wrap(b)).ifPresent(m -> assertTrue(m.hash() >= 0 && m.hash() <= 0xffff));
        }
    }

    @Test
    void sessionsAreAnnouncedAtOnceAndThenInTheRfcsInterval() {
        long seed = 7;
        System.out.println("seed " + seed);
        SapSchedule schedule = new SapSchedule(SapSchedule.DEFAULT_LIMIT_BPS, new Random(seed));
        for (int i = 0; i < 10; i++) {
            schedule.put("s" + i, 600, 0);
        }
        Map<String, Long> last = new HashMap<>();
        long least = Long.MAX_VALUE;
        long most = 0;
        int count = 0;
        for (long now = 0; now < 3600 * SECOND; now += SECOND / 10) {
            for (String id : schedule.due(now)) {
                Long before = last.put(id, now);
                if (before == null) {
                    assertTrue(now < 2 * SECOND, id + " first at " + now);
                } else {
                    least = Math.min(least, now - before);
                    most = Math.max(most, now - before);
                    count++;
                }
            }
        }
        assertEquals(10, last.size());
        assertTrue(least >= 200 * SECOND && most <= 401 * SECOND, least + " to " + most);
        assertTrue(most - least > 100 * SECOND, "no random part: " + least + " to " + most);
        assertTrue(count > 90 && count < 160, count + " announcements");
    }

    @Test
    void theMoreSessions_theLongerTheInterval() {
        SapSchedule schedule = new SapSchedule(4000, new Random(1));
        schedule.put("a", 1000, 0);
        assertEquals(300, schedule.intervalS(1000));
        schedule.heard(499);
        assertEquals(1000, schedule.intervalS(1000));
        schedule.remove("a");
        assertEquals(List.of(), schedule.due(SECOND));
    }

    @Test
    void aChangedSession_isAnnouncedAtOnce() {
        SapSchedule schedule = new SapSchedule(4000, new Random(1));
        schedule.put("a", 1000, 0);
        assertEquals(List.of("a"), schedule.due(0));
        assertEquals(List.of(), schedule.due(100 * SECOND));
        schedule.put("a", 1000, 100 * SECOND);
        assertEquals(List.of("a"), schedule.due(100 * SECOND));
    }

    /** Hundreds of streams come up together: not in one burst. */
    @Test
    void manyNewSessions_areSpread() {
        SapSchedule schedule = new SapSchedule(4000, new Random(1));
        for (int i = 0; i < 240; i++) {
            schedule.put("s" + i, 700, 0);
        }
        int most = 0;
        int all = 0;
        for (long now = 0; now < 20 * SECOND; now += SECOND / 10) {
            int due = schedule.due(now).size();
            most = Math.max(most, due);
            all += due;
        }
        assertEquals(240, all);
        assertTrue(most <= 3, most + " at once");
    }
}
