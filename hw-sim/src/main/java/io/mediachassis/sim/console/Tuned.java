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
 * @param program where the program itself is had by RTSP; null: nowhere
 * @param unicast where and how it is sent to this console alone; null when it is not
 * @param set the streams of which it is one, in which a console that left comes back; none when it is no set
 * @param index of the stream in its set
 * @param midway whether it is joined somewhere in its play, not at a beginning
 */
record Tuned(MediaDescription media, UdpSocket stream, @Nullable UdpSocket feedback, @Nullable Ipv4Endpoint feedbackTo,
        @Nullable RtspPlay rtsp, int firstSequence, @Nullable Instant start, @Nullable URI beginning,
        @Nullable URI program, @Nullable Unicast unicast, List<MediaDescription> set, int index, boolean midway)
        implements AutoCloseable {
    /**
     * A stream for this console alone.
     *
     * @param fromMs position in the program with which it begins, milliseconds
     * @param scale at which it is played
     */
    record Unicast(long fromMs, double scale) {}

    /** What it is, for people. */
    String described() {
        if (unicast != null) {
            return "the program by unicast, RTP at " + stream.local();
        }
        String where = (media.rtp() ? "RTP" : "UDP") + " at " + stream.local();
        return set.isEmpty() ? where : "stream " + (index + 1) + " of " + set.size() + ", " + where;
    }

    /** The conversation stays: who takes it over ends it. */
    void leave() {
        stream.close();
        if (feedback != null) {
            feedback.close();
        }
    }

    @Override
    public void close() {
        leave();
        if (rtsp != null) {
            rtsp.close();
        }
    }
}
