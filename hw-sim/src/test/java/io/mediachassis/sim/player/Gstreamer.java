package io.mediachassis.sim.player;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** GStreamer's rtspsrc as a console that keeps what it is sent. Blocking; any thread. */
public final class Gstreamer {
    /**
     * rtspsrc sends PAUSE and then TEARDOWN when its pipeline ends; if the second order overtakes the first, it breaks
     * off the first, writes nothing and says that the connection was at its end, on which it then tears down. Nothing
     * of that is the server's doing.
     */
    private static final String BROKE_OFF_ITS_PAUSE = "gst_rtspsrc_pause ()";

    private Gstreamer() {}

    /**
     * Plays a URL to its end.
     *
     * @param within what the command begins with
     * @param protocols udp or tcp
     * @param options of rtspsrc besides
     * @param file takes the transport stream
     */
    public static Tool.Result play(
            List<String> within, String url, String protocols, List<String> options, Path file, Duration limit)
            throws IOException {
        List<String> command = new ArrayList<>(within);
        command.addAll(List.of("gst-launch-1.0", "-q", "rtspsrc", "location=" + url, "protocols=" + protocols));
        command.addAll(options);
        // The socket of rtspsrc holds about a second; a disk may be slower to take a write than that.
        command.addAll(List.of("!", "rtpmp2tdepay", "!", "queue", "max-size-buffers=0", "max-size-time=0",
                "max-size-bytes=50000000", "!", "filesink", "location=" + file));
        Tool.Result result = Tool.run(command, limit);
        return result.status() == 1 && result.output().contains(BROKE_OFF_ITS_PAUSE)
                        && result.output().contains("Received end-of-file")
                ? new Tool.Result(0, result.output())
                : result;
    }

    /** The same from here, with no options. */
    public static Tool.Result play(String url, String protocols, Path file, Duration limit) throws IOException {
        return play(List.of(), url, protocols, List.of(), file, limit);
    }
}
