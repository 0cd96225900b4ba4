package io.mediachassis.sim.player;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** What a network interface saw, by tshark: an independent witness of who sent what. One thread. */
public final class Capture implements AutoCloseable {
    private static final Duration READ = Duration.ofSeconds(30);

    private final Process tshark;
    private final Path file;

    /**
     * An RTP packet.
     *
     * @param second of its arrival
     * @param hardware the Ethernet address that it came from
     */
    public record Rtp(double second, String hardware, String source, long ssrc, int sequence, long timestamp) {}

    /** What one UDP packet had, at a second. */
    @SuppressWarnings("ArrayRecordComponent")
    public record Datagram(double second, byte[] bytes) {}

    /**
     * Returns once packets are seen.
     *
     * @param within what the command begins with
     */
    public Capture(List<String> within, String networkInterface, Path file) throws IOException {
        this.file = file;
        List<String> command = new ArrayList<>(within);
        command.addAll(List.of("tshark", "-q", "-i", networkInterface, "-f", "udp", "-w", file.toString()));
        tshark = new ProcessBuilder(command).redirectErrorStream(true).start();
        BufferedReader told = new BufferedReader(
                new InputStreamReader(tshark.getInputStream(), StandardCharsets.ISO_8859_1));
        StringBuilder all = new StringBuilder();
        for (String line = told.readLine(); line == null || !line.contains("Capturing on"); line = told.readLine()) {
            if (line == null) {
                throw new IOException("tshark does not capture: " + all);
            }
            all.append(line).append('\n');
        }
    }

    /**
     * Ends it, and gives the media packets from a port, without what a console had sent again by the engine that sent it;
     * what is sent from there without RTP is none.
     */
    public List<Rtp> rtp(int port) throws IOException {
        List<Rtp> packets = new ArrayList<>();
        Map<Long, Rtp> newest = new HashMap<>();
        for (String line : read(port, "rtp.version == 2 && rtp.p_type == 33", "frame.time_epoch", "eth.src", "ip.src", "rtp.ssrc", "rtp.seq",
                "rtp.timestamp")) {
            String[] f = line.split("\t", -1);
            Rtp packet = new Rtp(Double.parseDouble(f[0]), f[1], f[2], Long.decode(f[3]), Integer.parseInt(f[4]),
                    Long.parseLong(f[5]));
            Rtp before = newest.get(packet.ssrc());
            boolean again = before != null && before.hardware().equals(packet.hardware())
                    && (short) (packet.sequence() - before.sequence()) <= 0;
            if (!again) {
                newest.put(packet.ssrc(), packet);
                packets.add(packet);
            }
        }
        return packets;
    }

    /** Ends it, and gives what came to a group, from whomever. */
    public List<Datagram> datagrams(String group, int port) throws IOException {
        return read("udp.port==" + port + ",data", "ip.dst == " + group + " && udp.dstport == " + port,
                "frame.time_epoch", "udp.payload").stream()
                .map(line -> line.split("\t", -1))
                .map(f -> new Datagram(Double.parseDouble(f[0]), HexFormat.of().parseHex(f[1].replace(":", ""))))
                .toList();
    }

    /** Seconds at which RTCP BYEs came from a port. */
    public List<Double> byes(int port) throws IOException {
        return read(port, "rtcp.pt == 203", "frame.time_epoch").stream().map(Double::parseDouble).toList();
    }

    private List<String> read(int port, String filter, String... fields) throws IOException {
        return read("udp.port==" + port + "," + filter.split("[. ]", 2)[0], filter + " && udp.srcport == " + port, fields);
    }

    private List<String> read(String decodeAs, String filter, String... fields) throws IOException {
        close();
        List<String> command = new ArrayList<>(List.of(
                "tshark", "-r", file.toString(), "-d", decodeAs, "-Y", filter, "-T", "fields"));
        for (String field : fields) {
            command.add("-e");
            command.add(field);
        }
        Tool.Result result = Tool.run(command, READ);
        if (!result.ok()) {
            throw new IOException("tshark can't read " + file + ": " + result.output());
        }
        return result.output().lines().filter(line -> line.matches("[0-9]+\\.[0-9].*")).toList();
    }

    @Override
    public void close() throws IOException {
        tshark.destroy();
        try {
            if (!tshark.waitFor(5, TimeUnit.SECONDS)) {
                tshark.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
