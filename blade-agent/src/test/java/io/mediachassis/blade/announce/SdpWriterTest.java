package io.mediachassis.blade.announce;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class SdpWriterTest {
    private static final Carriage.Repair IN_SESSION =
            new Carriage.Repair(97, 0, Sets.address("192.0.2.20"), 5001, 3000);
    private static final Carriage.Repair OWN_SESSION =
            new Carriage.Repair(97, 6000, Sets.address("192.0.2.20"), 5001, 3000);
    private final SdpWriter writer = new SdpWriter(Sets.ORIGIN);

    @Test
    void aRepairedInterleavedSourceSpecificStream_isDescribedWhole() {
        AnnouncedStream stream = Sets.stream(1, "239.255.7.2", "192.0.2.10",
                new Carriage.Rtp(-2, new Carriage.Interleave(160, 20, 4, 159), IN_SESSION), 0);
        AnnouncedSet set = Sets.set("Der Blaue Engel", List.of(Sets.stream(0, new Carriage.PlainUdp(), 0), stream));
        String[] lines = writer.stream(set, stream).split("\r\n", -1);
        assertTrue(lines[1].matches("o=- [0-9]{1,19} 5 IN IP4 192\\.0\\.2\\.10"), lines[1]);
        lines[1] = "o=";
        assertEquals(List.of(
                "v=0",
                "o=",
                "s=Der Blaue Engel",
                "c=IN IP4 239.255.7.2/16",
                "t=4004280030 0",
                "r=7200 7200 0",
                "a=tool:Mediachassis",
                "a=recvonly",
                "a=source-filter: incl IN IP4 239.255.7.2 192.0.2.10",
                "m=video 5000 RTP/AVPF 33 97",
                "i=Start 2 of 2",
                "b=AS:4000",
                "a=rtpmap:33 MP2T/90000",
                "a=ssrc:4294967294 cname:239.255.7.2",
                "a=rtcp:5001 IN IP4 192.0.2.20",
                "a=rtcp-unicast:rsi",
                "a=rtcp-fb:33 nack",
                "a=rtpmap:97 rtx/90000",
                "a=fmtp:97 apt=33;rtx-time=3000",
                "a=mediachassis-interleave:window=160;burst=20;spacing=4;reorder=159",
                "a=mediachassis-nvod:start=2026-11-21T20:00:30Z;period=7200.000;plays=0",
                ""), List.of(lines));
    }

    @Test
    void aRetransmissionSession_isAMediumOfItsOwnInAGroup() {
        AnnouncedSet set = Sets.film("Film", 1, new Carriage.Rtp(7, null, OWN_SESSION));
        String sdp = writer.stream(set, set.streams().get(0));
        assertTrue(sdp.contains("a=group:FID 1 2\r\n"), sdp);
        assertTrue(sdp.contains("m=video 5000 RTP/AVPF 33\r\n"), sdp);
        String second = sdp.substring(sdp.lastIndexOf("m=video"));
        assertEquals(List.of("m=video 6000 RTP/AVPF 97", "i=Retransmissions", "c=IN IP4 192.0.2.20",
                "a=rtpmap:97 rtx/90000", "a=fmtp:97 apt=33;rtx-time=3000", "a=rtcp-mux", "a=mid:2"),
                second.lines().toList());
        assertTrue(sdp.substring(0, sdp.length() - second.length()).contains("a=mid:1\r\n"), sdp);
    }

    @Test
    void withoutRepair_nothingOfItIsSaid() {
        AnnouncedSet set = Sets.film("Film", 1, new Carriage.Rtp(7, null, null));
        String sdp = writer.stream(set, set.streams().get(0));
        assertTrue(sdp.contains("m=video 5000 RTP/AVP 33\r\n"), sdp);
        assertFalse(sdp.contains("nack") || sdp.contains("rtx") || sdp.contains("a=rtcp") || sdp.contains("interleave")
                || sdp.contains("source-filter") || sdp.contains("FID"), sdp);
    }

    @Test
    void plainTransportPackets_areNoRtp() {
        AnnouncedSet set = Sets.film("Film", 1, new Carriage.PlainUdp());
        String sdp = writer.stream(set, set.streams().get(0));
        assertTrue(sdp.contains("m=video 5000 udp 33\r\n"), sdp);
        assertFalse(sdp.contains("ssrc"), sdp);
    }

    @Test
    void ipv6_hasNoTtl() {
        AnnouncedStream stream = Sets.stream(0, "ff15::7:1", "2001:db8::1", new Carriage.Rtp(7, null, null), 0);
        String sdp = new SdpWriter(Sets.address("2001:db8::1")).stream(Sets.set("Film", List.of(stream)), stream);
        assertTrue(sdp.contains("c=IN IP6 ff15:0:0:0:0:0:7:1\r\n"), sdp);
        assertTrue(sdp.contains("a=source-filter: incl IN IP6 ff15:0:0:0:0:0:7:1 2001:db8:0:0:0:0:0:1\r\n"), sdp);
        assertTrue(sdp.contains(" IN IP6 2001:db8:0:0:0:0:0:1\r\n"), sdp);
    }

    @Test
    void anEnd_isGivenWhereThereIsOne() {
        AnnouncedStream once = Sets.stream(0, new Carriage.PlainUdp(), 1);
        String sdp = writer.stream(Sets.set("Film", List.of(once)), once);
        assertTrue(sdp.contains("t=4004280000 4004287200\r\na="), sdp);
        AnnouncedStream thrice = Sets.stream(0, new Carriage.PlainUdp(), 3);
        String repeated = writer.stream(Sets.set("Film", List.of(thrice)), thrice);
        assertTrue(repeated.contains("t=4004280000 4004301600\r\nr=7200 7200 0\r\n"), repeated);
    }

    @Test
    void aSet_hasAMediumForEachStreamAndAllStarts() {
        AnnouncedSet set = Sets.film("Film", 4, new Carriage.Rtp(7, null, OWN_SESSION));
        String sdp = writer.set(set);
        assertTrue(sdp.contains("t=4004280000 0\r\nr=7200 7200 0 30 60 90\r\n"), sdp);
        assertTrue(sdp.contains("\r\na=mediachassis-program:/interactive/film.ts\r\n"), sdp);
        assertEquals(4, sdp.split("m=video 5000 ", -1).length - 1);
        for (int i = 0; i < 4; i++) {
            assertTrue(sdp.contains("a=group:FID " + (2 * i + 1) + " " + (2 * i + 2) + "\r\n"), sdp);
            assertTrue(sdp.contains("a=mid:" + (2 * i + 1) + "\r\n") && sdp.contains("a=mid:" + (2 * i + 2) + "\r\n"));
            assertTrue(sdp.contains("c=IN IP4 239.255.7." + (i + 1) + "/16\r\n"), sdp);
        }
        assertEquals(1, sdp.split("\r\nt=", -1).length - 1);
    }

    /** What a publisher writes into a title stays a title. */
    @Test
    void aTitleCanNotAddLines() {
        for (String bad : List.of("A\r\nm=audio 1 RTP/AVP 0", "A\nB", "A\u0085B", "A\u2028B", "A\0B", "A\rB")) {
            AnnouncedSet set = Sets.film(bad, 1, new Carriage.PlainUdp());
            String sdp = writer.stream(set, set.streams().get(0));
            for (String line : sdp.split("\r\n", -1)) {
                assertTrue(line.isEmpty() || line.matches("[voscbtraimz]=[^\\r\\n\\x00\\u0085\\u2028]+"), line);
            }
            assertEquals(1, sdp.split("\r\nm=", -1).length - 1, sdp);
            assertTrue(sdp.contains("s=A "), sdp);
        }
        AnnouncedSet none = Sets.film(" \n ", 1, new Carriage.PlainUdp());
        assertTrue(writer.set(none).contains("s=film\r\n"));
        AnnouncedSet emoji = Sets.film("\ud83d\ude00".repeat(100) + "\ud83d", 1, new Carriage.PlainUdp());
        assertTrue(writer.set(emoji).contains("s=" + "\ud83d\ude00".repeat(40) + "\r\n"));
    }

    @Test
    void theOrigin_tellsStreamsAndSetsApartAndStays() {
        AnnouncedSet set = Sets.film("Film", 2, new Carriage.PlainUdp());
        String first = SdpWriter.originLine(writer.stream(set, set.streams().get(0)));
        assertEquals(first, SdpWriter.originLine(writer.stream(set, set.streams().get(0))));
        assertNotEquals(first, SdpWriter.originLine(writer.stream(set, set.streams().get(1))));
        assertNotEquals(first, SdpWriter.originLine(writer.set(set)));
        assertThrows(IllegalArgumentException.class, () -> SdpWriter.originLine("v=0\r\ns=x\r\n"));
    }

    @Test
    void badRecords_areRefusedByName() {
        Carriage udp = new Carriage.PlainUdp();
        refused("multicast", () -> Sets.stream(0, "192.0.2.1", null, udp, 0));
        refused("family", () -> Sets.stream(0, "ff15::1", "192.0.2.1", udp, 0));
        refused("family", () -> Sets.stream(0, "ff15::1", null, new Carriage.Rtp(1, null, IN_SESSION), 0));
        refused("one server", () -> new Carriage.Repair(97, 0, Sets.address("239.0.0.1"), 5001, 1));
        refused("payload type", () -> new Carriage.Repair(33, 0, Sets.ORIGIN, 5001, 1));
        refused("streams", () -> Sets.set("Film", List.of()));
        refused("period", () -> new AnnouncedSet("a", 0, "a", "a", "und", 2000, 1000, 1999, 0, 0,
                List.of(Sets.stream(0, udp, 0))));
        refused("blanks", () -> new AnnouncedSet("a b", 0, "a", "a", "und", 2000, 1000, 2000, 0, 0,
                List.of(Sets.stream(0, udp, 0))));
        refused("language", () -> new AnnouncedSet("a", 0, "a", "a", "EN", 2000, 1000, 2000, 0, 0,
                List.of(Sets.stream(0, udp, 0))));
    }

    private static void refused(String because, org.junit.jupiter.api.function.Executable action) {
        String message = assertThrows(IllegalArgumentException.class, action).getMessage();
        assertTrue(message.contains(because), message);
    }
}
