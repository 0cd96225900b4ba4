package io.mediachassis.blade.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mediachassis.blade.engine.CapturingConsole.Packet;
import io.mediachassis.blade.playout.PlayoutCounter;
import io.mediachassis.blade.repair.NackWriter;
import io.mediachassis.blade.trick.NumberedPictures;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Consoles of unicast streams lose packets and ask for them; what they get goes through real sockets. */
@Timeout(60)
class UnicastRepairTest {
    private static final int RTX = 96;
    private static final int MP2T = 33;

    @TempDir
    Path folder;

    private InProcessStation station;

    @BeforeEach
    void start() throws Exception {
        station = new InProcessStation(folder, NumberedPictures.constantRate(4), 4);
        for (int segment = 0; segment < station.segments(); segment++) {
            station.give(1, segment);
        }
    }

    @AfterEach
    void stop() throws Exception {
        Awaitility.await().until(() -> station.server.sessions() == 0 && station.engine(1).streams.count() == 0);
        station.close();
    }

    @Test
    void lostPacket_comesAsARetransmission_andAskedAgainAsItWas() throws Exception {
        try (CapturingConsole console = playing("RTP/AVPF", "GStreamer/1.22.0")) {
            Packet lost = console.packets().get(20);
            ask(console, lost.sequence());
            Packet rtx = awaited(console, RTX, 1).get(0);
            assertEquals(lost.sequence(), ByteBuffer.wrap(rtx.media()).getShort() & 0xffff);
            assertEquals(lost.timestamp(), rtx.timestamp());
            assertArrayEquals(lost.media(), Arrays.copyOfRange(rtx.media(), 2, rtx.media().length));

            // It may not know retransmissions after all; but one question that comes twice is one.
            Awaitility.await().pollInterval(25, TimeUnit.MILLISECONDS).until(() -> {
                ask(console, lost.sequence());
                return copies(console, lost).size() >= 2;
            });
            assertArrayEquals(lost.media(), copies(console, lost).get(1).media());
            assertEquals(1, awaited(console, RTX, 1).size());
        }
    }

    @Test
    void ffmpeg_getsThePacketAsItWas() throws Exception {
        try (CapturingConsole console = playing("RTP/AVP", "Lavf59.27.100")) {
            Packet lost = console.packets().get(20);
            ask(console, lost.sequence());
            Awaitility.await().until(() -> copies(console, lost).size() == 2);
            assertArrayEquals(lost.media(), copies(console, lost).get(1).media());
        }
    }

    @Test
    void whatNeverWas_andWhoWasOfferedNothing_getNothing() throws Exception {
        try (CapturingConsole console = playing("RTP/AVPF", "GStreamer/1.22.0");
                CapturingConsole other = playing("RTP/AVP", "LibVLC/3.0.18")) {
            int newest = console.packets().get(console.packets().size() - 1).sequence();
            ask(console, newest + 30_000 & 0xffff);
            Awaitility.await().until(() -> count(PlayoutCounter.RESEND_GONE) == 1);
            ask(console, console.packets().get(20).sequence(), "127.0.0.9");
            Packet lost = other.packets().get(20);
            ask(other, lost.sequence());
            // Behind the orders for the one come those for the other.
            ask(console, console.packets().get(20).sequence());
            awaited(console, RTX, 1);
            assertEquals(1, copies(other, lost).size());
            assertEquals(1, count(PlayoutCounter.RESENT));
        }
    }

    private CapturingConsole playing(String profile, String userAgent) throws Exception {
        CapturingConsole console = new CapturingConsole(station.address, "clip", profile, userAgent);
        assertEquals(200, console.setUp.status(), console.setUp.toString());
        assertTrue(console.setUp.header("Transport").startsWith(profile + ";unicast;"), console.setUp.toString());
        assertEquals(200, console.ask("PLAY").status());
        awaited(console, MP2T, 40);
        return console;
    }

    private static List<Packet> awaited(CapturingConsole console, int payloadType, int count) {
        Awaitility.await().until(() -> of(console, payloadType).size() >= count);
        return of(console, payloadType);
    }

    private static List<Packet> of(CapturingConsole console, int payloadType) {
        return console.packets().stream().filter(packet -> packet.payloadType() == payloadType).toList();
    }

    private static List<Packet> copies(CapturingConsole console, Packet of) {
        return of(console, MP2T).stream().filter(packet -> packet.sequence() == of.sequence()).toList();
    }

    private void ask(CapturingConsole console, int sequence) {
        ask(console, sequence, "127.0.0.1");
    }

    private void ask(CapturingConsole console, int sequence, String from) {
        ByteBuffer rtcp = ByteBuffer.allocate(64);
        int ssrc = (int) Long.parseLong(console.setUp.header("Transport").replaceFirst(".*;ssrc=([0-9A-F]+).*", "$1"), 16);
        int asked = new NackWriter(0x0a0b0c0d, "console").write(ssrc, new int[] {sequence}, 0, 1, rtcp);
        assertEquals(1, asked);
        station.engine(1).anchors.onRtcp(rtcp.flip(), from);
    }

    private long count(PlayoutCounter counter) {
        return station.engine(1).playout.counts().get(counter);
    }
}
