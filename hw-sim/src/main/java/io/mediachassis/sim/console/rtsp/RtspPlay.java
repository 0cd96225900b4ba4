package io.mediachassis.sim.console.rtsp;

import io.mediachassis.sim.console.description.DescriptionException;
import io.mediachassis.sim.console.description.Ipv4Text;
import io.mediachassis.sim.console.description.MediaDescription;
import io.mediachassis.sim.console.description.SdpReader;
import io.mediachassis.sim.console.description.SessionDescription;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One program by RTSP: described, set up and played, through redirects.
 *
 * <pre>
 * DESCRIBE --302--> DESCRIBE elsewhere
 *     |200
 *     '--> SETUP by multicast where groups are described, else by unicast --> PLAY --> signs of life --> TEARDOWN
 * </pre>
 *
 * <p>Blocking; {@link #keepAlive} and {@link #close} are for any thread.
 */
public final class RtspPlay implements AutoCloseable {
    private static final int MAX_REDIRECTS = 5;
    private static final DateTimeFormatter UTC_TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss[.SSS]'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final RtspConnection connection;
    private final String base;
    private final SessionDescription description;

    /**
     * How a stream comes.
     *
     * @param media with group, port, source and SSRC as the server granted them
     * @param rtcp where reports go: the server's port; 0 where it is not told
     * @param firstSequence of the first packet, or -1
     * @param start when it begins; null: at once, or in the middle
     * @param fromMs where in the program it begins, milliseconds
     * @param scale at which it is played
     */
    public record Granted(MediaDescription media, int serverAddress, int rtcp, int firstSequence, @Nullable Instant start,
            long fromMs, double scale) {}

    private RtspPlay(RtspConnection connection, String base, SessionDescription description) {
        this.connection = connection;
        this.base = base;
        this.description = description;
    }

    /** Connects and has the program described. */
    public static RtspPlay describe(URI url) throws IOException, DescriptionException {
        URI at = url;
        for (int i = 0; i < MAX_REDIRECTS; i++) {
            RtspConnection connection = new RtspConnection(at);
            try {
                RtspAnswer answer = connection.ask("DESCRIBE", at.toString(), "Accept: application/sdp\r\n");
                if (answer.status() / 100 == 3 && !answer.header("location").isEmpty()) {
                    connection.close();
                    at = at.resolve(answer.header("location"));
                    continue;
                }
                if (answer.status() != 200) {
                    throw new IOException("DESCRIBE " + at + " was answered " + answer.status()
                            + (answer.header("x-reason").isEmpty() ? "" : ": " + answer.header("x-reason")));
                }
                String contentBase = answer.header("content-base");
                return new RtspPlay(connection, contentBase.isEmpty() ? at + "/" : contentBase,
                        SdpReader.read(answer.body()));
            } catch (IOException | DescriptionException | IllegalArgumentException e) {
                connection.close();
                throw e;
            }
        }
        throw new IOException(url + " was redirected " + MAX_REDIRECTS + " times");
    }

    public SessionDescription description() {
        return description;
    }

    /**
     * Sets a stream up and plays it.
     *
     * @param rtpPort where unicast is to come, even, RTCP to the one above
     * @param multicast whether by the group that the server names: of a set as a whole it picks the stream that begins
     *     next, which need not be the one that was described
     */
    public Granted play(MediaDescription media, int rtpPort, boolean multicast) throws IOException, DescriptionException {
        return play(media, rtpPort, multicast, "Range: npt=0-\r\n");
    }

    /**
     * Sets it up by unicast and plays it from somewhere, or at another scale.
     *
     * @param from position in the program
     * @param scale below 0 backward; what the server plays may be another one near it
     */
    public Granted play(MediaDescription media, int rtpPort, Duration from, double scale)
            throws IOException, DescriptionException {
        return play(media, rtpPort, false, String.format(Locale.ROOT, "Range: npt=%.3f-\r\n", from.toMillis() / 1000.0)
                + (scale == 1 ? "" : String.format(Locale.ROOT, "Scale: %.3f\r\n", scale)));
    }

    private Granted play(MediaDescription media, int rtpPort, boolean multicast, String what)
            throws IOException, DescriptionException {
        String profile = media.repair() == null ? "RTP/AVP" : "RTP/AVPF";
        RtspAnswer setUp = connection.need("SETUP", multicast ? aggregate() : control(media),
                "Transport: " + profile + (multicast ? ";multicast"
                        : ";unicast;client_port=" + rtpPort + "-" + (rtpPort + 1)) + "\r\n");
        RtspAnswer played = connection.need("PLAY", aggregate(), what);
        int peer = Ipv4Text.parse(connection.peer().getHostAddress());
        String source = setUp.transport("source").orElse("");
        int from = source.isEmpty() ? peer : Ipv4Text.parse(source);
        MediaDescription granted = granted(media, setUp, multicast);
        return new Granted(granted, from, second(setUp.transport("server_port").orElse("")),
                played.firstSequence().orElse(-1), start(played).orElse(null), played.fromMs().orElse(0), played.scale());
    }

    private static MediaDescription granted(MediaDescription media, RtspAnswer setUp, boolean multicast)
            throws DescriptionException, IOException {
        String ssrc = setUp.transport("ssrc").orElse("");
        long known = ssrc.matches("[0-9A-Fa-f]{1,8}") ? Long.parseLong(ssrc, 16) : media.ssrc();
        if (!multicast) {
            return new MediaDescription(media.address(), media.port(), true, media.payloadType(), media.source(), known,
                    media.bitRate(), media.reorder(), media.control(), media.repair(), media.starts());
        }
        String group = setUp.transport("destination").orElse("");
        int port = first(setUp.transport("port").orElse(""));
        if (group.isEmpty() || port == 0) {
            throw new IOException("SETUP was granted no group: " + setUp.header("transport"));
        }
        return new MediaDescription(Ipv4Text.parse(group), port, true, media.payloadType(), media.source(), known,
                media.bitRate(), media.reorder(), media.control(), media.repair(), media.starts());
    }

    private static Optional<Instant> start(RtspAnswer played) {
        try {
            return played.startsAt().map(text -> UTC_TIME.parse(text, Instant::from));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    private static int first(String ports) {
        String port = ports.split("-", 2)[0];
        return port.matches("[0-9]{1,5}") ? Integer.parseInt(port) & 0xffff : 0;
    }

    private static int second(String ports) {
        int dash = ports.indexOf('-');
        return dash < 0 ? 0 : first(ports.substring(dash + 1));
    }

    /** A sign of life, due well within the session's time-out. */
    public void keepAlive() throws IOException {
        connection.ask("GET_PARAMETER", aggregate(), "");
    }

    private String aggregate() {
        return base;
    }

    /** RFC 2326 C.1.1. */
    private String control(MediaDescription media) {
        String control = media.control();
        if (control.isEmpty() || control.equals("*")) {
            return base;
        }
        return control.contains("://") ? control : base + (base.endsWith("/") ? "" : "/") + control;
    }

    /** Tears down, as far as the server still listens. */
    @Override
    public void close() {
        try (connection) {
            connection.ask("TEARDOWN", aggregate(), "");
        } catch (IOException e) {
            // It has ended already, and closing it again is all there is to do.
        }
    }
}
