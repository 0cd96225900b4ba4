package io.mediachassis.blade.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * What ffprobe says of a file.
 *
 * @param format ffmpeg's name of the container
 * @param seconds duration, 0 when not known
 * @param video coding of the first moving picture, "" for none
 * @param audio coding of the first sound, "" for none
 */
public record MediaProbe(String format, double seconds, String video, String audio) {
    /** These fetch other files or play text as pictures: nothing that a provider sends as a program. */
    private static final Set<String> REFUSED =
            Set.of("hls", "dash", "concat", "concatf", "imf", "tty", "image2", "sdp", "rtsp", "ffmetadata");
    private static final int MOST_OUTPUT = 4 << 20;

    /** Runs ffprobe. @throws IngestRefused when the file is nothing that can be played */
    static MediaProbe of(Path file, RemuxSettings settings) throws IngestRefused, IOException {
        MediaProcess process = MediaProcess.start(List.of(settings.ffprobe(), "-v", "error", "-protocol_whitelist",
                "file,pipe", "-of", "json", "-show_format", "-show_streams", "file:" + file.toAbsolutePath()),
                settings.probeLimit(), (key, value) -> { });
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        process.read((buffer, length) -> {
            if (out.size() + length > MOST_OUTPUT) {
                throw new IOException("ffprobe says too much of " + file);
            }
            out.write(buffer, 0, length);
        });
        process.requireSuccess("the file is nothing that ffmpeg can read");
        return read(JsonMapper.builder().build().readTree(out.toByteArray()));
    }

    private static MediaProbe read(JsonNode json) throws IngestRefused {
        String format = json.path("format").path("format_name").asText("");
        if (REFUSED.contains(format) || format.endsWith("_pipe")) {
            throw new IngestRefused("a file of the kind \"" + format + "\" is not taken as a program");
        }
        String video = "";
        String audio = "";
        for (JsonNode s : json.path("streams")) {
            String codec = s.path("codec_name").asText("");
            String type = s.path("codec_type").asText("");
            boolean cover = s.path("disposition").path("attached_pic").asInt(0) != 0;
            if (type.equals("video") && video.isEmpty() && !cover) {
                video = codec;
            } else if (type.equals("audio") && audio.isEmpty()) {
                audio = codec;
            }
        }
        if (video.isEmpty() && audio.isEmpty()) {
            throw new IngestRefused("the file has neither video nor audio");
        }
        return new MediaProbe(format, json.path("format").path("duration").asDouble(0), video, audio);
    }
}
