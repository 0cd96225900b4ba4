package io.mediachassis.sim.console.description;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.mediachassis.blade.announce.AnnouncedSet;
import io.mediachassis.blade.announce.AnnouncedStream;
import io.mediachassis.blade.announce.Carriage;
import io.mediachassis.blade.announce.SdpWriter;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a station announces is what a console understands. */
class SdpReaderTest {
    private static final Instant START = Instant.parse("2026-11-21T20:00:00.500Z");

    private static InetAddress address(int a, int b, int c, int d) throws UnknownHostException {
        return InetAddress.getByAddress(new byte[] {(byte) a, (byte) b, (byte) c, (byte) d});
    }

    private static AnnouncedSet set(Carriage carriage, @Nullable InetAddress source) throws UnknownHostException {
        List<AnnouncedStream> streams = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            streams.add(new AnnouncedStream(
                    i, address(239, 1, 1, i), 5010, source, 16, carriage, START.plusSeconds(30L * i), 0));
        }
        return new AnnouncedSet("film", 1, "film", "A film", "und", 80_000, 30_000, 90_000, 4_000_000, 1, streams);
    }

    private static SessionDescription read(AnnouncedSet set) throws Exception {
        return SdpReader.read(new SdpWriter(address(10, 0, 0, 1)).set(set));
    }

    @Test
    void whereTheProgramIs_andWhereTheSet() throws Exception {
        AnnouncedSet set = set(new Carriage.Rtp(7, null, null), null);
        SessionDescription whole =
                SdpReader.read(new SdpWriter(address(10, 0, 0, 1), "rtsp://10.0.0.1:8554/").set(set));
        assertEquals("/interactive/film.ts", whole.program());
        assertEquals("rtsp://10.0.0.1:8554/interactive/film", whole.unicast());
        assertEquals("", read(set).unicast());
        SessionDescription one = SdpReader.read(new SdpWriter(address(10, 0, 0, 1)).stream(set, set.streams().get(1))
                + "a=mediachassis-set:http://10.0.0.1:8080/nvod/film.sdp\r\na=control:trackID=1\r\n");
        assertEquals("http://10.0.0.1:8080/nvod/film.sdp", one.set());
        assertEquals("", one.unicast());
    }

    @Test
    void aSetByRtp_withRepairInASessionOfItsOwn_andInterleaved() throws Exception {
        Carriage.Repair repair = new Carriage.Repair(97, 5014, address(10, 0, 0, 9), 5015, 2000);
        SessionDescription described =
                read(set(new Carriage.Rtp(0x8000_5eed, new Carriage.Interleave(160, 20, 4, 159), repair),
                        address(10, 0, 0, 1)));
        assertEquals("A film", described.title());
        assertEquals(3, described.media().size());
        MediaDescription second = described.media().get(1);
        assertEquals("239.1.1.1", Ipv4Text.of(second.address()));
        assertEquals(5010, second.port());
        assertEquals(33, second.payloadType());
        assertEquals("10.0.0.1", Ipv4Text.of(second.source()));
        assertEquals(0x8000_5eedL, second.ssrc());
        assertEquals(4_000_000, second.bitRate());
        assertEquals(159, second.reorder());
        assertEquals(new MediaDescription.Repair(97, Ipv4Text.parse("10.0.0.9"), 5015), second.repair());
        assertEquals(new MediaDescription.Starts(
                        START.plusSeconds(30), Duration.ofSeconds(90), 0, Duration.ofSeconds(80)), second.starts());
    }

    @Test
    void repairInTheStreamsOwnSession() throws Exception {
        Carriage.Repair repair = new Carriage.Repair(96, 0, address(10, 0, 0, 9), 5015, 2000);
        MediaDescription media = read(set(new Carriage.Rtp(7, null, repair), null)).media().get(0);
        assertEquals(new MediaDescription.Repair(96, Ipv4Text.parse("10.0.0.9"), 5015), media.repair());
        assertEquals(0, media.source());
        assertEquals(0, media.reorder());
    }

    @Test
    void plainUdp_andRtpWithoutRepair() throws Exception {
        MediaDescription udp = read(set(new Carriage.PlainUdp(), null)).media().get(2);
        assertFalse(udp.rtp());
        assertEquals("239.1.1.2", Ipv4Text.of(udp.address()));
        assertNotNull(udp.starts());
        assertNull(read(set(new Carriage.Rtp(7, null, null), null)).media().get(0).repair());
    }

    @Test
    void oneStream_alone() throws Exception {
        AnnouncedSet set = set(new Carriage.Rtp(7, null, null), address(10, 0, 0, 1));
        SessionDescription described =
                SdpReader.read(new SdpWriter(address(10, 0, 0, 1)).stream(set, set.streams().get(1)));
        assertEquals(1, described.media().size());
        assertEquals("239.1.1.1", Ipv4Text.of(described.media().get(0).address()));
        assertEquals("10.0.0.1", Ipv4Text.of(described.media().get(0).source()));
    }

    @Test
    void rtspsOwn_hasNoAddressYet() throws Exception {
        MediaDescription media = SdpReader.read("""
                v=0
                o=- 1 1 IN IP4 127.0.0.1
                s=x
                c=IN IP4 0.0.0.0
                t=0 0
                a=control:*
                m=video 0 RTP/AVPF 33 96
                a=rtpmap:33 MP2T/90000
                a=rtcp-fb:33 nack
                a=rtpmap:96 rtx/90000
                a=fmtp:96 apt=33;rtx-time=2000
                a=control:trackID=0
                """.replace("\n", "\r\n")).media().get(0);
        assertEquals("trackID=0", media.control());
        assertEquals(new MediaDescription.Repair(96, 0, 0), media.repair());
        assertEquals(-1, media.ssrc());
    }

    @Test
    void whatCantBe_isRefusedWithAWord() {
        refused("");
        refused("v=0\r\n");
        refused("v=0\r\nm=audio 5010 RTP/AVP 0\r\n");
        refused("v=0\r\nc=IN IP4 239.1.1.256\r\nm=video 5010 RTP/AVP 33\r\n");
        refused("v=0\r\nc=IN IP4 example.org\r\nm=video 5010 RTP/AVP 33\r\n");
        refused("v=0\r\nc=IN IP4 239.1.1.1\r\nm=video 70000 RTP/AVP 33\r\n");
        refused("v=0\r\nc=IN IP4 239.1.1.1\r\nm=video 5010 RTP/AVP 33\r\na=mediachassis-interleave:reorder=999999\r\n");
        refused("v=0\r\nc=IN IP4 239.1.1.1\r\nm=video 5010 RTP/AVP 33\r\na=mediachassis-nvod:start=now;period=5\r\n");
        refused("""
                v=0
                c=IN IP4 239.1.1.1
                m=video 5010 RTP/AVP 33
                a=mediachassis-nvod:start=2026-11-21T20:00:00Z;period=0
                """);
        refused("v=0\r\n" + "m=video 1 RTP/AVP 33\r\n".repeat(SdpReader.MAX_MEDIA));
        refused("v=0\r\n" + "a=x\r\n".repeat(SdpReader.MAX_CHARACTERS / 4));
    }

    private static void refused(String text) {
        assertThrows(DescriptionException.class, () -> SdpReader.read(text),
                text.substring(0, Math.min(100, text.length())));
    }
}
