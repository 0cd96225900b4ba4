package io.mediachassis.sim.console;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.blade.access.ShownToken;
import io.mediachassis.blade.os.GroupMembership;
import io.mediachassis.blade.os.Ipv4Endpoint;
import io.mediachassis.blade.os.UdpSocket;
import io.mediachassis.sim.console.description.DescriptionException;
import io.mediachassis.sim.console.description.MediaDescription;
import io.mediachassis.sim.console.description.SdpReader;
import io.mediachassis.sim.console.description.SessionDescription;
import io.mediachassis.sim.console.description.StreamChoice;
import io.mediachassis.sim.console.description.Target;
import io.mediachassis.sim.console.rtsp.RtspPlay;
import java.io.IOException;
import java.net.NetworkInterface;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds out what a target is, chooses the stream, and joins or asks for it. Blocking; one thread. */
public final class Tuner {
    /** What kernels grant without rights; with them this much. */
    private static final int RECEIVE_BUFFER = 8 << 20;
    private static final int SEND_BUFFER = 1 << 16;
    private static final int PORT_TRIES = 100;
    private static final Duration LONGEST = Duration.ofDays(1);
    private static final Duration ANSWER = Duration.ofSeconds(10);
    /** To join takes time: a start that is nearer than this is left to others. */
    private static final Duration JOIN = Duration.ofMillis(200);

    /** A start that is so near is waited for. */
    private static final Duration SOON = Duration.ofSeconds(1);

    private final Clock clock;
    private final int interfaceIndex;

    /** @param interfaceName by which groups are joined; empty: as the routing table has it */
    public Tuner(String interfaceName, Clock clock) throws IOException {
        this.clock = clock;
        this.interfaceIndex = index(interfaceName);
    }

    private static int index(String name) throws IOException {
        if (name.isEmpty()) {
            return 0;
        }
        NetworkInterface found = NetworkInterface.getByName(name);
        if (found == null) {
            throw new IOException("there is no interface " + name + "; ip link lists them");
        }
        return found.getIndex();
    }

    /**
     * Tunes in.
     *
     * @param reach of a set, a play that began so long ago at most is joined if its beginning can be fetched; zero: none is
     */
    Tuned tune(Target target, Duration reach) throws IOException, DescriptionException, InterruptedException {
        if (target instanceof Target.Rtsp rtsp) {
            return rtsp(RtspPlay.describe(rtsp.uri()), rtsp.uri());
        }
        if (target instanceof Target.Stream stream) {
            return joined(new Joining(stream.media()), null, -1);
        }
        SessionDescription described = SdpReader.read(text(target));
        List<MediaDescription> media = described.media();
        if (media.stream().allMatch(m -> m.starts() == null)) {
            return joined(new Joining(media.get(0)), null, -1);
        }
        Instant now = clock.now();
        StreamChoice.Chosen next = StreamChoice.next(media, now, JOIN).orElse(null);
        URI program = withToken(program(target, described), target);
        URI alone = withToken(unicast(described), target);
        StreamChoice.Chosen running = program == null || reach.isZero() ? null
                : StreamChoice.resume(media, Duration.ZERO, reach, now).orElse(null);
        if (running != null && running.media().rtp() && (next == null || Duration.between(now, next.start()).compareTo(SOON) > 0)) {
            return joined(new Joining(running.media(), running.start(), program, alone, media, running.index(), true),
                    null, -1);
        } else if (next == null) {
            throw new DescriptionException("the last play has begun: nothing starts any more");
        }
        return joined(new Joining(next.media(), next.start(), null, alone, media, next.index(), false), null, -1);
    }

    /** Joins the stream of a set that comes to where a console left another one. */
    Tuned rejoin(List<MediaDescription> set, StreamChoice.Reached reached) throws IOException {
        return joined(new Joining(reached.media(), reached.start(), null, null, set, reached.index(), true), null, -1);
    }

    /** Joins the stream of a set that is ahead of a console which has the program by unicast. */
    Tuned joinAhead(List<MediaDescription> set, StreamChoice.Chosen chosen) throws IOException {
        return joined(new Joining(chosen.media(), chosen.start(), null, null, set, chosen.index(), true), null, -1);
    }

    /**
     * Has a program sent to this console alone.
     *
     * @param program by RTSP
     * @param from position in it
     * @param scale below 0 backward; what is sent may be of another one near it
     */
    Tuned unicast(URI program, Duration from, double scale) throws IOException, DescriptionException {
        RtspPlay conversation = RtspPlay.describe(program);
        try {
            return byUnicast(conversation, program, from, scale);
        } catch (IOException | DescriptionException e) {
            conversation.close();
            throw e;
        }
    }

    /** The URL with the token that the target's has, for what the station describes without one; null stays null. */
    private static @Nullable URI withToken(@Nullable URI uri, Target target) {
        return uri == null ? null : URI.create(ShownToken.with(uri.toString(), token(target)));
    }

    private static String token(Target target) {
        URI shown = target instanceof Target.DescriptionUrl url
                ? url.uri() : target instanceof Target.Rtsp rtsp ? rtsp.uri() : null;
        return shown == null ? "" : ShownToken.inQuery(shown.toString());
    }

    private static @Nullable URI unicast(SessionDescription described) {
        try {
            return described.unicast().startsWith("rtsp://") ? URI.create(described.unicast()) : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /**
     * What is joined.
     *
     * @param start as {@link Tuned} has it, like all that follows
     */
    private record Joining(MediaDescription media, @Nullable Instant start, @Nullable URI beginning, @Nullable URI program,
            List<MediaDescription> set, int index, boolean midway) {
        Joining(MediaDescription media) {
            this(media, null, null, null, List.of(), 0, false);
        }
    }

    /** Where the program itself is; null where nobody says, or only somebody else would. */
    private static @Nullable URI program(Target target, SessionDescription described) {
        return target instanceof Target.DescriptionUrl url && described.program().startsWith("/")
                ? url.uri().resolve(described.program()) : null;
    }

    /** A stream of the target that is being sent, for those that join by themselves; nothing is joined or asked for. */
    public MediaDescription described(Target target) throws IOException, DescriptionException, InterruptedException {
        if (target instanceof Target.Stream stream) {
            return stream.media();
        }
        List<MediaDescription> media;
        if (target instanceof Target.Rtsp rtsp) {
            try (RtspPlay conversation = RtspPlay.describe(rtsp.uri())) {
                media = conversation.description().media();
            }
        } else {
            media = SdpReader.read(text(target)).media();
        }
        if (!media.get(0).multicast()) {
            throw new DescriptionException("only multicast streams can be joined by many");
        }
        return StreamChoice.resume(media, Duration.ZERO, LONGEST, clock.now()).map(StreamChoice.Chosen::media)
                .orElse(media.get(0));
    }

    /** What a target describes, a medium each. */
    public List<MediaDescription> streams(Target target) throws IOException, DescriptionException, InterruptedException {
        if (target instanceof Target.Rtsp || target instanceof Target.Stream) {
            return List.of();
        }
        return SdpReader.read(text(target)).media();
    }

    /** As the system numbers it; 0 when none was named. */
    public int interfaceIndex() {
        return interfaceIndex;
    }

    private static String text(Target target) throws IOException, DescriptionException, InterruptedException {
        if (target instanceof Target.DescriptionUrl url) {
            return fetch(url.uri());
        }
        Path file = ((Target.DescriptionFile) target).file();
        if (!Files.exists(file)) {
            throw new DescriptionException("'" + file + "' is no file with a session description; other targets are rtsp://...,"
                    + " http://..., udp://@GROUP:PORT and rtp://@GROUP:PORT");
        }
        if (Files.size(file) > SdpReader.MAX_CHARACTERS) {
            throw new DescriptionException(file + " is too long for a session description");
        }
        return Files.readString(file, StandardCharsets.UTF_8);
    }

    private static String fetch(URI uri) throws IOException, InterruptedException {
        HttpClient client = HttpClient.newBuilder().connectTimeout(ANSWER).followRedirects(HttpClient.Redirect.NORMAL)
                .build();
        HttpResponse<String> answer;
        try {
            answer = client.send(HttpRequest.newBuilder(uri).timeout(ANSWER).build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            // Its own message may say nothing at all.
            throw new IOException("cannot reach " + uri + ": " + e, e);
        }
        if (answer.statusCode() != 200) {
            throw new IOException(uri + " was answered " + answer.statusCode());
        }
        return answer.body();
    }

    private Tuned rtsp(RtspPlay conversation, URI uri) throws IOException, DescriptionException, InterruptedException {
        try {
            List<MediaDescription> media = conversation.description().media();
            return media.get(0).multicast() ? byMulticast(conversation, media.get(0), new Target.Rtsp(uri))
                    : byUnicast(conversation, uri, Duration.ZERO, 1);
        } catch (IOException | DescriptionException e) {
            conversation.close();
            throw e;
        }
    }

    private static Tuned byUnicast(RtspPlay conversation, URI program, Duration from, double scale)
            throws IOException, DescriptionException {
        MediaDescription media = conversation.description().media().get(0);
        UdpSocket[] pair = pair();
        try {
            RtspPlay.Granted granted = conversation.play(media, pair[0].local().port(), from, scale);
            Ipv4Endpoint to = granted.rtcp() == 0 ? null : new Ipv4Endpoint(granted.serverAddress(), granted.rtcp());
            return new Tuned(granted.media(), pair[0], pair[1], to, conversation, granted.firstSequence(), null, null,
                    program, new Tuned.Unicast(granted.fromMs(), granted.scale()), List.of(), 0, false);
        } catch (IOException | DescriptionException e) {
            pair[0].close();
            pair[1].close();
            throw e;
        }
    }

    /** The stream that begins next, as the server has it: described was one for players that can't wait. */
    private Tuned byMulticast(RtspPlay conversation, MediaDescription described, Target target)
            throws IOException, DescriptionException, InterruptedException {
        RtspPlay.Granted granted = conversation.play(described, 0, true);
        // RTP-Info names the packet that announces the break; the play's own come behind it.
        int first = granted.start() == null || granted.firstSequence() < 0 ? -1 : (granted.firstSequence() + 1) & 0xffff;
        MediaDescription media = granted.media().beginningAt(granted.start());
        SessionDescription whole = whole(conversation.description(), target);
        int index = 0;
        for (int i = 0; whole != null && i < whole.media().size(); i++) {
            index = whole.media().get(i).address() == media.address() ? i : index;
        }
        return joined(new Joining(media, granted.start(), null, whole == null ? null : withToken(unicast(whole), target),
                whole == null ? List.of() : whole.media(), index, false), conversation, first);
    }

    /** The set as a whole, where one stream of it is described; null where it can't be had: one stream is enough to play. */
    private static @Nullable SessionDescription whole(SessionDescription one, Target target) throws InterruptedException {
        try {
            return one.set().startsWith("http://") ? SdpReader.read(fetch(URI.create(
                    ShownToken.with(one.set(), token(target))))) : null;
        } catch (IOException | DescriptionException | IllegalArgumentException e) {
            return null;
        }
    }

    private Tuned joined(Joining what, @Nullable RtspPlay conversation, int first) throws IOException {
        MediaDescription media = what.media();
        // Bound to the group, so that other groups at the same port don't come here too.
        UdpSocket stream = new UdpSocket(new Ipv4Endpoint(media.address(), media.port()), SEND_BUFFER, RECEIVE_BUFFER);
        UdpSocket feedback = null;
        try {
            if (media.multicast()) {
                GroupMembership.join(stream, media.address(), media.source(), interfaceIndex);
            }
            stream.coalesce();
            MediaDescription.Repair repair = media.repair();
            Ipv4Endpoint to = repair == null || repair.feedback() == 0 || repair.feedbackPort() == 0
                    ? null : new Ipv4Endpoint(repair.feedback(), repair.feedbackPort());
            feedback = to == null ? null : new UdpSocket(new Ipv4Endpoint(0, 0), SEND_BUFFER, RECEIVE_BUFFER);
            return new Tuned(media, stream, feedback, to, conversation, first, what.start(), what.beginning(),
                    what.program(), null, what.set(), what.index(), what.midway());
        } catch (IOException e) {
            stream.close();
            if (feedback != null) {
                feedback.close();
            }
            throw e;
        }
    }

    /** An even port for RTP and the one above it for RTCP (RFC 3550 section 11). */
    private static UdpSocket[] pair() throws IOException {
        for (int i = 0; i < PORT_TRIES; i++) {
            UdpSocket rtp = new UdpSocket(new Ipv4Endpoint(0, 0), SEND_BUFFER, RECEIVE_BUFFER);
            int port = rtp.local().port();
            if (port % 2 == 0 && port < 0xffff) {
                try {
                    UdpSocket rtcp = new UdpSocket(new Ipv4Endpoint(0, port + 1), SEND_BUFFER, RECEIVE_BUFFER);
                    rtp.coalesce();
                    return new UdpSocket[] {rtp, rtcp};
                } catch (IOException e) {
                    // Taken; the next pair may be free.
                }
            }
            rtp.close();
        }
        throw new IOException("no pair of free UDP ports was found");
    }
}
