package io.mediachassis.sim.unit;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** What a daemon said last before it ended: its last line at level ERROR, or its last line at all. Any thread. */
final class LastWords {
    private static final int TAIL_BYTES = 16 * 1024;
    private static final int MOST = 300;

    private LastWords() {}

    /** Without time and thread; "nothing in its log" where there is none. */
    static String of(Path log) {
        String tail;
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
            byte[] bytes = new byte[(int) Math.min(TAIL_BYTES, file.length())];
            file.seek(file.length() - bytes.length);
            file.readFully(bytes);
            tail = new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "its log can't be read";
        }
        List<String> lines = tail.lines().filter(line -> !line.isBlank()).toList();
        String last = lines.stream()
                .filter(line -> line.contains(" ERROR "))
                .reduce((a, b) -> b)
                .or(() -> lines.stream().reduce((a, b) -> b))
                .orElse("nothing in its log");
        String words = last.replaceFirst("^.* ERROR +\\[[^]]*] \\S+: ", "").strip();
        return words.length() <= MOST ? words : words.substring(0, MOST) + " ...";
    }
}
