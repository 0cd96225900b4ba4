package io.mediachassis.sim.player;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** VLC as a console that keeps what it is sent. Blocking; any thread. */
public final class Vlc {
    private Vlc() {}

    /** What it did, and the pictures in what it kept. */
    public record Watched(Tool.Result result, int frames) {}

    /** Plays a URL to its end. */
    public static Watched play(String url, Duration limit) throws IOException {
        // Another user than root has to be able to write there.
        Path grabbed = Path.of("/tmp/mediachassis-vlc-" + ProcessHandle.current().pid() + "-"
                + Integer.toHexString(url.hashCode()) + ".ts");
        List<String> command = new ArrayList<>();
        if ("root".equals(System.getProperty("user.name"))) {
            // VLC refuses to run as root.
            command.addAll(List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"));
        }
        command.addAll(List.of("env", "HOME=/tmp", "cvlc", "--intf", "dummy", "--play-and-exit",
                "--no-video-title-show", "--sout", "#std{access=file,mux=ts,dst=" + grabbed + "}", url));
        try {
            Tool.Result result = Tool.run(command, limit);
            int frames = Files.exists(grabbed)
                    ? Ffmpeg.play(grabbed.toString(), Ffmpeg.Transport.HTTP, 0, limit).frames()
                    : 0;
            return new Watched(result, frames);
        } finally {
            Files.deleteIfExists(grabbed);
        }
    }
}
