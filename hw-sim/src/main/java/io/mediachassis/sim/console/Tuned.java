package io.mediachassis.sim.console;

import io.mediachassis.blade.os.Ipv4Endpoint;
import io.mediachassis.blade.os.UdpSocket;
import io.mediachassis.sim.console.description.MediaDescription;
import io.mediachassis.sim.console.rtsp.RtspPlay;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A stream that reaches this machine, and the sockets that it comes to. Closing it leaves the group and ends the
 * conversation.
 *
 * @param media what it is
 * @param stream its datagrams
 * @param feedback RTCP leaves from here, and repairs come here; null where nothing is told to anybody
 * @param feedbackTo null likewise
 * @param rtsp its conversation, if it has one
 * @param firstSequence of the first packet that is wanted; -1 when it isn't known
 * @param start of the play that is waited for; null: it is played as it comes
 * @param beginning where the program's media before the stream's first packet comes from; null: nothing does
 * @param set the streams of which it is one, in which a console that left comes back; none when it is no set
 * @param index of the stream in its set
 * @param midway whether it is joined somewhere in its play, not at a beginning
 */
record Tuned(MediaDescription media, UdpSocket stream, @Nullable UdpSocket feedback, @Nullable Ipv4Endpoint feedbackTo,
        @Nullable RtspPlay rtsp, int firstSequence, @Nullable Instant start, @Nullable URI beginning,
        List<MediaDescription> set, int index, boolean midway)
        implements AutoCloseable {
    /** What it is, for people. */
    String described() {
        String where = (media.rtp() ? "RTP" : "UDP") + " at " + stream.local();
        return set.isEmpty() ? where : "stream " + (index + 1) + " of " + set.size() + ", " + where;
    }

    @Override
    public void close() throws IOException {
        stream.close();
        if (feedback != null) {
            feedback.close();
        }
        if (rtsp != null) {
            rtsp.close();
        }
    }
}
