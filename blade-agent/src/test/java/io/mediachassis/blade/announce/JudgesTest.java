package io.mediachassis.blade.announce;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mediachassis.blade.announce.dvb.NetworkTables;
import io.mediachassis.blade.announce.dvb.SectionPacketizer;
import io.mediachassis.blade.announce.dvb.ServiceInformation;
import io.mediachassis.blade.announce.dvb.SiNumbers;
import io.mediachassis.blade.announce.dvb.SiSection;
import io.mediachassis.blade.repair.NackWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What others read in our bytes: Wireshark and ffmpeg, which share no code with us or one another. */
class JudgesTest {
    private static final int SI_PORT = 5500;
    private static final int RTCP_PORT = 5501;
    private static final Instant NOW = Sets.START.plusSeconds(3600);

    @TempDir
    private Path folder;

    private final AnnouncedSet film = Sets.film("Der blaue Engel \u2014 \u4e2d", 3, new Carriage.Rtp(7,
            new Carriage.Interleave(38, 8, 3, 37), new Carriage.Repair(97, 0, Sets.address("192.0.2.20"), 5001, 3000)));

    private static String run(List<String> command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(30, TimeUnit.SECONDS));
        assertEquals(0, process.exitValue(), text);
        return text;
    }

    /** Every PID's sections, as packets. */
    private static byte[] transport(List<SiSection> sections) {
        Map<Integer, List<byte[]>> byPid = new TreeMap<>();
        for (SiSection section : sections) {
            byPid.computeIfAbsent(section.pid(), pid -> new ArrayList<>()).add(section.bytes());
        }
        SectionPacketizer packetizer = new SectionPacketizer();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byPid.forEach((pid, list) -> {
            int bytes = list.stream().mapToInt(b -> b.length).sum();
            byte[] packets = new byte[SectionPacketizer.maxPackets(bytes) * 188];
            out.write(packets, 0, packetizer.write(pid, list, packets, 0) * 188);
        });
        return out.toByteArray();
    }

    private List<SiSection> sections() {
        List<SiSection> all = new ArrayList<>(new ServiceInformation(SiNumbers.unregistered(), "Chassis 1",
                "Mediachassis", 0x4d4d, 1).ofAll(List.of(film), 5, NOW));
        all.addAll(NetworkTables.time(NOW));
        return all;
    }

    @Test
    void wireshark_readsEveryTable() throws Exception {
        Pcap pcap = new Pcap();
        byte[] transport = transport(sections());
        for (int at = 0; at < transport.length; at += 7 * 188) {
            pcap.udp(SI_PORT, Arrays.copyOfRange(transport, at, Math.min(transport.length, at + 7 * 188)));
        }
        String text = tshark(pcap, "-d", "udp.port==" + SI_PORT + ",mp2t", "-o", "mpeg_sect.verify_crc:TRUE");
        assertFalse(text.contains("Malformed") || text.contains("CRC 32 Status: Bad"), text);
        has(text, "Network Information Table", "Network Name: Chassis 1", "Service Description Table",
                "Event Information Table", "Time and Date Table", "Time Offset Table");
        has(text, "NVOD Reference Descriptor", "Time Shifted Service Descriptor", "Time Shifted Event Descriptor",
                "Short Event Descriptor", "Der blaue Engel \u2014 \u4e2d", "Starts every 30 s");
        has(text, "UTC Start Time: Nov 21, 2026 20:00:30", "UTC Time: Nov 21, 2026 21:00:00", "CRC 32 Status: Good");
    }

    @Test
    void wireshark_readsAnnouncementsAndFeedback() throws Exception {
        SapWriter writer = new SapWriter(Sets.ORIGIN);
        String sdp = new SdpWriter(Sets.ORIGIN).stream(film, film.streams().get(1));
        Pcap pcap = new Pcap();
        pcap.udp(SapWriter.PORT, writer.announcement(sdp));
        pcap.udp(SapWriter.PORT, writer.deletion(sdp));
        ByteBuffer nack = ByteBuffer.allocate(100);
        new NackWriter(0x11, "console").write(7, new int[] {65535, 0, 1, 300}, 0, 4, nack);
        pcap.udp(RTCP_PORT, Arrays.copyOf(nack.array(), nack.position()));
        String text = tshark(pcap, "-d", "udp.port==" + RTCP_PORT + ",rtcp");
        assertFalse(text.contains("Malformed") || text.contains("Unknown"), text);
        has(text, "Session Announcement Protocol", "Message Type: Announcement", "Message Type: Deletion");
        has(text, "Session Description Protocol", "Session Name (s): Der blaue Engel",
                "Connection Address: 239.255.7.2", "RTP/AVPF", "Generic negative acknowledgement");
        has(text, "RTCP Transport Feedback NACK PID: 65535", "RTCP Transport Feedback NACK PID: 300", "console");
    }

    @Test
    void ffprobe_findsTheService() throws Exception {
        Path file = folder.resolve("si.ts");
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int i = 0; i < 20; i++) {
            all.writeBytes(transport(sections()));
        }
        Files.write(file, all.toByteArray());
        String text = run(List.of("ffprobe", "-hide_banner", "-f", "mpegts", "-show_programs", "-of", "compact",
                file.toString()));
        has(text, "program_id=5632", "tag:service_name=Der blaue Engel \u2014 \u4e2d",
                "tag:service_provider=Mediachassis");
    }

    private String tshark(Pcap pcap, String... options) throws Exception {
        Path file = folder.resolve("judged.pcap");
        Files.write(file, pcap.bytes());
        List<String> command = new ArrayList<>(List.of("tshark", "-r", file.toString(), "-V"));
        command.addAll(List.of(options));
        return run(command);
    }

    private static void has(String text, String... parts) {
        for (String part : parts) {
            assertTrue(text.contains(part), part + " is not in:\n" + text);
        }
    }

    /** A capture file (the classic format, raw IPv4). */
    private static final class Pcap {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        Pcap() {
            ByteBuffer header = ByteBuffer.allocate(24);
            header.putInt(0xa1b2c3d4).putShort((short) 2).putShort((short) 4).putLong(0).putInt(65_535).putInt(101);
            out.writeBytes(header.array());
        }

        void udp(int port, byte[] payload) {
            int length = 28 + payload.length;
            ByteBuffer packet = ByteBuffer.allocate(16 + length);
            packet.putInt(1).putInt(0).putInt(length).putInt(length);
            packet.put((byte) 0x45).put((byte) 0).putShort((short) length).putInt(0).put((byte) 16).put((byte) 17);
            packet.putShort((short) 0).putInt(0xc000020a).putInt(0xefff07fe);
            packet.putShort((short) port).putShort((short) port).putShort((short) (8 + payload.length));
            packet.putShort((short) 0).put(payload);
            out.writeBytes(packet.array());
        }

        byte[] bytes() throws IOException {
            return out.toByteArray();
        }
    }
}
