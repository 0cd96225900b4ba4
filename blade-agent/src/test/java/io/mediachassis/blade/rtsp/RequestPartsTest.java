package io.mediachassis.blade.rtsp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mediachassis.blade.repair.LossRepair;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class RequestPartsTest {
    private static final Destinations NOWHERE = new Destinations(List.of());

    @Test
    void url_inEveryFormThatPlayersSend_isRead() {
        assertEquals(new RtspUri("h:8554", "clip", -1), RtspUri.parse("rtsp://h:8554/clip"));
        assertEquals(new RtspUri("h:8554", "clip", -1), RtspUri.parse("RTSP://h:8554/clip/"));
        assertEquals(new RtspUri("h", "clip", 0), RtspUri.parse("rtsp://h/clip/trackID=0"));
        assertEquals(new RtspUri("h", "clip", 0), RtspUri.parse("rtsp://u:p@h/programs/clip//trackID=0?x=/y"));
        assertEquals(new RtspUri("h", "", 12), RtspUri.parse("rtsp://h/stream=12"));
        assertEquals(new RtspUri("h", "", -1), RtspUri.parse("rtsp://h"));
        assertEquals(new RtspUri("", "", -1), RtspUri.parse("*"));
        assertEquals(new RtspUri("", "clip", -1), RtspUri.parse("/clip"));
    }

    @Test
    void url_ofNoPlainProgram_namesNone() {
        for (String bad : List.of("rtsp://h/../etc", "rtsp://h/a/b", "rtsp://h/a%2fb", "rtsp://h/.hidden",
                "rtsp://h/" + "a".repeat(65), "rtsp://h/a\u00e4")) {
            assertEquals("", RtspUri.parse(bad).programId(), bad);
        }
        assertEquals("", RtspUri.parse("rtsp://h\u0001x/clip").authority());
    }

    @Test
    void range_isRead() {
        assertEquals(range(0, -1), NptRange.parse("npt=0.000-"));
        assertEquals(range(0, 60_000), NptRange.parse("npt=0-60"));
        assertEquals(range(3_723_450, -1), NptRange.parse("NPT = 1:02:03.45-"));
        assertEquals(Optional.of(NptRange.GO_ON), NptRange.parse("npt=now-"));
        assertEquals(range(1, -1), NptRange.parse("npt=.001-").or(() -> range(1, -1)));
        assertEquals(range(-1, 20_000), NptRange.parse("npt=-20"));
        assertEquals(range(5_000, -1), NptRange.parse("npt=5-;time=20261121T000000Z"));
        for (String bad : List.of("", "npt=", "npt=-", "npt=5-5", "npt=9-5", "clock=2026-", "npt=-5-", "npt=a-",
                "npt=99999999999999-", "smpte=0:00:00-", "npt=1:99:00-")) {
            assertEquals(Optional.empty(), NptRange.parse(bad), bad);
        }
        assertEquals("12.340", NptRange.seconds(12_340));
    }

    @Test
    void transport_isChosenInTheConsolesOrder() {
        List<TransportOffer> offers = TransportOffer.parse(
                "RTP/SAVP;unicast;client_port=5000-5001, RTP/AVP/TCP;unicast;interleaved=2-3;mode=\"play\","
                        + "RTP/AVP;unicast;client_port=6000");
        assertEquals(3, offers.size());
        assertFalse(offers.get(0).acceptableFor("192.0.2.1", NOWHERE));
        assertTrue(offers.get(1).acceptableFor("192.0.2.1", NOWHERE) && offers.get(1).isInterleaved());
        assertEquals(OptionalInt.of(3), offers.get(1).channel2());
        assertTrue(offers.get(2).acceptableFor("192.0.2.1", NOWHERE));
        assertEquals(OptionalInt.of(6001), offers.get(2).clientPort2());
        TransportOffer feedback = TransportOffer.parse("RTP/AVPF;unicast;client_port=6000").get(0);
        assertTrue(feedback.acceptableFor("192.0.2.1", NOWHERE) && feedback.feedback());
        assertTrue(TransportOffer.parse("RTP/AVPF/TCP;unicast;interleaved=0-1").get(0).isInterleaved());
    }

    @Test
    void transport_thatCannotBeServed_isNotAccepted() {
        for (String bad : List.of("RTP/AVP;multicast", "RTP/AVP;unicast", "RTP/AVP;unicast;client_port=80-81",
                "RTP/AVP;unicast;client_port=70000-70001", "RTP/AVP;unicast;client_port=a-b",
                "RTP/AVP;unicast;client_port=5000-5001;destination=192.0.2.9",
                "RTP/AVP;unicast;client_port=5000-5001;mode=RECORD", "RTP/AVP/TCP;unicast;interleaved=4-4",
                "RTP/AVP/TCP;unicast;interleaved=255", "RTP/SAVP;unicast;client_port=5000-5001")) {
            assertFalse(TransportOffer.parse(bad).get(0).acceptableFor("192.0.2.1", NOWHERE), bad);
        }
        assertTrue(TransportOffer.parse("RTP/AVP/UDP;client_port=5000-5001;destination=192.0.2.1")
                .get(0)
                .acceptableFor("192.0.2.1", NOWHERE));
        assertEquals(TransportOffer.MAX_OFFERS, TransportOffer.parse("a,".repeat(100)).size());
    }

    @Test
    void destinations_areNetworks() {
        Destinations allowed = new Destinations(List.of("192.0.2.0/25", "198.51.100.7/32", "0.0.0.0/32"));
        for (String good : List.of("192.0.2.1", "192.0.2.127", "198.51.100.7", "203.0.113.1")) {
            assertTrue(allowed.allowed("203.0.113.1", good), good);
        }
        for (String bad : List.of("192.0.2.128", "198.51.100.8", "0.0.0.0", "localhost", "192.0.2", "::1", "")) {
            assertFalse(allowed.allowed("203.0.113.1", bad), bad);
        }
        assertFalse(new Destinations(List.of("0.0.0.0/0")).allowed("203.0.113.1", "239.1.1.1"), "a group");
        for (String bad : List.of("192.0.2.0", "192.0.2.0/33", "host/24", "192.0.2.0/", "/24", "192.0.2.0/2x", "::/0")) {
            assertThrows(IllegalArgumentException.class, () -> new Destinations(List.of(bad)), bad);
        }
    }

    @Test
    void description_saysWhatPlayersNeed() {
        String sdp = Sdp.describe(new ProgramDescription("clip", "A\r\nm=audio 1", 61_500, 4_000_100), "192.0.2.1",
                LossRepair.NONE);
        for (String line : List.of("s=A m=audio 1", "a=range:npt=0-61.500", "m=video 0 RTP/AVP 33", "b=AS:4001",
                "a=control:trackID=0", "c=IN IP4 0.0.0.0")) {
            assertTrue(sdp.contains("\r\n" + line + "\r\n"), sdp);
        }
    }

    @Test
    void playersThatCanTakeIt_areOfferedRepair() {
        ProgramDescription clip = new ProgramDescription("clip", "Clip", 61_500, 4_000_100);
        String ffmpeg = Sdp.describe(clip, "192.0.2.1", LossRepair.offeredTo("Lavf59.27.100"));
        assertTrue(ffmpeg.contains("\r\nm=video 0 RTP/AVPF 33\r\n"), ffmpeg);
        assertTrue(ffmpeg.contains("\r\na=rtcp-fb:33 nack\r\n") && !ffmpeg.contains("rtx"), ffmpeg);
        String gstreamer = Sdp.describe(clip, "192.0.2.1", LossRepair.offeredTo("GStreamer/1.22.0"));
        assertTrue(gstreamer.contains("\r\nm=video 0 RTP/AVPF 33 96\r\n"), gstreamer);
        assertTrue(gstreamer.contains("\r\na=fmtp:96 apt=33;rtx-time="), gstreamer);
        // live555 reads RTP/AVP alone.
        for (String other : List.of("LibVLC/3.0.18 (LIVE555 Streaming Media v2016.11.28)", "", "AmiNET")) {
            assertEquals(LossRepair.NONE, LossRepair.offeredTo(other));
        }
        assertEquals(LossRepair.PLAIN, LossRepair.of("Lavf59.27.100", false));
        assertEquals(LossRepair.RETRANSMISSION, LossRepair.of("something new", true));
        assertEquals(LossRepair.NONE, LossRepair.of("something new", false));
    }

    @Test
    void whatGrows_hasNoEndYet() {
        String sdp = Sdp.describe(ProgramDescription.growing("clip", "A film", 4_000_000), "192.0.2.1", LossRepair.NONE);
        assertTrue(sdp.contains("\r\na=range:npt=0-\r\n"), sdp);
        assertEquals("npt=1.500-", NptRange.header(new PlayAnswer(1500, PlayAnswer.NOT_KNOWN_MS, 1, 1)));
        assertEquals("npt=1.500-2.000", NptRange.header(new PlayAnswer(1500, 2000, 1, 1)));
        assertTrue(PlayHeaders.mediaProperties(true).contains("Time-Progressing"));
        assertTrue(PlayHeaders.mediaProperties(false).contains("Immutable"));
    }

    private static Optional<NptRange> range(long from, long to) {
        return Optional.of(new NptRange(
                from < 0 ? OptionalLong.empty() : OptionalLong.of(from),
                to < 0 ? OptionalLong.empty() : OptionalLong.of(to)));
    }
}
